import { newAddressKey, openAddressKey, type AddressKey } from '../secrets/address-key.ts'
import type { Sealer } from '../secrets/seal.ts'
import { addressKey } from '../sync/address.ts'
import type { ConsentEvent, ConsentState } from '../sync/consent-event.ts'
import { unknownConsent } from '../sync/consent.ts'
import { arrayText } from './copy-rows.ts'
import type { Database } from './open.ts'

/** An address on a channel, normalised (`addressKey` in sync/address.ts). */
export interface Address {
  readonly channel: string
  readonly address: string
}

/** What somebody said, and of which address. */
export interface AddressEvent {
  /** Normalised. */
  readonly address: string
  readonly event: ConsentEvent
  /** The stamp of the record it was seen on: nobody touched it since. */
  readonly shownSince?: string | null
}

/** The org's key for address marks, made when it is first asked for. Of two nodes that ask at once both get the same. Throws `SealError`. */
export async function loadAddressKey(db: Database, sealer: Sealer, orgId: number): Promise<AddressKey> {
  const sealed = await db.withOrg(orgId, async (tx) => {
    const stored = () =>
      tx.selectFrom('address_keys').select('sealed').where('org_id', '=', orgId).executeTakeFirst()
    const known = await stored()
    if (known !== undefined) return known.sealed
    await tx
      .insertInto('address_keys')
      .values({ org_id: orgId, sealed: newAddressKey(sealer, orgId) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return (await stored())?.sealed
  })
  if (sealed === undefined) throw new Error('The address key was not stored.')
  return openAddressKey(sealer, orgId, sealed)
}

/**
 * Adds events to the ledger in one statement; those it has already are left as they are, so a batch may be added again
 * after a crash. The address itself is not stored. To commit them together with a batch's outcomes, hand
 * `consentRows` to the SQL function `add_consent` in that transaction.
 * @returns how many were new
 */
export async function addConsentEvents(
  db: Database,
  orgId: number,
  key: AddressKey,
  events: readonly AddressEvent[]
): Promise<number> {
  if (events.length === 0) return 0
  return db.call<number>('add_consent($1, $2)', [orgId, JSON.stringify(consentRows(key, events))])
}

/** The rows as `add_consent` takes them. */
export function consentRows(key: AddressKey, events: readonly AddressEvent[]) {
  return events.map(({ address, event, shownSince = null }) => {
    const { channel, kind, who, atFrom, atTo, source, wording, rawId } = event
    return {
      mark: key.mark(channel, address),
      channel,
      kind,
      who,
      at_from: atFrom,
      at_to: atTo,
      source,
      wording: wording === undefined || tellsWho(wording) ? null : wording,
      raw_id: rawId === undefined || isAddress(rawId, channel, address) ? null : rawId,
      shown_since: shownSince
    }
  })
}

/** Which record has an address, by the address's mark. */
export interface AddressRecord {
  readonly mark: string
  readonly channel: string
  readonly sf_id: string
}

/**
 * One array a column, as the function `note_consent` takes them, in one order for everybody: two nodes with the same records
 * never wait for each other.
 */
export function addressColumns(records: readonly AddressRecord[]) {
  const sorted = records.toSorted(
    (a, b) => order(a.mark, b.mark) || order(a.channel, b.channel) || order(a.sf_id, b.sf_id)
  )
  return {
    // Bytes, in hexadecimal; the backslash is the array's escape as well.
    marks: `{${sorted.map((one) => `\\\\x${one.mark}`).join(',')}}`,
    channels: arrayText(sorted.map((one) => one.channel)),
    sfIds: arrayText(sorted.map((one) => one.sf_id))
  }
}

/** By code units: their hexadecimal is in the order of the bytes. */
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** An e-mail address or a telephone number in a sentence would outlive the person's erasure. */
const tellsWho = (text: string) => /@|(?:\d[\s().-]*){7}/.test(text)

/** Some vendors' ids are the address. */
const isAddress = (id: string, channel: string, address: string) =>
  id.includes('@') || addressKey(channel, id) === address

interface StateRow {
  readonly mark: string
  readonly channel: string
  readonly out: number | null
  readonly person: number | null
  readonly staff: number | null
}

/** What the ledger says of these addresses, in one statement; the answers come in the order of the addresses. */
export async function consentStates(
  db: Database,
  orgId: number,
  key: AddressKey,
  addresses: readonly Address[]
): Promise<ConsentState[]> {
  if (addresses.length === 0) return []
  const marks = addresses.map(({ channel, address }) => key.mark(channel, address))
  const channels = new Set(addresses.map(({ channel }) => channel))
  const asked = [orgId, arrayText(marks), [...channels]]
  const rows = await db.call<StateRow[]>('consent_states($1, $2, $3)', asked)
  const states = new Map(rows.map((row) => [`${row.channel} ${row.mark}`, stateOfRow(row)]))
  return addresses.map(
    ({ channel }, index) => states.get(`${channel} ${marks[index] ?? ''}`) ?? unknownConsent
  )
}

const stateOfRow = ({ out, person, staff }: StateRow): ConsentState => {
  const text = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return { lastOut: text(out), lastInByPerson: text(person), lastInByStaff: text(staff) }
}
