import { lastMessages, realTimeRows, type RealTimeRow } from '../database/real-time.ts'
import type { Engine } from '../sync/engine.ts'
import { isSame, look } from './real-time-look.ts'
import type { Setup } from './setup.ts'
import { wantedObjects } from './wanted.ts'

export interface ObjectState {
  readonly object: string
  readonly connectionId: number
  readonly flow: string
  readonly message: string
  readonly state: 'absent' | RealTimeRow['state']
  readonly lastMessageAt: Date | null
  readonly said: string
}

/** Asking the org costs calls, and screens ask often. */
const FRESH_MS = 5 * 60_000
const DAY_MS = 24 * 3_600_000

/** When an org was last asked for what is not known to be there. */
const askedAt = new WeakMap<Engine, Map<number, number>>()

/** Messages and flows of each mapped object: as they were last seen, looked at again where that is a while ago and the sync user may. */
export async function realTimeState(setup: Setup, orgId: number): Promise<ObjectState[]> {
  const { db } = setup.engine
  const now = setup.engine.now().getTime()
  const wanted = await wantedObjects(setup, orgId)
  let rows = await realTimeRows(db, orgId)
  const old = rows.filter((row) => now - row.at.getTime() > FRESH_MS)
  const unknown = wanted.filter((one) => !rows.some((row) => isSame(row, one)))
  if (old.length > 0 || (unknown.length > 0 && isDue(setup.engine, orgId, now))) {
    await look(setup, orgId, wanted, old, unknown)
    rows = await realTimeRows(db, orgId)
  }
  const came = unknown.length === 0 ? [] : await lastMessages(db, orgId)
  const states = wanted.map((one): ObjectState => {
    const { object, connectionId, flow, message } = one
    const row = rows.find((each) => isSame(each, one))
    if (row !== undefined) return { object, connectionId, flow, message, state: row.state, lastMessageAt: row.lastMessageAt, said: row.said } // prettier-ignore
    const lastMessageAt = came.find((each) => isSame(each, one))?.at ?? null
    const byHand = lastMessageAt !== null && now - lastMessageAt.getTime() < DAY_MS
    return byHand
      ? { object, connectionId, flow, message, lastMessageAt, state: 'active', said: 'Messages come from what was set up by hand in the org.' }
      : { object, connectionId, flow, message, lastMessageAt, state: 'absent', said: 'The org does not tell of changes; they are found by polling.' }
  }) // prettier-ignore
  const stale = rows.filter((row) => !wanted.some((one) => isSame(row, one)))
  return [...states, ...stale.map((row) => ({ ...row, state: 'broken' as const, said: 'It is mapped no more, and still in the org. Repair real time takes it away.' }))] // prettier-ignore
}

function isDue(engine: Engine, orgId: number, now: number): boolean {
  const asked = askedAt.get(engine) ?? new Map<number, number>()
  askedAt.set(engine, asked)
  if (now - (asked.get(orgId) ?? 0) < FRESH_MS) return false
  asked.set(orgId, now)
  return true
}
