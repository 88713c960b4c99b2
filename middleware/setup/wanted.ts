import type { PairSpec } from '../connectors/connector.ts'
import { loadConnection, type StoredConnection } from '../database/connections.ts'
import { connectionIds } from '../database/setup.ts'
import { messageToken, realTimeRows } from '../database/real-time.ts'
import { hashEndpointToken, newEndpointToken } from '../guards/endpoint-token.ts'
import { realTimeNames } from '../salesforce/real-time-names.ts'
import type { RealTimeObject } from '../salesforce/real-time-package.ts'
import type { Setup } from './setup.ts'

/** An object whose changes matter to a connection, with what it needs in the org. */
export interface Wanted extends RealTimeObject {
  readonly connectionId: number
}

/** Every mapped object of every connection of an org. The same ones have the same names and addresses each time. */
export async function wantedObjects(setup: Setup, orgId: number): Promise<Wanted[]> {
  const { db } = setup.engine
  const known = await realTimeRows(db, orgId)
  const wanted: Wanted[] = []
  for (const stored of await connectionsOf(setup, orgId)) {
    const { connectionId, name } = stored
    const objects = told(stored.pairs.map((pair) => pair.spec))
    if (objects.length === 0) continue
    const endpointUrl = await endpointOf(setup, stored)
    for (const object of objects) {
      const kept = known.find((one) => one.connectionId === connectionId && one.object === object)
      const names = kept ?? realTimeNames(tagOf(setup, stored), object)
      const { message, flow } = names
      wanted.push({ connectionId, object, message, flow, label: `${object} for ${name}`, endpointUrl })
    }
  }
  return wanted
}

export async function connectionsOf({ engine: { db } }: Setup, orgId: number): Promise<StoredConnection[]> {
  const ids = await connectionIds(db, orgId)
  const stored = await Promise.all(ids.map((id) => loadConnection(db, orgId, id)))
  return stored.filter((one) => one !== null)
}

/** Objects of which something flows out of Salesforce. */
export function told(pairs: readonly PairSpec[]): string[] {
  const outward = pairs.filter(
    ({ lines, policy }) =>
      policy.create.toExternal || policy.update.toExternal || lines.some((line) => line.direction !== 'toSalesforce')
  )
  return [...new Set(outward.map((pair) => pair.salesforce))]
} // prettier-ignore

/** Keeps apart what several connections, or several installations of this service, have in one org. */
function tagOf({ engine: { sealer } }: Setup, { salesforceOrgId, connectionId }: StoredConnection): string {
  const mark = sealer
    .sign('real-time names', `${salesforceOrgId}/${connectionId}`)
    .toString('hex')
    .slice(0, 5)
  return `c${connectionId}x${mark}`
}

async function endpointOf({ engine, address }: Setup, stored: StoredConnection): Promise<string> {
  const { orgId, connectionId } = stored
  const place = `org ${orgId}/connection ${connectionId}/message token`
  const token = newEndpointToken()
  const fresh = { sealed: engine.sealer.seal(place, token), hash: hashEndpointToken(token) }
  const sealed = await messageToken(engine.db, stored, fresh)
  return `${address()}/hooks/salesforce/${engine.sealer.open(place, sealed)}`
}
