import { ConnectorError, type ExternalRecord, type Value, type Values } from '../connector.ts'
import {
  flag,
  instant,
  isObject,
  number,
  object,
  optionalList,
  requiredText,
  text,
  type Json
} from '../decode.ts'
import { contact } from './fields.ts'

const detailsPrefix = 'details.'
const addressPrefix = 'address.'
const mainFields = ['name', 'phone', 'fax', 'company', 'externalId', 'state'] as const
const addressFields = ['streetAddress', 'zipCode', 'city', 'country'] as const
/** What the vendor calls a field, and what the sync does. */
type Named = readonly [name: string, field: string]
const mainNames: readonly Named[] = mainFields.map((name) => [name, name])
const addressNames: readonly Named[] = addressFields.map((name) => [name, `${addressPrefix}${name}`])

export const addressKey = (email: string): string => email.trim().toLowerCase()

/** Beside what the engine is told: by which spelling the vendor finds the contact, and whose it is, where that is told. */
export interface Known extends ExternalRecord {
  readonly spelled: string
  readonly owner: string | null
}

/** A contact as SALESmanago tells it, in the full or the basic shape: `id` or `contactId` [C], missing parts unknown. */
export function fromContact(item: unknown): Known {
  const from = object(item, 'contact')
  const address = isObject(from['address']) ? from['address'] : {}
  return {
    id: text(from, 'id') ?? requiredText(from, 'contactId'),
    modified: instant(from, 'modifiedOn'),
    deleted: flag(from, 'deleted') ?? false,
    spelled: text(from, 'email') ?? '',
    owner: text(from, 'mainContactOwner'),
    values: {
      // Every contact has one as far as we know; one without must not stop all others from being read.
      email: addressKey(text(from, 'email') ?? '') || null,
      ...Object.fromEntries(mainFields.map((name) => [name, text(from, name)])),
      ...Object.fromEntries(addressFields.map((name) => [`${addressPrefix}${name}`, text(address, name)])),
      ...(from['province'] !== undefined && { province: text(from, 'province') }),
      ...birthday(from),
      ...(from['contactTags'] !== undefined && {
        tags: tagsOf(from),
        tagList: tagsOf(from).sort().join('; ') || null
      }),
      ...known('shownOptedOut', flag(from, 'optedOut')),
      ...known('shownOptedOutPhone', flag(from, 'optedOutPhone')),
      contactId: text(from, 'id') ?? requiredText(from, 'contactId'),
      stateShown: text(from, 'state'),
      ...known('optedOut', flag(from, 'optedOut')),
      ...known('optedOutPhone', flag(from, 'optedOutPhone')),
      score: number(from, 'score'),
      ...(from['lastVisit'] !== undefined && { lastVisit: instant(from, 'lastVisit') }),
      createdOn: instant(from, 'createdOn'),
      ...detailsOf(from)
    }
  }
}

const known = (name: string, value: boolean | null): Values => (value === null ? {} : { [name]: value })

