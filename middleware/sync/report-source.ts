import { endRun, startRun } from '../database/runs.ts'
import type { Checkpoint } from '../database/record.ts'
import { shapeOf } from '../salesforce/describe.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { serverNow } from '../salesforce/poll.ts'
import { readByIds } from '../salesforce/read.ts'
import { reportIdOf } from '../salesforce/report-address.ts'
import { reportIds } from '../salesforce/report-ids.ts'
import type { Batch } from './capture.ts'
import { fromSalesforceRecord } from './from-record.ts'
import { salesforceFields } from './pair.ts'
import { ScanStoppedError } from './stopped.ts'
import type { PairWork } from './work.ts'

/** Another report, or another right, is needed: trying the same again does not help. */
const lasting: ReadonlySet<string> = new Set(['invalid', 'not-found', 'forbidden', 'schema'])

/**
 * The records that a pair's report lists, as they are now: hints of what changed, in place of a poll or of a look at
 * everything. `end` is what is known when all of it is recorded. Throws `ScanStoppedError` for a report that can't be used.
 */
export async function* reported(work: PairWork, end: () => Promise<Checkpoint>): AsyncGenerator<Batch> {
  const { session, pair, signal } = work
  const object = pair.spec.salesforce
  const fields = salesforceFields(pair)
  work.alive()
  const { prefix } = await shapeOf(session, object, fields, signal)
  for await (const ids of idsOf(work, prefix)) {
    work.alive()
    for await (const page of readByIds(session, object, ids, fields, { signal }))
      yield batchOf(page.map((one) => fromSalesforceRecord(one, 0)), {}) // prettier-ignore
    work.alive()
  }
  yield batchOf([], await end())
}

const batchOf = (changes: Batch['changes'], checkpoint: Checkpoint): Batch => ({
  side: 'salesforce',
  changes,
  hints: [],
  checkpoint,
  skipSeen: true
})

async function* idsOf({ session, pair, signal }: PairWork, prefix: string) {
  const { report, salesforce: object, name } = pair.spec
  const { id = '', by = 'query', column, zone } = report ?? {}
  try {
    yield* reportIds(session, { reportId: reportIdOf(id) ?? id, object, prefix, by, column, zone, signal })
  } catch (cause) {
    if (!(cause instanceof SalesforceError)) throw cause
    // The address for people asks for a session of theirs: that of the sync itself is not refused.
    if (!lasting.has(cause.kind) && !(by === 'export' && cause.kind === 'auth')) throw cause
    throw new ScanStoppedError(`${name}, report.id: ${cause.message}`, { cause })
  }
}

/** A poll of such a pair, for this tick; the next one is at `nextAt`. A report that can't be used is told in the history at every tick, and nothing else waits for it. */
export async function* polledReport(work: PairWork, tick: string, nextAt: string): AsyncGenerator<Batch> {
  const { db, held, pair, session, signal } = work
  const cursor = (await serverNow(session, signal)).toISOString()
  const passed = { scanTo: null, pageStamp: null, pageId: null, tick, nextAt }
  try {
    yield* reported(work, () => Promise.resolve({ poll: { ...passed, cursor } }))
  } catch (error) {
    if (!(error instanceof ScanStoppedError)) throw error
    work.log.warn({ reason: error.message }, 'a report can not be used')
    const runId = await startRun(db, { ...held, pairId: pair.pairId }, 'poll', null)
    await endRun(db, held.orgId, runId, error.message)
    yield batchOf([], { poll: passed })
  }
}
