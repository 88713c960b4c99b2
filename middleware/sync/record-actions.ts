import { loadConnection, type StoredConnection } from '../database/connections.ts'
import { block, linkByHand, unblock, unlink } from '../database/links.ts'
import { pressRecords, recordStates, type RecordState } from '../database/records.ts'
import { shapeOf } from '../salesforce/describe.ts'
import { linkStates } from './change.ts'
import type { Engine } from './engine.ts'

/** What a person can do with a record. */
export const recordActions = ['sync', 'unlink', 'relink', 'block', 'unblock'] as const
export type RecordAction = (typeof recordActions)[number]

/** Thrown when that can't be done with this record as it stands; the message says why. */
export class RecordActionError extends Error {
  override readonly name = 'RecordActionError'
}

/** A pair that has to do with a record, and its connection. */
export interface RecordPlace extends RecordState {
  readonly connection: StoredConnection
}

/**
 * The pairs that have to do with a Salesforce record: those that know it, and those of its object, which the first three
 * characters of its id tell. One description an object, kept by the session.
 */
export async function placesOf(engine: Engine, orgId: number, sfId: string): Promise<RecordPlace[]> {
  const states = await recordStates(engine.db, orgId, sfId)
  const known = new Map<number, StoredConnection | null>()
  const places: RecordPlace[] = []
  for (const state of states) {
    const { connectionId } = state
    if (!known.has(connectionId))
      known.set(connectionId, await loadConnection(engine.db, orgId, connectionId))
    const connection = known.get(connectionId)
    if (connection === null || connection === undefined) continue
    if (state.state !== null || state.openIssues > 0 || (await isOf(engine, connection, state, sfId)))
      places.push({ ...state, connection })
  }
  return places
}

async function isOf(engine: Engine, connection: StoredConnection, { sfObject }: RecordState, sfId: string) {
  const { prefix } = await shapeOf(engine.sessions.of(connection).forLane('pressed'), sfObject, [])
  return prefix === sfId.slice(0, 3)
}

export const canRelink = ({ state, extId }: RecordState): boolean =>
  state === linkStates.unlinked && extId !== null
export const canUnlink = ({ state }: RecordState): boolean => state !== null && state !== linkStates.unlinked

/** Carries an action out on every pair that it makes sense for. Gives those pairs. Throws `RecordActionError`. */
export async function actOn(
  engine: Engine,
  key: { readonly orgId: number; readonly sfId: string },
  request: { readonly action: RecordAction; readonly connectionId?: number; readonly reason?: string },
  author: string
): Promise<RecordPlace[]> {
  const { orgId, sfId } = key
  const { action, connectionId } = request
  const all = await placesOf(engine, orgId, sfId)
  const asked = connectionId === undefined ? all : all.filter((one) => one.connectionId === connectionId)
  const places = asked.filter((one) => suits[action](one))
  if (places.length === 0) throw new RecordActionError(asked.length === 0 ? 'No connection keeps records of this kind in step.' : refusals[action]) // prettier-ignore
  for (const place of places) {
    const { pairId, extId, sfObject } = place
    if (action === 'sync') await pressRecords(engine.db, orgId, place.connectionId, sfObject, [sfId])
    else if (action === 'unlink') await unlink(engine.db, orgId, pairId, sfId, author)
    else if (action === 'relink' && extId !== null)
      await linkByHand(engine.db, { orgId, connectionId: place.connectionId }, { pairId, salesforce: sfObject }, sfId, extId, author) // prettier-ignore
    else if (action === 'block') {
      const said = { pairId, reason: request.reason ?? 'left out by hand', author }
      await block(engine.db, orgId, { ...said, side: 'salesforce', id: sfId })
      if (extId !== null) await block(engine.db, orgId, { ...said, side: 'external', id: extId })
    } else if (action === 'unblock') {
      await unblock(engine.db, orgId, pairId, 'salesforce', sfId)
      if (extId !== null) await unblock(engine.db, orgId, pairId, 'external', extId)
      await pressRecords(engine.db, orgId, place.connectionId, sfObject, [sfId])
    }
  }
  return places
}

const suits: Readonly<Record<RecordAction, (one: RecordState) => boolean>> = {
  sync: (one) => !one.blocked && one.state !== linkStates.unlinked,
  unlink: canUnlink,
  relink: canRelink,
  block: (one) => !one.blocked,
  unblock: (one) => one.blocked
}
const refusals: Readonly<Record<RecordAction, string>> = {
  sync: 'This record takes no part: it was unlinked or taken out of the sync. Link it again, or bring it back.',
  unlink: 'This record is not linked, so there is nothing to end.',
  relink: 'This record was not unlinked by hand, so there is nothing to bring back.',
  block: 'This record is left alone already.',
  unblock: 'This record is not left alone.'
}
