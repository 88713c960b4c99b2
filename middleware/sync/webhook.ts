import { ConnectorError, type WebhookHint, type WebhookRequest } from '../connectors/connector.ts'
import { loadConnection } from '../database/connections.ts'
import { setWebhookHash } from '../database/webhooks.ts'
import { hashEndpointToken, newEndpointToken } from '../guards/endpoint-token.ts'
import { ConnectError, noConnection } from './connect-error.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'

/** A page of records more than any vendor tells of at once; and ids as long as any vendor's. */
const MOST_HINTS = 1000
const LONGEST_ID = 200

/**
 * What a vendor's message tells of, once the connector has verified that the vendor sent it: hints about records that a
 * pair maps, the others are nobody's. Null where the connector takes no messages. Throws `ConnectorError`.
 */
export async function readWebhook(
  engine: Engine,
  { orgId, connectionId }: { readonly orgId: number; readonly connectionId: number },
  request: Omit<WebhookRequest, 'now'>
): Promise<readonly WebhookHint[] | null> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) return null
  const { connector, settings, pairs } = openConnection(stored, engine.sealer, engine)
  if (connector.webhook === undefined) return null
  const hints = connector.webhook(settings, { ...request, now: engine.now() })
  if (hints.length > MOST_HINTS)
    throw new ConnectorError('invalid', `More than ${MOST_HINTS} records in one message.`)
  const bad = hints.find((one) => one.recordId === '' || one.recordId.length > LONGEST_ID)
  if (bad !== undefined) throw new ConnectorError('invalid', `A record id has 1 to ${LONGEST_ID} characters.`)
  const mapped = new Set(pairs.map((pair) => pair.spec.external))
  return hints.filter((one) => mapped.has(one.object))
}

/** Gives the vendor a new address, whose secret part it returns. Throws `ConnectError` where its connector takes no messages. */
export async function renewWebhook(engine: Engine, orgId: number, connectionId: number): Promise<string> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) throw noConnection(orgId, connectionId)
  const { connector } = openConnection(stored, engine.sealer, engine)
  if (connector.webhook === undefined)
    throw new ConnectError(
      `${connector.label} sends no messages of its own: its changes are read on the connection's schedule.`
    )
  const token = newEndpointToken()
  await setWebhookHash(engine.db, { orgId, connectionId }, hashEndpointToken(token))
  return token
}