/** Parts come as text without leading zeros [C]. A birthday without a year is no calendar day, so it stays unknown. */
function birthday(from: Json): Values {
  const parts = ['birthdayYear', 'birthdayMonth', 'birthdayDay'].map((name) => text(from, name))
  if (parts.every((part) => part === null)) return { birthday: null }
  const [year, month, day] = parts
  if (!year || !month || !day) return {}
  return { birthday: `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
}

/** Tags are objects when read and strings when written [C]. */
const tagsOf = (from: Json) =>
  optionalList(from, 'contactTags').map((tag) => requiredText(object(tag, 'tag'), 'tag'))

/** Details are a list of pairs when read and a map when written [C]. */
const detailsOf = (from: Json): Values =>
  Object.fromEntries(
    optionalList(from, 'properties').map((item) => {
      const pair = object(item, 'property')
      return [`${detailsPrefix}${requiredText(pair, 'name')}`, text(pair, 'value')]
    })
  )

/**
 * The fields of `values` that SALESmanago has to be told, given what it holds (`null` for a contact it does not know).
 * An opt-out is only ever told as such; its absence is never sent. Throws `invalid` naming a field that can't be written.
 */
export function changesTo(before: Values | null, values: Values): Values {
  const changes: Record<string, Value> = {}
  for (const field of Object.keys(values)) {
    const [value = null, held] = [values[field], before?.[field]]
    const isNews = specOf(field).type === 'opt-out' ? value === true && held !== true : !same(value, held)
    if (isNews) changes[field] = value
  }
  return changes
}

/** Fields that were told before, were not part of a write, and are blank after it: what the write took away by the way. */
export function lostFields(before: Values, changes: Values, after: Values): Values {
  return Object.fromEntries(
    Object.entries(before).filter(
      ([field, value]) =>
        typeof value === 'string' && value !== '' && changes[field] === undefined && (after[field] ?? '') === '' && isWritable(field)
    )
  ) // prettier-ignore
}

const isWritable = (field: string) =>
  field.startsWith(detailsPrefix) || contact.fields[field]?.readOnly === undefined

/**
 * Whether details that are not sent stay [I], and whether tags can be added and removed in one go [I], only a look tells.
 */
export function mayTakeAway(before: Values, changes: Values): boolean {
  const isDetail = (field: string) => field.startsWith(detailsPrefix)
  const others = () => Object.keys(before).some((field) => isDetail(field) && changes[field] === undefined)
  const { tags = [], removeTags = [] } = toTags(changes['tags'], before['tags'])
  return (Object.keys(changes).some(isDetail) && others()) || (tags.length > 0 && removeTags.length > 0)
}

function specOf(field: string) {
  const isDetail = field.startsWith(detailsPrefix) && field.length > detailsPrefix.length
  const spec = contact.fields[field] ?? (isDetail ? contact.openFields : undefined)
  if (!spec || 'readOnly' in spec)
    throw new ConnectorError('invalid', `SALESmanago has no field ${field} that can be written.`, { field })
  return spec
}

/** Equal after the vendor's own normalisation; not known and blank are the same here. */
export function same(one: Value | undefined, other: Value | undefined): boolean {
  if (!Array.isArray(one) && !Array.isArray(other)) return (one ?? '') === (other ?? '')
  const [left, right] = [setOf(one), setOf(other)]
  return left.size === right.size && left.isSubsetOf(right)
}

const setOf = (value: Value | undefined) =>
  new Set((Array.isArray(value) ? value : (value ?? '') === '' ? [] : [String(value)]).map(tagKey))

const tagKey = (tag: string) => tag.trim().toUpperCase().replaceAll(/\s/g, '_')

/**
 * One item of an upsert, with `email` as the key it is found by. Blanks go as `""`: null is "no change" there [U].
 * @param before what the vendor holds, for what has to be sent as a whole (address) or as a difference (tags)
 */
export function toUpsert(email: string, changes: Values, before: Values | null): Json {
  const renamed = changes['email']
  const address = part(addressNames, changes)
  const properties = detailsIn(changes)
  return {
    contact: {
      email,
      ...part(mainNames, changes),
      // Whether parts that were not sent stay is not known [U], so an address goes whole.
      ...(address !== null && { address: { ...part(addressNames, before ?? {}), ...address } })
    },
    ...(before && typeof renamed === 'string' && { newEmail: addressKey(renamed) }),
    ...(changes['province'] !== undefined && { province: toText('province', changes['province']) }),
    ...(changes['birthday'] !== undefined && { birthday: toBirthday(changes['birthday']) }),
    ...toTags(changes['tags'], before?.['tags']),
    ...(properties !== null && { properties }),
    ...(changes['optedOut'] === true && { forceOptOut: true }),
    ...(changes['optedOutPhone'] === true && { forcePhoneOptOut: true }),
    // Defaults that would mail the person, answer before the work is done, or let a repeat raise the score [C].
    useApiDoubleOptIn: false,
    async: false,
    tagScoring: false
  }
}

/** The named fields that `values` tell, as the vendor calls them; null where there is none. */
function part(names: readonly Named[], values: Values): Json | null {
  let found: Record<string, string> | null = null
  for (const [name, field] of names) {
    const value = values[field]
    if (value !== undefined) (found ??= {})[name] = toText(field, value)
  }
  return found
}

function detailsIn(values: Values): Json | null {
  const fields = Object.keys(values).filter((field) => field.startsWith(detailsPrefix))
  if (fields.length === 0) return null
  return Object.fromEntries(
    fields.map((field) => [field.slice(detailsPrefix.length), toText(field, values[field] ?? null)])
  )
}

function toText(field: string, value: Value): string {
  if (value === null) return ''
  if (typeof value === 'object')
    throw new ConnectorError('invalid', `SALESmanago keeps a single text in ${field}, not a list.`, { field })
  return String(value)
}

function toBirthday(value: Value): string {
  if (value === null || value === '') return ''
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value)) ?? []
  if (!year || !month || !day)
    throw new ConnectorError('invalid', 'The birthday is not a calendar day.', { field: 'birthday' })
  return `${year}${month}${day}`
}

/** The vendor adds and removes tags; we are told the whole set. */
function toTags(
  wanted: Value | undefined,
  held: Value | undefined
): { readonly tags?: readonly string[]; readonly removeTags?: readonly string[] } {
  if (wanted === undefined) return {}
  const [want, hold] = [setOf(wanted), setOf(held)]
  return { tags: [...want.difference(hold)], removeTags: [...hold.difference(want)] }
}
