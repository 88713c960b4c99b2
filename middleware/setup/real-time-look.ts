import { saveRealTime, type RealTimeRow } from '../database/real-time.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { abortable } from '../salesforce/http.ts'
import { sameId } from '../salesforce/ids.ts'
import type { Session } from '../salesforce/session.ts'
import { flowStates, messageStates, type FlowState, type MessageState } from '../salesforce/tooling.ts'
import type { Setup } from './setup.ts'
import { syncSession } from './sync-user.ts'
import type { Wanted } from './wanted.ts'

export type Place = Pick<RealTimeRow, 'connectionId' | 'object'>
export const isSame = (a: Place, b: Place): boolean =>
  a.connectionId === b.connectionId && a.object === b.object

/** A screen waits for this. */
const PATIENCE_MS = 8_000

/** Looks at messages and flows in the org, as far as the sync user may, and stores what was seen. What is not known yet and is there, as somebody deployed it by hand, becomes known. */
export async function look(
  setup: Setup,
  orgId: number,
  wanted: readonly Wanted[],
  rows: readonly RealTimeRow[],
  unknown: readonly Wanted[]
): Promise<void> {
  const { db } = setup.engine
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const session = await syncSession(setup, orgId)
    await saveRealTime(db, orgId, await abortable(seenIn(session, wanted, rows, unknown), signal))
  } catch (error) {
    // In most orgs the sync user may not look into Setup; an org that does not answer is told elsewhere.
    if (!(error instanceof SalesforceError) && !signal.aborted) throw error
    await saveRealTime(db, orgId, rows)
  }
}

type Seen = Omit<RealTimeRow, 'at' | 'lastMessageAt'>

async function seenIn(
  session: Session,
  wanted: readonly Wanted[],
  rows: readonly RealTimeRow[],
  unknown: readonly Wanted[]
): Promise<Seen[]> {
  const all: readonly Omit<Seen, 'state' | 'said'>[] = [...rows, ...unknown]
  const flows = await flowStates(session, all.map((one) => one.flow)) // prettier-ignore
  const messages = await messageStates(session, all.map((one) => one.message)) // prettier-ignore
  const { userId } = await session.identity()
  return all.flatMap((one) => {
    const flow = flows.find((each) => each.name === one.flow)
    const message = messages.get(one.message)
    const isThere = flow !== undefined || message !== undefined
    if (!isThere && !rows.some((row) => isSame(row, one))) return []
    const to = wanted.find((each) => isSame(each, one))?.endpointUrl
    return [{ ...one, ...judged(flow, message, to, userId) }]
  })
}

const broken = (said: string) => ({ state: 'broken', said: `${said} Repair real time.` }) as const

function judged(
  flow: FlowState | undefined,
  message: MessageState | undefined,
  endpointUrl: string | undefined,
  userId: string
): Pick<Seen, 'state' | 'said'> {
  if (flow === undefined) return broken('The flow is gone from the org.')
  if (message === undefined) return broken('The outbound message is gone from the org.')
  if (endpointUrl !== undefined && message.endpointUrl !== endpointUrl)
    return broken('The outbound message goes to another address.')
  if (message.userId !== null && !sameId(message.userId, userId))
    return broken(
      'The message is sent as another user than the sync user, whose changes it should leave out.'
    )
  if (flow.activeId === null)
    return {
      state: 'deployed',
      said: 'The flow is in the org and not active. Activate it, or repair real time.'
    }
  return { state: 'active', said: 'Sends a message on every change.' }
}
