import type { Side } from '../connectors/connector.ts'
import type { AddressEvent } from '../database/consent.ts'
import { addressKey } from './address.ts'
import type { Link, Resolved } from './change.ts'
import type { ConsentState } from './consent-event.ts'
import { seen, statusOf, type ConsentStatus, type NewReading, type Reading } from './consent-seen.ts'
import { everOut, isOut, unknownConsent } from './consent.ts'
import { fromExternal, fromSalesforce } from './mapping.ts'
import { consentType, isConsent } from './merge-consent.ts'
import type { Line, Pair } from './pair.ts'

/** A mapped line that says whether a person may be contacted, and where their address on that channel stands. */
export interface ConsentLine {
  readonly line: Line
  readonly index: number
  readonly channel: string
  /** Field of the address, by side; null where it is not mapped. */
  readonly address: Readonly<Record<Side, string | null>>
  readonly country: string | undefined
}

export function consentLines(pair: Pair): ConsentLine[] {
  return pair.lines.flatMap((line, index) => {
    if (!isConsent(line)) return []
    const channel = line.field.channel ?? 'email'
    const external = pair.object.channels?.[channel] ?? null
    const mapped = pair.lines.find((one) => one.name === external)
    const key = pair.spec.match.flatMap((rule) => rule.keys).find((one) => one.external === external)
    const salesforce = mapped?.spec.salesforce[0] ?? key?.salesforce ?? null
    return { line, index, channel, address: { salesforce, external }, country: mapped?.spec.country ?? key?.country } // prettier-ignore
  })
}

const sides = ['salesforce', 'external'] as const

/** The address of a record on a line's channel, as one side shows it; null where it shows none. */
export function addressOn(consent: ConsentLine, side: Side, one: Resolved): string | null {
  const field = consent.address[side]
  return field === null ? null : addressKey(consent.channel, one[side]?.values[field], consent.country)
}

/** Every address the line's consent is about: whichever of them is out, the record is. */
export function addressesOf(consent: ConsentLine, one: Resolved): readonly string[] {
  const [here, there] = [addressOn(consent, 'salesforce', one), addressOn(consent, 'external', one)]
  if (here === null) return there === null ? [] : [there]
  return there === null || there === here ? [here] : [here, there]
}

/** What reading a record proves of its consent, beside what its link remembers of either side. `at`: the read, ISO. */
export function eventsOf(
  pair: Pair,
  lines: readonly ConsentLine[],
  one: Resolved,
  at: string
): AddressEvent[] {
  if (one.skipped !== null || one.held !== null) return []
  const link = one.link?.rev === pair.rev ? one.link : null
  return lines.flatMap((consent) =>
    sides.flatMap((side) => {
      const status = statusOn(consent.line, side, one[side]?.values)
      if (status === null) return []
      const told = side === 'external' ? toldOf(consent.line, one.external?.values ?? {}) : nothingTold
      const base = baseOf(consent, side, link)
      // At first sight whoever is not out proves nothing, unless the side tells more: nearly all of a first sync.
      if (base === null && status !== 'out' && told.inAt == null && told.outAt == null) return []
      if (side === 'external' && isByDefault(consent.line, base, status)) return []
      const address = addressOn(consent, side, one) ?? addressesOf(consent, one)[0]
      if (address === undefined) return []
      const origin = {
        channel: consent.channel,
        source:
          side === 'salesforce'
            ? `salesforce ${pair.spec.salesforce}.${consent.line.spec.salesforce.join('+')}`
            : `${pair.spec.external}.${consent.line.name}`,
        ...(one[side] !== null && { rawId: one[side].id }),
        ...(side === 'external' && consent.line.field.told?.inBy && { inBy: 'person' as const })
      }
      const events = seen(base, { status, at, ...told }, origin)
      return events.map((event) => ({ address, event, shownSince: one[side]?.stamp ?? null }))
    })
  )
}

