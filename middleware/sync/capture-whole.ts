import { startPolling, startRun, wholeRun } from '../database/runs.ts'
import { countLinks } from '../database/plans.ts'
import { wantResync } from '../database/schedules.ts'
import { count, listAll } from '../salesforce/list.ts'
import { serverNow } from '../salesforce/poll.ts'
import type { Checkpoint } from '../database/record.ts'
import type { Batch, Source } from './capture.ts'
import { fromSalesforceRecord } from './from-record.ts'
import { lanes } from './lanes.ts'
import { isReadOutside, salesforceFields } from './pair.ts'
import { wholeCost } from './cost.ts'
import { refreshed } from './refresh.ts'
import { reported } from './report-source.ts'
import { scanned } from './scan-run.ts'
import { firstTickOf, scheduleOf } from './schedule.ts'
import type { PairWork } from './work.ts'

/** Records from which a bulk query takes fewer calls than pages of 2,000 (measured: above about 8,000). */
const SCAN_FROM = 8000

/** Every record of the pair, from where the lane's run over everything stopped; null when none is asked for. */
export async function everything(work: PairWork): Promise<Source | null> {
  const { db, held, pair } = work
  const run = await wholeRun(db, held.orgId, pair.pairId, held.lane)
  if (run === null) return null
  const { runId, cause, after, total, first } = run
  const initial = cause === 'initial'
  // What nobody waits for begins only when there are calls for all of it.
  if (!initial && after === null)
    await work.purse.ask(wholeCost(await countLinks(db, held.orgId, pair.pairId)))
  if (cause === 'refresh') return { cause, runId, batches: refreshed(work, { runId, after }) }
  if (initial && pair.spec.report !== undefined)
    return {
      cause,
      runId,
      batches: reported(work, () => Promise.resolve({ runState: 'done', initial: true }))
    }
  // Later on the external side is not read from its beginning by itself: who was left out there would stay so.
  const few = initial && total !== null && total < SCAN_FROM && (first || !isReadOutside(pair))
  return few
    ? { cause, runId, batches: readAll(work, after) }
    : { cause, runId, batches: scanned(work, { runId, after, initial }), readsAhead: true }
}

async function* readAll(
  { session, pair, signal, alive }: PairWork,
  afterId: string | null
): AsyncGenerator<Batch> {
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), afterId, signal }
  alive()
  for await (const page of listAll(session, request)) {
    const at = page.afterId === null ? {} : { runPage: page.afterId }
    const checkpoint: Checkpoint = page.done ? { ...at, runState: 'done', initial: true } : at
    const changes = page.records.map((one) => fromSalesforceRecord(one, 0))
    yield { side: 'salesforce', changes, hints: [], checkpoint, skipSeen: false }
    alive()
  }
}

/**
 * Asks for an initial sync. Polling starts from this moment, so that what changes meanwhile is found. A schedule that begins
 * on the following morning begins with it: null, nothing is done today.
 */
export async function requestInitial(
  work: Pick<PairWork, 'db' | 'connection' | 'pair' | 'session' | 'now' | 'signal' | 'rules'>
): Promise<number | null> {
  const { db, connection, pair, session, now, signal, rules } = work
  const { orgId, connectionId } = connection
  const schedule = scheduleOf('salesforce', rules, connection.connector)
  const morning = schedule.kind === 'following-morning' ? firstTickOf(schedule, now()) : null
  const pollAt = firstTickOf(schedule, now())
  const total = await count(session, pair.spec.salesforce, signal)
  // A scan reads the external side as a whole and says itself where reading goes on.
  const reads = total < SCAN_FROM ? now() : null
  const readAt = isReadOutside(pair) ? (morning ?? reads) : null
  const isFirst = await startPolling(db, orgId, pair.pairId, await serverNow(session, signal), pollAt, readAt)
  if (isFirst && morning !== null) {
    await wantResync(db, orgId, pair.pairId)
    return null
  }
  return startRun(db, { orgId, connectionId, pairId: pair.pairId, lane: lanes.backfill }, 'initial', total)
}
