import { setTimeout as sleep } from 'node:timers/promises'
import { loadConnection } from '../database/connections.ts'
import { approve } from '../database/plan-approval.ts'
import { planOf, type StoredPlan } from '../database/plans.ts'
import { runById, startUndo } from '../database/undo.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { workLane } from './lane.ts'
import { lanes } from './lanes.ts'

/** Thrown when a run can't be taken back now. The message says why and what to do. */
export class UndoError extends Error {
  override readonly name = 'UndoError'
}

const UNDER_WAY = new Set(['running', 'approved', 'applying'])

/** Asks for a plan that takes a run back, and gives its number. The pressed lane makes it. Throws `UndoError`. */
export async function requestUndo(
  engine: Engine,
  orgId: number,
  runId: number,
  author: string
): Promise<number> {
  const { db, sealer } = engine
  const run = await runById(db, orgId, runId)
  if (run === null) throw new UndoError(`There is no run ${runId}, or it is no longer kept. "bothways history" lists them.`) // prettier-ignore
  if (UNDER_WAY.has(run.state))
    throw new UndoError(`Run ${runId} is still at work. Take it back when it has ended.`)
  const stored = await loadConnection(db, orgId, run.connectionId)
  const connection = stored?.state === 'active' ? openConnection(stored, sealer, engine) : null
  const pair = connection?.pairs.find((one) => one.pairId === run.pairId)
  if (pair === undefined)
    throw new UndoError('The connection is paused or was removed. Switch it on to take a run of it back.')
  const key = { orgId, connectionId: run.connectionId, pairId: pair.pairId, lane: lanes.pressed }
  return startUndo(db, key, { undoes: runId, rev: pair.rev, author })
}

/** Says yes to a plan that no guard rail stopped, and has it carried out. Throws `UndoError` for one that was stopped. */
export async function approveUndo(
  engine: Engine,
  orgId: number,
  plan: StoredPlan,
  by: string
): Promise<StoredPlan> {
  const { runId, hash, guard } = plan
  if (guard !== null && guard.length > 0)
    throw new UndoError(`Plan ${runId} was stopped and needs a yes of its own: ${guard.map((one) => one.message).join(' ')}\nbothways approve ${runId} --hash ${hash ?? ''} --accept-guard ${guard.map((one) => one.code).join(',')}`) // prettier-ignore
  const no = await approve(engine.db, orgId, runId, { hash: hash ?? '', acceptGuard: [], by })
  if (no !== null) throw new UndoError(no)
  return workUntil(engine, orgId, plan, (one) => !UNDER_WAY.has(one.state))
}

/** How long somebody waits in front of a screen, while nothing moves. */
const PATIENCE_MS = 60_000

/** Works on the pressed lane, or lets another node do so, until a plan is where it should be. Throws `UndoError`. */
export async function workUntil(
  engine: Engine,
  orgId: number,
  { connectionId, runId }: Pick<StoredPlan, 'connectionId' | 'runId'>,
  isThere: (plan: StoredPlan) => boolean
): Promise<StoredPlan> {
  const never = new AbortController().signal
  let [moved, waitsUntil] = ['', Date.now() + PATIENCE_MS]
  for (;;) {
    const plan = await planOf(engine.db, orgId, runId)
    if (plan === null) throw new UndoError(`Plan ${runId} is gone.`)
    if (isThere(plan)) return plan
    const place = [plan.state, plan.seen, plan.appliedSeq].join()
    if (place !== moved) [moved, waitsUntil] = [place, Date.now() + PATIENCE_MS]
    if (Date.now() > waitsUntil)
      throw new UndoError(`Plan ${runId} does not move on. "bothways status" says what rests and why; it goes on by itself.`) // prettier-ignore
    const turn = await workLane(engine, { orgId, connectionId, lane: lanes.pressed }, never, never)
    if (turn === 'taken') await sleep(500)
  }
}
