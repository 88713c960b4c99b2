import { callConsentFor, consentSearched, consentWork, waitingOf } from '../database/consent-work.ts'
import { poll } from '../salesforce/poll.ts'
import { BATCH, externalHints, fromChange, notifications, type Batch, type Source } from './capture.ts'
import { fromSalesforceRecord } from './from-record.ts'
import { consentLines, showsOut, type ConsentLine } from './consent-lines.ts'
import { consentType } from './merge-consent.ts'
import { flows, salesforceFields } from './pair.ts'
import { OVERLAP_MS } from './schedule.ts'
import type { LaneWork, PairWork } from './work.ts'

/** While a backlog is worked off; while a pair is paused or waits for its approval it costs a call each time. */
const AGAIN_MS = 20_000
const HALTED_MS = 5 * 60_000

/**
 * Where opt-outs come from that must not wait: records whose address was opted out elsewhere, and whoever opted out since
 * the oldest hint that waits. While the pair is halted the external side is searched too.
 */
export async function optOuts(work: PairWork): Promise<Source[]> {
  const { db, held, pair } = work
  const lines = consentLines(pair)
  const hinted = [notifications(work), externalHints(work)].map(onlyConsent)
  if (lines.length === 0) {
    await consentSearched(db, held.orgId, pair.pairId, { nextAt: null })
    return hinted
  }
  const state = await consentWork(db, held.orgId, pair.pairId)
  if (!state.due) return hinted
  const halted = work.isPaused || state.isNew || work.connection.resting.has(pair.pairId)
  const { count } = await waitingOf(db, held, pair.spec.salesforce, BATCH + 1)
  const again = halted ? HALTED_MS : count > BATCH ? AGAIN_MS : null
  const nextAt = again === null ? null : new Date(work.now().getTime() + again)
  const searched: Source = { cause: 'consent', batches: inSalesforce(work, lines, state.from, nextAt) }
  const outside = halted && flows(pair).toSalesforce && pair.object.feed === 'cursor'
  return outside
    ? [...hinted, { cause: 'consent', batches: inPages(work, lines, state.cursor) }, searched]
    : [...hinted, searched]
}

const onlyConsent = (source: Source): Source => ({ ...source, cause: 'consent', batches: marked(source.batches) }) // prettier-ignore

async function* marked(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) yield { ...batch, only: 'consent' }
}

/** Who shows an opt-out in Salesforce and was changed since; one query a page. */
async function* inSalesforce(
  { db, held, pair, session, signal, alive }: PairWork,
  lines: readonly ConsentLine[],
  since: string,
  nextAt: Date | null
): AsyncGenerator<Batch> {
  const anyOf = lines.map(({ line }) => ({
    field: line.spec.salesforce[0] ?? '',
    // An opt-in without its tick may be one that was taken away: the link's base tells.
    is: consentType(line, 'salesforce') === 'opt-out'
  }))
  const from = new Date(Date.parse(since) - OVERLAP_MS).toISOString()
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), anyOf, from, after: null, until: null, signal } // prettier-ignore
  let until = since
  alive()
  for await (const page of poll(session, request)) {
    const changes = page.records.map((one) => fromSalesforceRecord(one, 0))
    if (changes.length > 0)
      yield { side: 'salesforce', changes, hints: [], checkpoint: {}, skipSeen: true, only: 'consent' }
    until = page.until
    alive()
  }
  // Only now is all of it recorded; dying before searches once more.
  await consentSearched(db, held.orgId, pair.pairId, { from: until, nextAt })
}

/** Who opted out outside, read past the pair's own cursor, which stays for when it goes on. */
async function* inPages(
  { db, held, pair, connection, context, alive }: PairWork,
  lines: readonly ConsentLine[],
  from: string | null
): AsyncGenerator<Batch> {
  let cursor = from
  for (;;) {
    alive()
    const page = await connection.connector.read(context, {
      object: pair.spec.external,
      fields: pair.spec.lines.map((line) => line.external),
      cursor,
      limit: BATCH
    })
    const changes = page.changes.map(fromChange).filter((one) => showsOut(lines, 'external', one.values))
    if (changes.length > 0)
      yield { side: 'external', changes, hints: [], checkpoint: {}, skipSeen: true, only: 'consent' }
    cursor = page.cursor
    await consentSearched(db, held.orgId, pair.pairId, { cursor })
    if (page.done) return
  }
}

/** More waits than a batch holds: the consent lane looks for opt-outs among it. */
export async function callConsent({ db, held, connection }: LaneWork): Promise<void> {
  for (const pair of connection.pairs) {
    if (consentLines(pair).length === 0) continue
    const { count, oldest } = await waitingOf(db, held, pair.spec.salesforce, BATCH + 1)
    if (count > BATCH && oldest !== null) await callConsentFor(db, held.orgId, pair.pairId, oldest)
  }
}
