import {
  ConnectorError,
  type ToldByField,
  type ToldById,
  type WebhookRequest
} from '../connectors/connector.ts'
import { loadConnection } from '../database/connections.ts'
import { setWebhookHash } from '../database/webhooks.ts'
import { hashEndpointToken, newEndpointToken } from '../guards/endpoint-token.ts'
import { ConnectError, noConnection } from './connect-error.ts'
import { openConnection, type Connection } from './connection.ts'
import type { Engine } from './engine.ts'

/** A page of records more than any vendor tells of at once; and texts as long as any e-mail address. */
const MOST_HINTS = 1000
const LONGEST_TEXT = 254
/** Vendors don't wait long for an answer. */
const FIND_MS = 10_000

/**
 * What a vendor's message tells of, once the connector has verified that the vendor sent it: hints about records that a
 * pair maps, the others are nobody's. What the vendor does not tell by its id is looked up. Null where the connector takes no
 * messages. Throws `ConnectorError`.
 */
export async function readWebhook(
  engine: Engine,
  { orgId, connectionId }: { readonly orgId: number; readonly connectionId: number },
  request: Omit<WebhookRequest, 'now'>
): Promise<readonly ToldById[] | null> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) return null
  const connection = openConnection(stored, engine.sealer, engine)
  const { connector, settings, pairs } = connection
  if (connector.webhook === undefined) return null
  const hints = connector.webhook(settings, { ...request, now: engine.now() })
  if (hints.length > MOST_HINTS)
    throw new ConnectorError('invalid', `More than ${MOST_HINTS} records in one message.`)
  const told = hints.map((one) => ('by' in one ? one.by.value : one.recordId))
  if (told.some((text) => text === '' || text.length > LONGEST_TEXT))
    throw new ConnectorError('invalid', `What names a record has 1 to ${LONGEST_TEXT} characters.`)
  const mapped = new Set(pairs.map((pair) => pair.spec.external))
  const ours = hints.filter((one) => mapped.has(one.object))
  const byId = ours.flatMap((one) => ('by' in one ? [] : [one]))
  return [
    ...byId,
    ...(await lookedUp(
      connection,
      ours.flatMap((one) => ('by' in one ? [one] : []))
    ))
  ]
}

async function lookedUp(connection: Connection, hints: readonly ToldByField[]): Promise<ToldById[]> {
  const context = connection.context(AbortSignal.timeout(FIND_MS))
  const found: ToldById[] = []
  for (const { object, by } of hints) {
    const records = await connection.connector.find(context, { object, field: by.field, values: [by.value] })
    found.push(...records.map(({ id }) => ({ object, recordId: id })))
  }
  return found
}

/**
 * Gives the vendor a new address below `base`, and returns what a person enters there: it holds a secret. Throws
 * `ConnectError` where its connector takes no messages.
 */
export async function renewWebhook(
  engine: Engine,
  orgId: number,
  connectionId: number,
  base: string
): Promise<string> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) throw noConnection(orgId, connectionId)
  const { connector, settings } = openConnection(stored, engine.sealer, engine)
  if (connector.webhook === undefined)
    throw new ConnectError(
      `${connector.label} sends no messages of its own: its changes are read on the connection's schedule.`
    )
  const token = newEndpointToken()
  await setWebhookHash(engine.db, { orgId, connectionId }, hashEndpointToken(token))
  const address = `${base}/webhooks/${token}`
  return connector.webhookUrl?.(settings, address) ?? address
}
