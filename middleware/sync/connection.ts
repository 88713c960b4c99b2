import type { Connector, Context, Settings } from '../connectors/connector.ts'
import { createHttp } from '../connectors/http.ts'
import { connectorNamed } from '../connectors/index.ts'
import type { StoredConnection, StoredPair } from '../database/connections.ts'
import type { OrgNames } from '../salesforce/names.ts'
import type { Sealer } from '../secrets/seal.ts'
import { readRules } from './rules.ts'
import { createPairs } from './check-pairs.ts'
import { withPlaceholders } from './create-with.ts'
import { named } from './names.ts'
import { MappingError, type Pair } from './pair.ts'

/** A connection ready to work: secrets opened, mapping joined with the connector's declaration. */
export interface Connection {
  readonly orgId: number
  readonly connectionId: number
  readonly salesforceOrgId: string
  readonly connector: Connector
  readonly settings: Settings
  readonly pairs: readonly Pair[]
  /** What fields are called in the org, as far as somebody looked. */
  readonly names: OrgNames
  /** Pairs that write nothing before their first plan is approved. */
  readonly resting: ReadonlySet<number>
  /** What the connector is handed; `signal` ends its calls. */
  context(signal: AbortSignal): Context
}

export const settingPlace = (orgId: number, connectionId: number, name: string): string =>
  `org ${orgId}/connection ${connectionId}/${name}`
export const loginPlace = (orgId: number, name: string): string => `org ${orgId}/login/${name}`

/** Throws `MappingError` or `SealError` when what is stored can't be worked with. */
export function openConnection(
  stored: StoredConnection,
  sealer: Sealer,
  options: {
    readonly connectors: readonly Connector[]
    readonly development: boolean
    readonly now: () => Date
  }
): Connection {
  const { orgId, connectionId, salesforceOrgId } = stored
  const connector = connectorNamed(options.connectors, stored.connector)
  if (connector === undefined) throw new MappingError(`There is no connector "${stored.connector}".`)
  const opened = Object.entries(stored.sealed).map(
    ([name, sealed]) => [name, sealer.open(settingPlace(orgId, connectionId, name), sealed)] as const
  )
  const settings = { ...stored.settings, ...Object.fromEntries(opened) }
  const inTheOrg = stored.pairs.flatMap((one) => inOrg(one, stored))
  const pairs = createPairs(inTheOrg, connector).map((pair) => withPlaceholders(pair, settings))
  const needsPlan = readRules(stored.rules).approve === 'plan'
  const resting = new Set(stored.pairs.filter((one) => needsPlan && !one.mayWrite).map((one) => one.pairId))
  return {
    orgId, connectionId, salesforceOrgId, connector, settings, pairs, resting, names: stored.names,
    context: (signal) => createContext(connector, settings, signal, options)
  } // prettier-ignore
}

/** A pair in the org's own names; none where the org has nothing of it. */
function inOrg(pair: StoredPair, { names }: StoredConnection) {
  const found = named(pair.spec, names)
  return found === null ? [] : [{ ...pair, ...found }]
}

export function createContext(
  connector: Connector,
  settings: Settings,
  signal: AbortSignal,
  options: { readonly development: boolean; readonly now: () => Date }
): Context {
  const { deadlineMs } = connector.limits
  const baseUrl = connector.baseUrl(settings)
  const setting = connector.settings.find((one) => one.type === 'url')?.name
  const http = createHttp({ baseUrl, signal, deadlineMs, allowHttp: options.development, setting })
  return { http, settings, now: options.now, signal }
}
