import { z } from 'zod'
import { ConnectorError, type Connector, type PairSpec } from '../connectors/connector.ts'
import { connectorNamed } from '../connectors/index.ts'
import { loadConnection, nextConnectionId, saveConnection } from '../database/connections.ts'
import { orgWithLogin } from '../database/orgs.ts'
import { hashEndpointToken, newEndpointToken } from '../guards/endpoint-token.ts'
import { requestInitial } from './capture-whole.ts'
import { laneScope } from './calls.ts'
import { ConnectError, firstCommand, noConnection } from './connect-error.ts'
import { openConnection, settingPlace } from './connection.ts'
import { editionRefusal } from './edition.ts'
import type { Engine } from './engine.ts'
import { createPairs } from './check-pairs.ts'
import { parsed, proveLogin, storeOrg } from './register.ts'
import { readRules } from './rules.ts'
import { split } from './sealed-values.ts'
import { checkedSettings, proveSettings, secretsOf } from './settings.ts'

export { ConnectError } from './connect-error.ts'

/** What an admin gives to connect an org with an external system. */
export const connectionRequestSchema = z.strictObject({
  connector: z.string(),
  name: z.string().min(1).max(80).optional(),
  login: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.string()),
  /** When and how much it works, and whether its initial sync needs an approved plan. */
  rules: z.record(z.string(), z.unknown()).optional()
})
export type ConnectionRequest = z.infer<typeof connectionRequestSchema>

export interface Connected {
  readonly orgId: number
  readonly connectionId: number
  /** The secret part of the intake address: told once, stored as a hash. */
  readonly token: string
  /** The command that comes next. */
  readonly next: string
}

const CHECK_MS = 60_000

/** Connects: proves both logins, then stores org and connection with the connector's default mapping. Nothing is stored before all is proven. */
export async function connect(engine: Engine, given: unknown, author: string): Promise<Connected> {
  const request = parsed(connectionRequestSchema, given, 'The connection')
  const connector = connectorOf(engine, request.connector)
  const settings = checkedSettings(connector, request.settings)
  readRules(request.rules ?? {})
  const proven = await proveLogin(engine, request.login)
  requireEdition(connector, proven.organization.edition)
  await proveForPeople(engine, connector, settings)
  const orgId = await storeOrg(engine, proven)
  const { name, rules } = request
  return storeConnection(engine, orgId, connector, settings, { name: name ?? connector.label, rules: rules ?? {}, author }) // prettier-ignore
}

/**
 * Connects an org that is registered: its own login is used. The external login is proven before anything is stored. Pressed
 * twice it makes one: an org has one connection of a name. Throws `ConnectError`, `ConnectorError`.
 */
export async function createConnection(
  engine: Engine,
  orgId: number,
  given: {
    readonly connector: string
    readonly name?: string
    readonly settings: Readonly<Record<string, string>>
  },
  author: string
): Promise<Connected> {
  const connector = connectorOf(engine, given.connector)
  const settings = checkedSettings(connector, given.settings)
  const org = await orgWithLogin(engine.db, orgId)
  if (org === null) throw new ConnectError('This org is not registered.', { code: 'gone' })
  requireEdition(connector, org.edition)
  await proveSettings(engine, connector, settings)
  const name = given.name?.trim() || connector.label
  return storeConnection(engine, orgId, connector, settings, { name, rules: {}, author, alone: true })
}

async function storeConnection(
  engine: Engine,
  orgId: number,
  connector: Connector,
  settings: Readonly<Record<string, string>>,
  rest: { readonly name: string; readonly rules: object; readonly author: string; readonly alone?: true }
): Promise<Connected> {
  const connectionId = await nextConnectionId(engine.db, orgId)
  const place = (name: string) => settingPlace(orgId, connectionId, name)
  const { plain, sealed } = split(engine.sealer, settings, secretsOf(connector), place)
  const token = newEndpointToken()
  const made = await saveConnection(engine.db, {
    orgId, connectionId, sealed, ...rest,
    connector: connector.name,
    settings: plain,
    tokenHash: hashEndpointToken(token),
    document: { pairs: checkedPairs(connector) }
  }) // prettier-ignore
  if (!made)
    throw new ConnectError(`name: There is a connection ${rest.name} already. Give this one a name of its own.`, { code: 'exists' }) // prettier-ignore
  const needsPlan = readRules(rest.rules).approve === 'plan'
  return { orgId, connectionId, token, next: firstCommand(orgId, connectionId, needsPlan) }
}

/** Asks for an initial sync of every pair. The backfill lane does it. Throws `ConnectError` where a plan has to be approved first. */
export async function startInitialSync(engine: Engine, orgId: number, connectionId: number): Promise<void> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) throw noConnection(orgId, connectionId)
  const connection = openConnection(stored, engine.sealer, engine)
  if (connection.resting.size > 0)
    throw new ConnectError('This connection begins with a plan that somebody approves:', {
      code: 'plan-needed',
      next: firstCommand(orgId, connectionId, true)
    })
  const session = engine.sessions.of(stored).forLane(laneScope(connectionId, 'backfill'))
  const signal = AbortSignal.timeout(CHECK_MS)
  const rules = readRules(stored.rules)
  for (const pair of connection.pairs)
    await requestInitial({ db: engine.db, connection, pair, session, now: engine.now, signal, rules })
}

function connectorOf(engine: Engine, name: string): Connector {
  const connector = connectorNamed(engine.connectors, name)
  if (connector !== undefined) return connector
  const known = engine.connectors.map((one) => one.name).join(', ')
  throw new ConnectError(`connector: there is no "${name}". There are: ${known}.`)
}

function requireEdition(connector: Connector, edition: string): void {
  const refusal = editionRefusal(connector, edition)
  if (refusal !== null) throw new ConnectError(refusal, { code: 'edition' })
}

/** The command line's words name the system and the setting; a form marks the setting itself. */
async function proveForPeople(
  engine: Engine,
  connector: Connector,
  settings: Readonly<Record<string, string>>
): Promise<void> {
  try {
    await proveSettings(engine, connector, settings)
  } catch (cause) {
    if (!(cause instanceof ConnectorError)) throw cause
    const label = connector.settings.find((one) => one.name === cause.setting)?.label
    throw new ConnectError(`${connector.label}${label === undefined ? '' : `, ${label}`}: ${cause.message}`, {
      cause
    })
  }
}

/** The default mapping, proven against the declaration now and not by the first record. */
function checkedPairs(connector: Connector): readonly PairSpec[] {
  createPairs(
    connector.pairs.map((spec, at) => ({ pairId: at + 1, rev: 1, spec })),
    connector
  )
  return connector.pairs
}
