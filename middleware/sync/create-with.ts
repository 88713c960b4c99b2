import type { Connector, CreateWith, PairSpec, Settings } from '../connectors/connector.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { findByField } from '../salesforce/find.ts'
import type { Session } from '../salesforce/session.ts'
import type { Connection } from './connection.ts'
import { foldText } from './fold.ts'
import type { Pair } from './pair.ts'

type Found =
  | { readonly ids: Readonly<Record<string, string>> }
  | { readonly refused: SalesforceError }
  /** Nobody knows now; it concerns every record alike. */
  | { readonly trouble: SalesforceError }

/** Looked up once while a connection is open: at most once a turn, and only where something is made. */
const known = new WeakMap<Connection, Map<string, Promise<Found>>>()

/** What a record made in Salesforce gets beside its lines, or why none can be made now. */
export function createdWith(
  connection: Connection,
  { spec }: Pair,
  session: Session,
  signal: AbortSignal
): Promise<Found> {
  const ofConnection = known.get(connection) ?? new Map<string, Promise<Found>>()
  known.set(connection, ofConnection)
  const asked = ofConnection.get(spec.name) ?? lookedUp(connection, spec, session, signal).catch(asTrouble)
  ofConnection.set(spec.name, asked)
  return asked
}

function asTrouble(error: unknown): Found {
  if (error instanceof SalesforceError) return { trouble: error }
  throw error
}

type Place = Pick<Connection, 'connector' | 'settings'>

async function lookedUp(place: Place, spec: PairSpec, session: Session, signal: AbortSignal): Promise<Found> {
  const ids: Record<string, string> = {}
  for (const one of spec.createWith ?? []) {
    const wanted = settingOf(one, place.settings)
    if (wanted === null) continue
    const found = await idsOf(one, wanted, session, signal)
    const [id] = found
    if (id === undefined || found.length > 1)
      return { refused: new SalesforceError('invalid', refusal(place.connector, one, wanted, found.length), { fields: [one.field] }) } // prettier-ignore
    ids[one.field] = id
  }
  return { ids }
}

async function idsOf({ lookUp }: CreateWith, wanted: string, session: Session, signal: AbortSignal) {
  const request = { object: lookUp.object, field: lookUp.by, values: [wanted], fields: ['Id', lookUp.by] }
  const ids: string[] = []
  for await (const page of findByField(session, request, signal))
    ids.push(...page.flatMap((one) => (one.values === null ? [] : [one.id])))
  return ids
}

function refusal(
  { settings }: Connector,
  { setting, lookUp }: CreateWith,
  wanted: string,
  found: number
): string {
  const label = settings.find((one) => one.name === setting)?.label ?? setting
  const how = found === 0 ? `has no ${lookUp.object}` : `has ${found} records of ${lookUp.object}`
  return `${label}: Salesforce ${how} named "${wanted}", so nothing new can be attached to it. Correct ${label} in the connection's settings, or leave it empty.`
}

/** What is wrong with the settings that name a record in Salesforce, by setting. One call for each that is filled in. */
export async function namedRecordProblems(
  place: Place,
  pairs: readonly PairSpec[],
  session: Session,
  signal: AbortSignal
): Promise<{ readonly setting: string; readonly message: string }[]> {
  const problems = new Map<string, string>()
  for (const one of pairs.flatMap((pair) => pair.createWith ?? [])) {
    const wanted = settingOf(one, place.settings)
    if (wanted === null || problems.has(one.setting)) continue
    const found = (await idsOf(one, wanted, session, signal)).length
    if (found !== 1) problems.set(one.setting, refusal(place.connector, one, wanted, found))
  }
  return [...problems].map(([setting, message]) => ({ setting, message }))
}

const settingOf = ({ setting }: CreateWith, settings: Settings): string | null =>
  settings[setting]?.trim() || null

/** Lines that read the record a new one was put with: what they show then is no data, and never flows. */
export function withPlaceholders(pair: Pair, settings: Settings): Pair {
  const shown = new Map(
    (pair.spec.createWith ?? []).map((one) => [
      `${relationOf(one.field)}.${one.lookUp.by}`,
      foldText(settingOf(one, settings) ?? '')
    ])
  )
  if (shown.size === 0) return pair
  const lines = pair.lines.map((line) => {
    const value = shown.get(line.spec.salesforce[0] ?? '')
    return value == null ? line : { ...line, countsAsBlank: value }
  })
  return { ...pair, lines }
}

/** `AccountId` leads to `Account`, `Parent__c` to `Parent__r`. */
const relationOf = (field: string): string =>
  field.endsWith('__c') ? `${field.slice(0, -1)}r` : field.replace(/Id$/, '')
