import type { ExternalChange, Side } from '../connectors/connector.ts'
import { beginBulkPoll } from '../database/bulk-poll.ts'
import { dueHints, type Hint } from '../database/inbox.ts'
import type { Checkpoint } from '../database/record.ts'
import { beginDue, scanAtTick, wantScan } from '../database/schedules.ts'
import { pollState, readState, type RunCause, type Tick } from '../database/runs.ts'
import { changedCount, poll } from '../salesforce/poll.ts'
import { readByIds } from '../salesforce/read.ts'
import type { Change, Link } from './change.ts'
import { consentLines, showsOut } from './consent-lines.ts'
import type { Candidate, Look } from './look.ts'
import { fromSalesforceRecord } from './from-record.ts'
import { isReadOutside, salesforceFields } from './pair.ts'
import { polledReport } from './report-source.ts'
import { isTooOld, pollFrom, scheduleOf, tickAfterRun } from './schedule.ts'
import type { PairWork } from './work.ts'

/** Changes of one side that are worked on and recorded together. */
export interface Batch {
  readonly side: Side
  readonly changes: readonly Change[]
  /** The hints it answers. */
  readonly hints: readonly Hint[]
  /** What is known after it, committed with it. */
  readonly checkpoint: Checkpoint
  /** Leave out what is recorded with this very stamp: an overlap is read again and again. */
  readonly skipSeen: boolean
  /** Opt-outs alone; the rest of these records is for whoever comes to them. */
  readonly only?: 'consent'
  /** They were missing where everything was read, and asked for by their ids. */
  readonly absent?: true
  /** How the other side is looked at, where not by calls. */
  readonly look?: Look
  /** The links of its records, by id, where they were read with them; null where there is none. */
  readonly links?: ReadonlyMap<string, Link | null>
}

/** Where a run's changes come from. `runId` is set when the run outlives this execution. */
export interface Source {
  readonly cause: RunCause
  readonly runId?: number
  readonly batches: AsyncIterable<Batch>
  /** No batch depends on what became of the one before: it is read and planned while that one is written and recorded. */
  readonly readsAhead?: boolean
}

export const BATCH = 2000

/** Changed records from which a bulk query takes fewer calls than pages of 2,000 (measured: reads above about 8,000). */
export const MANY = 8000

/** Records that notifications, retries or pressed buttons hint at, read as they are now. */
export function notifications(work: PairWork): Source {
  return { cause: 'notifications', batches: readHinted(work) }
}

async function* readHinted(work: PairWork): AsyncGenerator<Batch> {
  const { db, held, pair, session, signal } = work
  for (;;) {
    const hints = await dueHints(db, held, pair.spec.salesforce, BATCH)
    if (hints.length === 0) return
    const tries = triesOf(hints)
    const changes: Change[] = []
    work.alive()
    for await (const page of readByIds(
      session,
      pair.spec.salesforce,
      [...tries.keys()],
      salesforceFields(pair),
      { signal }
    ))
      changes.push(...page.map((found) => fromSalesforceRecord(found, tries.get(found.id) ?? 0)))
    yield { side: 'salesforce', changes, hints, checkpoint: {}, skipSeen: false }
  }
}

export function triesOf(hints: readonly Hint[]): Map<string, number> {
  const tries = new Map<string, number>()
  // A retry stays one, also when a message about the same record came meanwhile.
  for (const { recordId, tries: n } of hints)
    tries.set(recordId ?? '', Math.max(n, tries.get(recordId ?? '') ?? 0))
  // A notification without a record is of one deleted before it was sent; the poll brings the deletion.
  tries.delete('')
  return tries
}

/** External records that retries, released children, webhooks or pressed buttons hint at, read as they are now. */
export function externalHints(work: PairWork): Source {
  return { cause: 'hints', batches: readExternalHinted(work) }
}

async function* readExternalHinted(work: PairWork): AsyncGenerator<Batch> {
  const { db, held, pair } = work
  for (;;) {
    const hints = await dueHints(db, held, pair.spec.external, BATCH, 'external')
    if (hints.length === 0) return
    const tries = triesOf(hints)
    const found = await work.look.byIds(pair, 'external', [...tries.keys()])
    const changes = [...tries].map(([id, tried]) => fromExternalRecord(id, found.get(id), tried))
    yield { side: 'external', changes, hints, checkpoint: {}, skipSeen: false }
  }
}

/** What changed or was deleted in Salesforce since the last pass; null when none is due. */
export async function pollChanges(work: PairWork): Promise<Source | null> {
  const { db, held, pair } = work
  const state = await pollState(db, held.orgId, pair.pairId)
  const from = pollFrom(state)
  if (!state.due || from === null) return null
  if (pair.spec.report !== undefined)
    return {
      cause: 'poll',
      batches: polledReport(work, state.tick.stored, nextTick(work, 'salesforce', state.tick))
    }
  // What was deleted so long ago no poll tells; the comparison of everything does.
  if (state.cursor !== null && isTooOld(state.cursor, work.now())) await wantScan(db, held.orgId, pair.pairId)
  const after =
    state.pageStamp !== null && state.pageId !== null ? { stamp: state.pageStamp, id: state.pageId } : null
  return { cause: 'poll', batches: readPolled(work, { from, after, until: state.scanTo }, state.tick) }
}

