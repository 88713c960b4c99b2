import { noteLastMessages, realTimeRows, saveRealTime, type RealTimeRow } from '../database/real-time.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { sameId } from '../salesforce/ids.ts'
import type { Session } from '../salesforce/session.ts'
import { flowStates, messageStates } from '../salesforce/tooling.ts'
import type { Setup } from './setup.ts'
import { syncSession } from './sync-user.ts'
import { wantedObjects, type Wanted } from './wanted.ts'

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

/** Messages and flows of each mapped object: as they were last seen, looked at again where that is a while ago and the sync user may. */
export async function realTimeState(setup: Setup, orgId: number): Promise<ObjectState[]> {
  const { db } = setup.engine
  const wanted = await wantedObjects(setup, orgId)
  await noteLastMessages(db, orgId)
  const rows = await realTimeRows(db, orgId)
  const old = rows.filter((row) => setup.engine.now().getTime() - row.at.getTime() > FRESH_MS)
  const seen = old.length === 0 ? rows : await looked(setup, orgId, wanted, old)
  const states = wanted.map((one) => {
    const row = seen.find((each) => isSame(each, one))
    const { object, connectionId, flow, message } = one
    if (row === undefined) return { object, connectionId, flow, message, state: 'absent', lastMessageAt: null, said: 'The org does not tell of changes; they are found by polling.' } as const // prettier-ignore
    return { object, connectionId, flow, message, state: row.state, lastMessageAt: row.lastMessageAt, said: row.said } // prettier-ignore
  })
  const stale = seen.filter((row) => !wanted.some((one) => isSame(row, one)))
  return [...states, ...stale.map((row) => ({ ...row, state: 'broken' as const, said: 'It is mapped no more, and still in the org. Repair real time takes it away.' }))] // prettier-ignore
}

type Place = Pick<RealTimeRow, 'connectionId' | 'object'>
const isSame = (a: Place, b: Place) => a.connectionId === b.connectionId && a.object === b.object

async function looked(
  setup: Setup,
  orgId: number,
  wanted: readonly Wanted[],
  old: readonly RealTimeRow[]
): Promise<RealTimeRow[]> {
  const { db } = setup.engine
  try {
    const session = await syncSession(setup, orgId)
    await saveRealTime(db, orgId, await lookedAt(session, wanted, old))
  } catch (error) {
    // The sync user may not look into Setup in most orgs, and an org that does not answer is told elsewhere.
    if (!(error instanceof SalesforceError)) throw error
    await saveRealTime(db, orgId, old)
  }
  return realTimeRows(db, orgId)
}

async function lookedAt(session: Session, wanted: readonly Wanted[], rows: readonly RealTimeRow[]): Promise<RealTimeRow[]> {
  const flows = await flowStates(session, rows.map((row) => row.flow))
  const messages = await messageStates(session, rows.map((row) => row.message))
  const { userId } = await session.identity()
  return rows.map((row) => {
    const flow = flows.find((one) => one.name === row.flow)
    const message = messages.get(row.message)
    const to = wanted.find((one) => isSame(one, row))
    if (flow === undefined) return { ...row, state: 'broken', said: 'The flow is gone from the org. Repair real time.' }
    if (message === undefined) return { ...row, state: 'broken', said: 'The outbound message is gone from the org. Repair real time.' }
    if (to !== undefined && message.endpointUrl !== to.endpointUrl)
      return { ...row, state: 'broken', said: 'The outbound message goes to another address. Repair real time.' }
    if (message.userId !== null && !sameId(message.userId, userId)) return { ...row, state: 'broken', said: 'The message is sent as another user than the sync user, whose changes it should leave out. Repair real time.' }
    if (flow.activeId === null) return { ...row, state: 'deployed', said: 'The flow is in the org and not active. Activate it, or repair real time.' }
    return { ...row, state: 'active', said: 'Sends a message on every change.' }
  })
} // prettier-ignore
