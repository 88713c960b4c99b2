import { approve } from '../../middleware/database/plan-approval.ts'
import { operationsOf } from '../../middleware/database/plan-operations.ts'
import { planOf } from '../../middleware/database/plans.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { requestPlans } from '../../middleware/sync/plans.ts'
import type { Pipeline } from '../support/pipeline.ts'

/** Plans of a pipeline's pairs, made and carried out when the test says so. */
export function planning({
  engine,
  orgId,
  connectionId,
  turn
}: Pick<Pipeline, 'engine' | 'orgId' | 'connectionId' | 'turn'>) {
  const { db } = engine
  const stored = async (runId: number) => {
    const plan = await planOf(db, orgId, runId)
    if (plan === null) throw new Error(`There is no plan ${runId}.`)
    const rows = await operationsOf(db, orgId, runId, { after: 0, limit: 10_000 })
    return { plan, rows }
  }
  return {
    stored,
    /** Plans of every pair, parents first. */
    make: async () => {
      const runs = await requestPlans(engine, orgId, connectionId)
      await turn(lanes.pressed)
      return Promise.all(runs.map(stored))
    },
    carryOut: async (runId: number, acceptGuard: readonly string[] = []) => {
      const { plan } = await stored(runId)
      const no = await approve(db, orgId, runId, { hash: plan.hash ?? '', acceptGuard, by: 'test' })
      if (no !== null) throw new Error(no)
      await turn(lanes.pressed)
      return (await stored(runId)).plan
    }
  }
}
