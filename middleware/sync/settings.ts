import { ConnectorError, type Connector, type Settings } from '../connectors/connector.ts'
import { updateSettings, type StoredSettings } from '../database/settings.ts'
import { ConnectError } from './connect-error.ts'
import { createContext, settingPlace } from './connection.ts'
import type { Engine } from './engine.ts'
import type { ConnectionKey } from './schedules.ts'
import { split } from './sealed-values.ts'

const CHECK_MS = 60_000

export const secretsOf = (connector: Connector): readonly string[] =>
  connector.settings.filter((one) => one.type === 'secret').map((one) => one.name)

/** What was typed into a connector's form, without blanks. Throws `ConnectError` naming the setting. */
export function checkedSettings(
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

/** Has the connector try them. Throws `ConnectorError` that names the setting. */
export async function proveSettings(engine: Engine, connector: Connector, settings: Settings): Promise<void> {
  await connector.check(createContext(connector, settings, AbortSignal.timeout(CHECK_MS), engine))
}

/**
 * Stores what was typed into the form of a connection, once the connector has proved it. A secret that was left out stays;
 * an empty one is taken away. Gives the new version. Throws `ConnectError`, `ConnectorError`, and `StaleError` when somebody
 * else has saved since version `expected`.
 */
export async function changeSettings(
  engine: Engine,
  key: ConnectionKey,
  connector: Connector,
  stored: StoredSettings,
  given: Readonly<Record<string, string>>,
  expected: number
): Promise<number> {
  const { orgId, connectionId } = key
  const place = (name: string) => settingPlace(orgId, connectionId, name)
  const kept: Record<string, string> = {}
  for (const [name, sealed] of Object.entries(stored.sealed))
    if (given[name] === undefined) kept[name] = engine.sealer.open(place(name), sealed)
  const settings = checkedSettings(connector, { ...kept, ...given })
  refuseElsewhere(connector, { ...stored.settings, ...kept }, settings, Object.keys(kept))
  await proveSettings(engine, connector, settings)
  const { plain, sealed } = split(engine.sealer, settings, secretsOf(connector), place)
  return updateSettings(engine.db, key, { settings: plain, sealed }, expected)
}

/** A secret is never sent to an address that whoever typed it in did not know of. */
function refuseElsewhere(
  connector: Connector,
  before: Settings,
  now: Settings,
  kept: readonly string[]
): void {
  const [secret] = kept.filter((name) => now[name] !== undefined)
  if (secret === undefined || baseUrlOf(connector, before) === connector.baseUrl(now)) return
  const label = connector.settings.find((one) => one.name === secret)?.label ?? secret
  throw new ConnectorError('invalid', `Enter ${label} again: it would be sent to another address than the one it was saved for.`, { setting: secret }) // prettier-ignore
}

/** Settings that were stored by an older version may say no address any more. */
function baseUrlOf(connector: Connector, settings: Settings): string | null {
  try {
    return connector.baseUrl(settings)
  } catch (error) {
    if (error instanceof ConnectorError) return null
    throw error
  }
}
