import { beginBulkPoll, bulkPollOf, closeShown, type BulkPoll } from '../database/bulk-poll.ts'
import { waitingOf } from '../database/consent-work.ts'
import { pollState } from '../database/runs.ts'
import { scanOf } from '../database/scans.ts'
import { stagedPage } from '../database/staged-rows.ts'
import { dropScan } from '../database/staging.ts'
import { serverNow } from '../salesforce/poll.ts'
import { fromStaged, MANY, nextTick, type Batch, type Source } from './capture.ts'
import { OVERLAP_MS, pollFrom } from './schedule.ts'
import { stageSalesforce } from './stage.ts'
import type { PairWork } from './work.ts'

const PAGE = 4000
/** Each look at the job is a call, a query of thousands of changed records takes an org seconds, and they are late already. */
const FIRST_LOOK_MS = 10_000

/**
 * What changed, by one bulk query, when so many messages wait that reading their records page by page would take more calls;
 * or when such a query is under way, begun by a poll that found as much. It is a poll as well, so that none has to come after it. Null otherwise.
 */
export async function manyChanged(work: PairWork): Promise<Source | null> {
  const { db, held, pair, session, signal, alive } = work
  // Of all that changed, only what the report lists is to be let in.
  if (pair.spec.report !== undefined) return null
  const known = await bulkPollOf(db, held.orgId, pair.pairId)
  if (known !== null) return sourceOf(work, known)
  const { count } = await waitingOf(db, held, pair.spec.salesforce, MANY + 1)
  if (count <= MANY) return null
  alive()
  const { tick } = await pollState(db, held.orgId, pair.pairId)
  const until = await serverNow(session, signal)
  return sourceOf(work, await beginBulkPoll(db, { ...held, pairId: pair.pairId }, until, tick))
}

const sourceOf = (work: PairWork, run: BulkPoll): Source => ({
  cause: 'poll',
  runId: run.runId,
  batches: readMany(work, run)
})

async function* readMany(work: PairWork, { runId, after }: BulkPoll): AsyncGenerator<Batch> {
  const { db, held, pair } = work
  const key = { orgId: held.orgId, runId, side: 'salesforce' as const }
  const before = await scanOf(db, key)
  const scan = await stageSalesforce(work, runId, {
    since: await sinceWhen(work),
    firstWaitMs: FIRST_LOOK_MS
  })
  // A scan that began anew counts its rows anew.
  let at = before?.state === 'sealed' && before.table === scan.table ? after : 0
  for (;;) {
    const rows = await stagedPage(db, held, scan, at, PAGE)
    const last = rows.at(-1)
    if (last === undefined) break
    at = last.n
    yield {
      side: 'salesforce',
      changes: rows.map(fromStaged),
      hints: [],
      checkpoint: { runPage: String(at) },
      skipSeen: true
    }
  }
  await closeShown(db, held, scan, pair.spec.salesforce)
  yield {
    side: 'salesforce',
    changes: [],
    hints: [],
    checkpoint: { runState: 'done', poll: await pollDone(work) },
    skipSeen: true
  }
  await dropScan(db, scan)
}

/** From the oldest of what waits and of what no poll has seen. */
async function sinceWhen({ db, held, pair }: PairWork): Promise<string> {
  const { oldest } = await waitingOf(db, held, pair.spec.salesforce, MANY)
  const polled = pollFrom(await pollState(db, held.orgId, pair.pairId))
  const hinted = new Date((oldest ?? new Date()).getTime() - OVERLAP_MS).toISOString()
  return polled !== null && polled < hinted ? polled : hinted
}

/** A pair that is not polled yet (its initial sync has not begun) is not polled from here on either. */
async function pollDone(work: PairWork): Promise<NonNullable<Batch['checkpoint']['poll']>> {
  const { cursor, scanTo, due, tick } = await pollState(work.db, work.held.orgId, work.pair.pairId)
  return {
    scanTo: null,
    pageStamp: null,
    pageId: null,
    tick: tick.stored,
    ...(cursor !== null && scanTo !== null && { cursor: scanTo }),
    ...(cursor !== null && due && { nextAt: nextTick(work, 'salesforce', tick) })
  }
}
