import { record } from '../database/record.ts'
import { endRun, startRun } from '../database/runs.ts'
import { apply } from './apply.ts'
import type { Source } from './capture.ts'
import { plan } from './plan.ts'
import { resolve } from './resolve.ts'
import type { PairWork } from './work.ts'

/**
 * One execution of the pipeline over a source: capture → resolve → merge → plan → apply → record, batch by batch.
 * Each batch is committed as one, with its checkpoint; dying anywhere repeats at most the batch in flight.
 * Gives how many records it looked at. Throws what stops the whole lane.
 */
export async function run(work: PairWork, source: Source, stopping: AbortSignal): Promise<number> {
  const { db, held, pair, connection } = work
  const key = { orgId: held.orgId, connectionId: held.connectionId, lane: held.lane, pairId: pair.pairId }
  let runId: number | undefined
  let seen = 0
  for await (const batch of source.batches) {
    runId ??= source.runId ?? (await startRun(db, key, source.cause, null))
    const { pairId, rev } = pair
    const resolved = await resolve(work, batch)
    const { operations, outcomes } = plan(pair, connection.connector.label, resolved)
    const applied = await apply(work, runId, operations)
    const finished = [...outcomes, ...applied.outcomes]
    const unfinished = new Set(applied.unfinished.map((one) => one.resolved.change.id))
    await record(db, held, {
      pairId, rev, runId,
      outcomes: finished,
      done: batch.hints.filter((hint) => !unfinished.has(hint.recordId ?? '')).map((hint) => hint.seq),
      // A page counts as read only when all of it is recorded.
      checkpoint: applied.trouble === null ? batch.checkpoint : {}
    }) // prettier-ignore
    if (applied.trouble !== null) throw applied.trouble
    seen += batch.changes.length
    if (stopping.aborted) break
  }
  if (runId !== undefined && source.runId === undefined) await endRun(db, held.orgId, runId)
  return seen
}