/** The next tick of a side's schedule, as a checkpoint holds it. */
export function nextTick(
  { rules, connection, now }: PairWork,
  side: Side,
  { at, activatedAt }: Tick
): string {
  const schedule = scheduleOf(side, rules, connection.connector)
  return tickAfterRun(schedule, activatedAt ?? at, at, now())?.toISOString() ?? 'infinity'
}

async function* readPolled(
  work: PairWork,
  bounds: { from: string; after: { stamp: string; id: string } | null; until: string | null },
  tick: Tick
): AsyncGenerator<Batch> {
  const { db, held, session, pair, signal, alive } = work
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), ...bounds, signal }
  const isFirst = bounds.after === null
  let pages = 0
  alive()
  for await (const page of poll(session, request)) {
    if (isFirst && ++pages === 1 && !page.done && (await changedCount(session, request)) > MANY) {
      // Whoever looks for such a poll next carries it out, this node or another.
      await beginBulkPoll(db, { ...held, pairId: pair.pairId }, new Date(page.until), tick)
      return
    }
    const next = page.done
      ? {
          cursor: page.until,
          scanTo: null,
          pageStamp: null,
          pageId: null,
          tick: tick.stored,
          nextAt: nextTick(work, 'salesforce', tick)
        }
      : {
          scanTo: page.until,
          pageStamp: page.after?.stamp ?? null,
          pageId: page.after?.id ?? null,
          tick: tick.stored
        }
    yield {
      side: 'salesforce',
      changes: page.records.map((one) => fromSalesforceRecord(one, 0)),
      hints: [],
      checkpoint: { poll: next },
      skipSeen: true
    }
    alive()
  }
}

/** What changed outside since the last look; null when none is due, or nothing of it flows to Salesforce. */
export async function readOutside(work: PairWork): Promise<Source | null> {
  const { db, held, pair } = work
  if (!isReadOutside(pair)) return null
  const state = await readState(db, held.orgId, pair.pairId)
  if (state.due && pair.object.feed === 'full') {
    // The vendor tells of no changes: everything is compared, in the lane for that.
    await scanAtTick(db, held.orgId, pair.pairId, nextTick(work, 'external', state.tick))
    await beginDue(db, held, pair.pairId)
    return null
  }
  return state.due ? { cause: 'read', batches: readPages(work, state.cursor, state.tick) } : null
}

async function* readPages(work: PairWork, from: string | null, tick: Tick): AsyncGenerator<Batch> {
  const { connection, context, pair } = work
  const consent = consentLines(pair)
  const isOut = ({ values }: Change) => showsOut(consent, 'external', values)
  let cursor = from
  for (;;) {
    work.alive()
    const page = await connection.connector.read(context, {
      object: pair.spec.external,
      fields: pair.spec.lines.map((line) => line.external),
      cursor,
      limit: BATCH
    })
    cursor = page.cursor
    const changes = page.changes.map(fromChange)
    const nextAt = page.done ? { nextAt: nextTick(work, 'external', tick) } : {}
    yield {
      side: 'external',
      // Within a page nobody waits with an opt-out behind others.
      changes: [...changes.filter(isOut), ...changes.filter((one) => !isOut(one))],
      hints: [],
      checkpoint: { read: { cursor, tick: tick.stored, ...nextAt } },
      skipSeen: true
    }
    if (page.done) return
  }
}

export const fromChange = ({ id, modified, values }: ExternalChange): Change => ({
  side: 'external', id, stamp: modified, values, deleted: values === null, masterId: null, tries: 0
}) // prettier-ignore

/** A row of a bulk query. Its values are CSV text, which mapping knows; what tells of a conversion is looked at before that. */
export function fromStaged(row: {
  readonly id: string
  readonly stamp: string | null
  readonly deleted: boolean
  readonly master: string | null
  readonly values: Readonly<Record<string, unknown>>
}): Change {
  const { id, stamp, deleted, master: masterId } = row
  const { IsConverted: converted } = row.values
  const isAsMapped = converted === undefined && row.values['Id'] === id
  const values = isAsMapped
    ? row.values
    : { ...row.values, Id: id, ...(converted !== undefined && { IsConverted: converted === 'true' }) }
  return { side: 'salesforce', id, stamp, values: deleted ? null : values, deleted, masterId, tries: 0 }
}

/** A record that is not found by its id, or is only kept for restoring, is gone. */
export const fromExternalRecord = (id: string, found: Candidate | undefined, tries: number): Change => {
  const gone = found === undefined || found.deleted
  return {
    side: 'external', id, stamp: found?.stamp ?? null, values: gone ? null : found.values, deleted: gone, masterId: null, tries
  } // prettier-ignore
}
