import { loadConnection } from '../database/connections.ts'
import { startPlan } from '../database/plans.ts'
import { count } from '../salesforce/list.ts'
import { serverNow } from '../salesforce/poll.ts'
import { ConnectError, noConnection } from './connect-error.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'

const CHECK_MS = 60_000

/**
 * Asks for a plan of every pair of a connection in their order, parents first, or of one by its name; gives the plans'
 * numbers. The pressed lane makes them. Throws `ConnectError`.
 */
export async function requestPlans(
  engine: Engine,
  orgId: number,
  connectionId: number,
  pairName?: string
): Promise<number[]> {
  const { db } = engine
  const stored = await loadConnection(db, orgId, connectionId)
  if (stored === null) throw noConnection(orgId, connectionId)
  const connection = openConnection(stored, engine.sealer, engine)
  const pairs = connection.pairs.filter((one) => pairName === undefined || one.spec.name === pairName)
  if (pairs.length === 0)
    throw new ConnectError(
      `PAIR: there is no "${pairName ?? ''}". There are: ${connection.pairs.map((one) => one.spec.name).join(', ')}.`
    )
  const session = engine.sessions.of(stored).forLane('pressed')
  const signal = AbortSignal.timeout(CHECK_MS)
  const plans: number[] = []
  for (const { pairId, rev, spec } of pairs) {
    const total = await count(session, spec.salesforce, signal)
    const pollFrom = await serverNow(session, signal)
    plans.push(await startPlan(db, { orgId, connectionId, pairId, rev, total, pollFrom }))
  }
  return plans
}
