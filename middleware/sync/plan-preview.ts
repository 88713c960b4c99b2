import { loadConnection } from '../database/connections.ts'
import { loadAddressKey } from '../database/consent.ts'
import type { StoredOperation } from '../database/plan-operations.ts'
import type { StoredPlan } from '../database/plans.ts'
import type { Side } from '../connectors/connector.ts'
import { connectionScope, laneScope } from './calls.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { lanes } from './lanes.ts'
import { liveLook } from './look.ts'
import { decideAll } from './plan-run.ts'
import { readNow } from './plan-source.ts'
import { readRules } from './rules.ts'
import type { PairWork } from './work.ts'

const READ_MS = 120_000

/** Operations that were stored by reference, with the values they come to now. Reads both sides, writes nothing. */
export async function withLines(
  engine: Engine,
  orgId: number,
  plan: StoredPlan,
  operations: readonly StoredOperation[]
): Promise<StoredOperation[]> {
  const open = operations.filter((one) => one.lines === null)
  const work = open.length === 0 ? null : await reader(engine, orgId, plan)
  if (work === null) return [...operations]
  const lines = new Map<string, StoredOperation['lines']>()
  for (const side of ['salesforce', 'external'] as const) {
    const ids = open.filter((one) => one.side === side).flatMap((one) => idOn(one, side) ?? [])
    if (ids.length === 0) continue
    const changes = await readNow(work, side, ids)
    const { rows } = await decideAll(
      work,
      { side, changes, hints: [], checkpoint: {}, skipSeen: false },
      true
    )
    for (const row of rows) lines.set(`${side} ${row.id}`, row.lines)
  }
  return operations.map((one) => ({
    ...one,
    lines: one.lines ?? lines.get(`${one.side} ${idOn(one, one.side) ?? ''}`) ?? null
  }))
}

const idOn = (one: StoredOperation, side: Side) => (side === 'salesforce' ? one.sfId : one.extId)

/** What reading takes. It holds no lane, so nothing can be recorded with it. */
async function reader(engine: Engine, orgId: number, plan: StoredPlan): Promise<PairWork | null> {
  const { db, now, log } = engine
  const { connectionId } = plan
  const stored = await loadConnection(db, orgId, connectionId)
  if (stored === null) return null
  const connection = openConnection(stored, engine.sealer, engine)
  const pair = connection.pairs.find((one) => one.pairId === plan.pairId)
  if (pair?.rev !== plan.rev) return null
  const signal = AbortSignal.timeout(READ_MS)
  const context = engine.calls.counting(connection.context(signal), orgId, connectionScope(connectionId))
  const session = engine.sessions.of(stored).forLane(laneScope(connectionId, 'pressed'))
  const doors = { connection, session, context, signal, alive: () => signal.throwIfAborted() }
  const held = { orgId, connectionId, lane: lanes.pressed, fence: 0 }
  return {
    ...doors,
    db,
    held,
    now,
    log,
    pair,
    look: liveLook(doors),
    planning: true,
    addressKey: () => loadAddressKey(db, engine.sealer, orgId),
    isPaused: false,
    rules: readRules(stored.rules),
    // A few records that somebody waits for on a screen.
    purse: { ask: () => Promise.resolve(), left: () => Promise.resolve(undefined) }
  }
}
