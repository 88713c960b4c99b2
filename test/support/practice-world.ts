import { join } from 'node:path'
import { doubles } from '../doubles/index.ts'
import type { Double } from '../doubles/double.ts'
import { startOrg, type Org } from '../doubles/salesforce/index.ts'
import type { Config } from '../../middleware/config.ts'
import { connectors } from '../../middleware/connectors/index.ts'
import type { Log } from '../../middleware/log.ts'
import { startMiddleware, type Middleware } from '../../middleware/main.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { freePort } from './free-port.ts'

/** A practice org with the package, a double of every external system, and the middleware between them, connected. */
export interface PracticeWorld {
  readonly org: Org
  readonly middleware: Middleware
  readonly connections: readonly PracticeConnection[]
  stop(): Promise<void>
}
export interface PracticeConnection {
  readonly connector: string
  readonly label: string
  readonly orgId: number
  readonly connectionId: number
  readonly intake: string
  readonly double: Double
}

/** Starts everything on free ports of this machine. Whatever has started is stopped again when a later part does not. */
export async function startPracticeWorld(config: Config, log: Log, seed: number): Promise<PracticeWorld> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    // Known before the org starts: its client app leads back there.
    const port = config.port === 0 ? await freePort() : config.port
    const address = `http://127.0.0.1:${port}`
    const org = await startOrg({
      seed,
      source: join(import.meta.dirname, '..', '..', 'force-app'),
      callbackUrls: [`${address}/connect/callback`],
      // The package brings translations.
      switches: { translationWorkbench: true }
    })
    stops.push(() => org.close())
    // The Account that the doubles' settings name, for whoever is new outside.
    await org.control({ command: 'create', object: 'Account', values: { Name: 'Practice account' } })
    await giveAccess(org)
    const middleware = await startMiddleware({ ...config, port, publicUrl: config.publicUrl ?? address }, log)
    // Before the org closes: turns under way still read from it.
    stops.push(() => middleware.stop())
    const connections: PracticeConnection[] = []
    for (const { name } of connectors) {
      const double = await doubles[name]?.start()
      if (double === undefined) throw new Error(`The connector ${name} has no double.`)
      stops.splice(-1, 0, () => double.close())
      connections.push(await connectPractice(middleware, org, name, double))
    }
    return { org, middleware, connections, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Gives the sync user the package's permission set, as an admin does after the install. */
export async function giveAccess(org: Org): Promise<void> {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' }
    const response = await fetch(`${org.url}/services/data/v64.0${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`The practice org refused ${path}: ${await response.text()}`)
    return response.json()
  }
  const idOf = async (soql: string) => {
    const { records } = (await ask(`/query?${new URLSearchParams({ q: soql }).toString()}`)) as { records: { Id: string }[] } // prettier-ignore
    return records[0]?.Id
  }
  const body = JSON.stringify({
    AssigneeId: await idOf(`SELECT Id FROM User WHERE Username = '${org.credentials.jwt.username}'`),
    PermissionSetId: await idOf("SELECT Id FROM PermissionSet WHERE Name LIKE '%Bothways_Integration'")
  })
  await ask('/sobjects/PermissionSetAssignment', { method: 'POST', body })
}

/** Connects the org with a double and has the org send its messages: what an admin does in Setup by hand. */
export async function connectPractice(
  { engine, url }: Middleware,
  org: Org,
  connector: string,
  double: Double,
  kind: 'jwt' | 'client-credentials' = 'jwt',
  rules: object = { approve: 'none' }
): Promise<PracticeConnection> {
  const {
    jwt,
    clientCredentials: { clientId, clientSecret }
  } = org.credentials
  const login = {
    kind,
    loginUrl: org.url,
    ...(kind === 'jwt' ? { ...jwt, clientSecret } : { clientId, clientSecret })
  }
  // So that an admin can connect the org as well.
  await org.control({ command: 'addCallbackUrl', url: `${url ?? ''}/connect/callback` })
  const request = { connector, login, settings: double.settings, rules }
  const { orgId, connectionId, token } = await connect(engine, request, 'practice')
  const intake = `${url ?? ''}/hooks/salesforce/${token}`
  await defineMessage(org, connector, intake)
  const label = connectors.find((one) => one.name === connector)?.label ?? connector
  return { connector, label, orgId, connectionId, intake, double }
}

/** Has the org send the objects of a connector's pairs to this address. */
export async function defineMessage(org: Org, connector: string, endpointUrl: string): Promise<void> {
  const pairs = connectors.find((one) => one.name === connector)?.pairs ?? []
  const common = {
    name: `Bothways_${connector}`,
    endpointUrl,
    fields: ['Id'],
    integrationUser: org.credentials.jwt.username
  }
  for (const object of new Set(pairs.map((pair) => pair.salesforce)))
    await org.control({ command: 'defineMessage', object, ...common })
}
