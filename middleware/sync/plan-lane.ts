import { failPlan } from '../database/plan-end.ts'
import { openPlans, type StoredPlan } from '../database/plans.ts'
import { applyPlan } from './plan-apply.ts'
import { makePlan } from './plan-run.ts'
import { bothSides } from './plan-scan.ts'
import { superseded } from './plan-source.ts'
import { makeUndo } from './undo-plan.ts'
import { ScanStoppedError } from './stopped.ts'
import type { LaneWork, PairWork } from './work.ts'

/** The pressed lane: carries out the plan that was approved, then makes those that were asked for. */
export async function pressed(work: LaneWork, stopping: AbortSignal): Promise<number> {
  const { db, held, connection } = work
  let worked = 0
  // What one leads to (a plan of what was superseded) is the next.
  for (;;) {
    const [run] = await openPlans(db, held.orgId, held.connectionId)
    if (run === undefined || stopping.aborted) return worked
    const pair = connection.pairs.find((one) => one.pairId === run.pairId)
    if (pair === undefined) {
      await failPlan(db, held, run.runId, 'failed', 'The mapping does not have this pair any more.')
      continue
    }
    const own = { ...work, pair, planning: true as const }
    if (run.state !== 'running') worked += await applyPlan(own, run.runId, stopping)
    else worked += await make(own, run, stopping)
  }
}

async function make(work: PairWork, run: StoredPlan, stopping: AbortSignal): Promise<number> {
  const how = { rails: work.rules.rails, stopping }
  if (run.undoes !== null) return makeUndo(work, run, how)
  try {
    const source = run.follows === null ? bothSides(work, run) : superseded(work, run)
    return await makePlan(work, run, source, how)
  } catch (error) {
    if (!(error instanceof ScanStoppedError)) throw error
    await failPlan(work.db, work.held, run.runId, 'failed', error.message)
    return 1
  }
}
