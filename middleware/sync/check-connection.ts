import { ConnectorError } from '../connectors/connector.ts'
import { connectorNamed } from '../connectors/index.ts'
import type { StoredConnection } from '../database/connections.ts'
import { noteOrganization } from '../database/orgs.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { readOrganization } from '../salesforce/organization.ts'
import { createSession } from '../salesforce/session.ts'
import { ConnectError } from './connect-error.ts'
import { openConnection, type Connection } from './connection.ts'
import { namedRecordProblems } from './create-with.ts'
import { editionRefusal } from './edition.ts'
import type { Engine } from './engine.ts'
import { openLogin } from './sessions.ts'
import { proveSettings } from './settings.ts'

const CHECK_MS = 30_000

/** What a person should know; `setting` names the box of the form where it belongs to one. */
export interface Remark {
  readonly setting: string | null
  readonly message: string
}
export interface Checked {
  readonly problems: readonly Remark[]
  readonly warnings: readonly Remark[]
}

/** Tries both logins of a connection as they are stored, the records its settings name, and whether the org's edition is enough. */
export async function checkConnection(engine: Engine, stored: StoredConnection): Promise<Checked> {
  const connector = connectorNamed(engine.connectors, stored.connector)
  if (connector === undefined) throw new ConnectError(`There is no connector "${stored.connector}".`)
  const connection = openConnection(stored, engine.sealer, engine)
  const { settings } = connection
  const [org, outside] = await Promise.all([
    tried(() => checkOrg(engine, stored)),
    tried(() => proveSettings(engine, connector, settings))
  ])
  // Only who can log in can be asked for records.
  const named =
    org.value === undefined ? { problems: [] } : await tried(() => checkNamed(engine, stored, connection))
  const panel = outside.problems.length > 0 ? { problems: [] } : await tried(() => connector.checkPanel?.(connection.context(AbortSignal.timeout(CHECK_MS))) ?? Promise.resolve()) // prettier-ignore
  const edition = org.value === undefined ? null : editionRefusal(connector, org.value)
  const unknown = org.value === '' && connector.editions !== undefined
  const blank = connector.settings.filter((one) => (settings[one.name] ?? '') === '')
  return {
    problems: [
      ...org.problems,
      ...outside.problems,
      ...(named.value ?? []),
      ...named.problems,
      ...panel.problems,
      ...(edition === null ? [] : [{ setting: null, message: edition }])
    ],
    warnings: [
      ...blank.flatMap(({ name, warnWhenBlank }) => warnWhenBlank === undefined ? [] : [{ setting: name, message: warnWhenBlank }]),
      ...(unknown ? [{ setting: null, message: 'The org’s edition could not be read: the sync user may not see the Organization.' }] : [])
    ]
  } // prettier-ignore
}

/** A session of its own: the one that lanes use may live on while a new login would be refused. Gives the edition. */
async function checkOrg(engine: Engine, stored: StoredConnection): Promise<string> {
  const { salesforceOrgId: organizationId } = stored
  const session = createSession(openLogin(stored, engine.sealer, engine.development), {
    allowHttp: engine.development,
    now: engine.now,
    organizationId
  })
  const { instanceUrl } = await session.identity()
  const found = await readOrganization(session)
  await noteOrganization(engine.db, stored.orgId, { ...found, address: instanceUrl })
  return found.edition
}

function checkNamed(engine: Engine, stored: StoredConnection, connection: Connection) {
  const session = engine.sessions.of(stored).forLane('pressed')
  const specs = connection.pairs.map((one) => one.spec)
  return namedRecordProblems(connection, specs, session, AbortSignal.timeout(CHECK_MS))
}

async function tried<T>(
  work: () => Promise<T>
): Promise<{ readonly value?: T; readonly problems: readonly Remark[] }> {
  try {
    return { value: await work(), problems: [] }
  } catch (error) {
    if (error instanceof ConnectorError) return { problems: [{ setting: error.setting ?? null, message: error.message }] } // prettier-ignore
    if (error instanceof SalesforceError) return { problems: [{ setting: null, message: `Salesforce: ${error.message}` }] } // prettier-ignore
    throw error
  }
}
