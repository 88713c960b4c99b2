import { z } from 'zod'
import { ConnectorError, type Connector, type PairSpec } from '../connectors/connector.ts'
import { connectorNamed } from '../connectors/index.ts'
import {
  loadConnection,
  nextConnectionId,
  orgIdFor,
  saveConnection,
  saveOrg
} from '../database/connections.ts'
import { hashEndpointToken, newEndpointToken } from '../guards/endpoint-token.ts'
import { developmentLoginSchema, salesforceLoginSchema } from '../salesforce/login-schema.ts'
import { createSession } from '../salesforce/session.ts'
import { requestInitial } from './capture-whole.ts'
import { laneScope } from './calls.ts'
import { createContext, loginPlace, openConnection, settingPlace } from './connection.ts'
import type { Engine } from './engine.ts'
import { createPairs } from './check-pairs.ts'
import { readRules } from './rules.ts'
import { secretLoginFields } from './sessions.ts'

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

/** Thrown for a request that can't be carried out; the message names the field and the next step. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
}

export interface Connected {
  readonly orgId: number
  readonly connectionId: number
  /** The secret part of the intake address: told once, stored as a hash. */
  readonly token: string
}

const CHECK_MS = 60_000

/** Connects: proves both logins, then stores the connection with the connector's default mapping. Nothing is stored before all is proven. */
export async function connect(engine: Engine, given: unknown, author: string): Promise<Connected> {
  const request = parsed(connectionRequestSchema, given, 'The connection')
  const connector = connectorNamed(engine.connectors, request.connector)
  if (connector === undefined)
    throw new ConnectError(
      `connector: there is no "${request.connector}". There are: ${engine.connectors.map((one) => one.name).join(', ')}.`
    )
  const settings = checkedSettings(connector, request.settings)
  readRules(request.rules ?? {})
  const loginSchema = engine.development ? developmentLoginSchema : salesforceLoginSchema
  const login = parsed(loginSchema, request.login, 'login')

  const session = createSession(login, { allowHttp: engine.development, now: engine.now })
  const { organizationId } = await session.identity()
  await checked(connector, createContext(connector, settings, AbortSignal.timeout(CHECK_MS), engine))

  const orgId = await orgIdFor(engine.db, organizationId)
  const place = (name: string) => loginPlace(orgId, name)
  const { plain, sealed } = split(engine, login, secretLoginFields, place)
  await saveOrg(engine.db, { orgId, salesforceOrgId: organizationId, login: plain, sealedLogin: sealed })
  const connectionId = await nextConnectionId(engine.db, orgId)
  const secrets = connector.settings.filter((one) => one.type === 'secret').map((one) => one.name)
  const stored = split(engine, settings, secrets, (name) => settingPlace(orgId, connectionId, name))
  const token = newEndpointToken()
  await saveConnection(engine.db, {
    orgId, connectionId, author,
    connector: connector.name,
    name: request.name ?? connector.label,
    settings: stored.plain,
    sealed: stored.sealed,
    tokenHash: hashEndpointToken(token),
    document: { pairs: checkedPairs(connector) },
    rules: request.rules ?? {}
  }) // prettier-ignore
  return { orgId, connectionId, token }
}

/** Asks for an initial sync of every pair. The backfill lane does it. Throws `ConnectError` where a plan has to be approved first. */
export async function startInitialSync(engine: Engine, orgId: number, connectionId: number): Promise<void> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) throw new ConnectError(`There is no connection ${connectionId} of org ${orgId}.`)
  const connection = openConnection(stored, engine.sealer, engine)
  if (connection.resting.size > 0)
    throw new ConnectError(
      `This connection begins with a plan that somebody approves: bothways plan ${orgId} ${connectionId}`
    )
  const session = engine.sessions.of(stored).forLane(laneScope(connectionId, 'backfill'))
  const signal = AbortSignal.timeout(CHECK_MS)
  const rules = readRules(stored.rules)
  for (const pair of connection.pairs)
    await requestInitial({ db: engine.db, connection, pair, session, now: engine.now, signal, rules })
}

function checkedSettings(
  connector: Connector,
  given: Readonly<Record<string, string>>
): Record<string, string> {
  const known = new Map(connector.settings.map((setting) => [setting.name, setting]))
  const stray = Object.keys(given).find((name) => !known.has(name))
  if (stray !== undefined)
    throw new ConnectError(`settings.${stray}: ${connector.label} has no such setting.`)
  const settings: Record<string, string> = {}
  for (const { name, label, optional } of connector.settings) {
    const value = given[name]?.trim() ?? ''
    if (value !== '') settings[name] = value
    else if (optional !== true) throw new ConnectError(`settings.${name}: ${label} is missing.`)
  }
  return settings
}

async function checked(connector: Connector, context: Parameters<Connector['check']>[0]): Promise<void> {
  try {
    await connector.check(context)
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

function split(
  { sealer }: Engine,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[],
  place: (name: string) => string
): { plain: Record<string, string>; sealed: Record<string, string> } {
  const plain: Record<string, string> = {}
  const sealed: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (secrets.includes(name)) sealed[name] = sealer.seal(place(name), value)
    else plain[name] = value
  }
  return { plain, sealed }
}

function parsed<T>(schema: z.ZodType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const lines = read.error.issues.map(
    (issue) => `${[what, ...issue.path.map(String)].join('.')}: ${issue.message}`
  )
  throw new ConnectError(lines.join('\n'))
}