/** An out that may be the vendor's own word for somebody it knows nothing of. */
const isByDefault = ({ field }: Line, base: Reading | null, status: ConsentStatus): boolean =>
  field.outByDefault === true && status === 'out' && base?.status !== 'in'

/** What a side shows of a line's consent; null where it was not read. */
function statusOn(
  line: Line,
  side: Side,
  values: Readonly<Record<string, unknown>> | undefined
): ConsentStatus | null {
  if (values === undefined) return null
  const held =
    side === 'salesforce'
      ? fromSalesforce(line, values)
      : fromExternal(line, values as Parameters<typeof fromExternal>[1])
  return held === undefined || !('ok' in held) ? null : flagStatus(line, side, held.ok)
}

const flagStatus = (line: Line, side: Side, text: string | null): ConsentStatus =>
  statusOf(consentType(line, side), text === null ? null : text === 'true')

/** What the side was last known to show, and since when at the latest. A link whose instant nobody knows proves no opt-in. */
function baseOf({ line, index }: ConsentLine, side: Side, link: Link | null): Reading | null {
  if (link === null) return null
  // Sent by a node that died: what it had seen on the side it came from never got into the ledger.
  if (link.sent?.some((one) => one.line === line.name && one.side !== side) === true) return null
  const at = (side === 'salesforce' ? link.stamp : link.extStamp) ?? new Date(0).toISOString()
  return { status: flagStatus(line, side, link[side][index] ?? null), at }
}

const nothingTold: Pick<NewReading, 'inAt' | 'outAt'> = {}

function toldOf(line: Line, values: Readonly<Record<string, unknown>>): Pick<NewReading, 'inAt' | 'outAt'> {
  const instant = (field: string | undefined) => {
    const value = field === undefined ? null : values[field]
    return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null
  }
  const { told } = line.field
  return { inAt: instant(told?.inAt), outAt: instant(told?.outAt) }
}

/** What the ledger says of a record's consent lines, by line name. */
export interface ConsentView {
  /** Opted out, and nothing lifted it. */
  readonly out: ReadonlySet<string>
  /** Ever opted out, lifted or not: never brought in outside by a sync. */
  readonly ever: ReadonlySet<string>
  /** Opted in by the person themselves, later than any opt-out. */
  readonly optedIn: ReadonlySet<string>
}

/** The most restrictive of all addresses of a record counts. */
export function viewOf(
  lines: readonly ConsentLine[],
  one: Resolved,
  state: (channel: string, address: string) => ConsentState
): ConsentView {
  let view: Record<keyof ConsentView, Set<string>> | null = null
  for (const consent of lines) {
    const { name } = consent.line
    const addresses = addressesOf(consent, one)
    if (addresses.every((address) => state(consent.channel, address) === unknownConsent)) continue
    const states = addresses.map((address) => state(consent.channel, address))
    view ??= { out: new Set(), ever: new Set(), optedIn: new Set() }
    if (states.some(isOut)) view.out.add(name)
    else if (states.some(({ lastInByPerson }) => lastInByPerson !== null)) view.optedIn.add(name)
    if (states.some(everOut)) view.ever.add(name)
  }
  return view ?? nothingKnown
}

/** Of a record whose addresses the ledger has never heard of. */
export const nothingKnown: ConsentView = { out: new Set(), ever: new Set(), optedIn: new Set() }

/** Whether a change of this side shows somebody out: such go before the others. */
export function showsOut(
  lines: readonly ConsentLine[],
  side: Side,
  values: Readonly<Record<string, unknown>> | null
): boolean {
  return values !== null && lines.some(({ line }) => statusOn(line, side, values) === 'out')
}

/** Whether Salesforce itself shows the line as opted out. */
export const isOutInSalesforce = ({ line }: ConsentLine, one: Resolved): boolean =>
  statusOn(line, 'salesforce', one.salesforce?.values) === 'out'
