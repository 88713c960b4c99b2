import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import { addressFields, mainFields, siblingFields, type Contact, type TypedDetail } from './contact.ts'
import { NotStated, Refusal } from './refusal.ts'
import type { Store } from './store.ts'

type Mode = 'upsert' | 'insert' | 'update'

/** Writes one contact the way the vendor does: partially, by address, blanks as the switch says. */
export function writeContact(store: Store, request: Json, owner: string, mode: Mode): Contact {
  const { fields, known, email, newEmail, birthday, typed } = checked(store, request, mode)
  const contact = known ?? store.create(email, owner)
  if (known && newEmail !== null) store.rename(known, newEmail)
  writeText(store, contact, fields, request)
  if (birthday !== undefined && (birthday || clears(store))) contact.birthday = birthday
  writeDetails(store, contact, request['properties'])
  for (const one of typed) (contact.typedDetails ??= new Map()).set(one.name, one)
  writeTags(store, contact, request)
  const opted = writeConsent(contact, request)
  if (contact.deleted && store.switches.upsertDeleted === 'revives') contact.deleted = false
  if (known && isModification(store, request, opted)) store.touch(contact)
  return contact
}

/** Everything a request can be refused for, before anything is written. */
export function checked(store: Store, request: Json, mode: Mode) {
  const fields = isObject(request['contact']) ? request['contact'] : {}
  const given = fields['email'] ?? request['email']
  const known = store.withEmail(given) ?? store.withId(request['contactId'])
  const email = known?.email ?? validEmail(given)
  if (mode === 'insert' && known) throw new Refusal('Contact already exists')
  if (mode === 'update' && !known) throw new Refusal('Contact does not exist')
  const address = isObject(fields['address']) ? fields['address'] : {}
  for (const value of [...Object.values({ ...fields, address: null }), ...Object.values(address)])
    if (typeof value === 'object' && value !== null) throw new Refusal('Invalid contact')
  return {
    fields,
    known,
    email,
    newEmail: newEmail(store, known, request['newEmail']),
    birthday: toBirthday(request['birthday']),
    typed: toTyped(request['dictionaryProperties'])
  }
}

const clears = (store: Store) => store.switches.emptyString === 'clear'

/** At most 64 characters before the @ and 254 in all [C]. */
function validEmail(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Refusal('Email is required')
  const email = value.trim()
  const [local = '', domain = '', ...more] = email.split('@')
  const wrong = /\s/.test(email) || !local || !domain.includes('.') || more.length > 0
  if (wrong || local.length > 64 || email.length > 254) throw new Refusal('Invalid email')
  return email
}

function newEmail(store: Store, contact: Contact | undefined, value: unknown): string | null {
  if (!contact || typeof value !== 'string' || value === '') return null
  if (store.switches.newEmail === 'is-ignored') return null
  const email = validEmail(value)
  const other = store.withEmail(email)
  if (!other || other === contact) return email
  if (store.switches.renameTaken === 'refuse') throw new Refusal('Contact already exists')
  return null
}

function writeText(store: Store, contact: Contact, fields: Json, request: Json): void {
  const address = isObject(fields['address']) ? fields['address'] : undefined
  if (address && store.switches.addressParts === 'are-cleared')
    for (const name of addressFields) contact.text[name] = null
  write(store, contact, mainFields, fields)
  write(store, contact, addressFields, address ?? {})
  write(store, contact, siblingFields, request)
}

function write(store: Store, contact: Contact, names: readonly string[], from: Json): void {
  for (const name of names) {
    const value = from[name]
    if (value === undefined || value === null || (value === '' && !clears(store))) continue
    contact.text[name] = asText(value)
  }
}

const asText = (value: unknown) =>
  value === '' ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** `yyyyMMdd`, or `MMdd` without a year [C]; kept in parts without leading zeros [C]. */
function toBirthday(value: unknown): Contact['birthday'] | undefined {
  if (value === undefined || value === null) return undefined
  if (value === '') return null
  const [, year, month, day] = /^(\d{4})?(\d{2})(\d{2})$/.exec(asText(value) ?? '') ?? []
  if (!month || !day) throw new Refusal('Invalid birthday')
  return [year ?? null, String(Number(month)), String(Number(day))]
}

/** `{name, type, value}` each. Two types are known by name; how a value is cleared or refused is not. */
function toTyped(value: unknown): readonly TypedDetail[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Refusal('Invalid contact')
  return value.map((item) => {
    const { name, type, value } = isObject(item) ? item : {}
    const isValue = typeof value === 'number' || (typeof value === 'string' && value !== '')
    if (typeof name !== 'string' || name === '' || typeof type !== 'string')
      throw new Refusal('Invalid contact')
    if (!isValue) throw new NotStated('what a dictionary property without a text or a number means.')
    return { name, type, value }
  })
}

function writeDetails(store: Store, contact: Contact, properties: unknown): void {
  if (!isObject(properties)) return
  if (store.switches.details === 'replace') contact.details = null
  contact.details ??= new Map()
  for (const [name, value] of Object.entries(properties)) {
    if (value === '' && clears(store)) contact.details.delete(name)
    else if (typeof value === 'string' && value !== '') contact.details.set(name, value)
  }
}

/** Adding a tag again raises its score, if `tagScoring` asks for it [C]. */
export function writeTags(store: Store, contact: Contact, request: Json): void {
  const add = tags(store, request['tags'])
  const remove = tags(store, request['removeTags'])
  contact.tags ??= add.length > 0 ? new Map() : null
  for (const tag of add) {
    const held = contact.tags?.get(tag)
    if (!held) contact.tags?.set(tag, { score: 1, createdOn: store.now() })
    else if (request['tagScoring'] === true) held.score++
  }
  if (add.length > 0 && store.switches.removeTags === 'alone') return
  for (const tag of remove) contact.tags?.delete(tag)
}

function tags(store: Store, value: unknown): string[] {
  const list = Array.isArray(value) ? value.filter((tag) => typeof tag === 'string') : []
  if (store.switches.tagNormalise === 'off') return list
  return list.map((tag) => tag.trim().toUpperCase().replaceAll(/\s/g, '_'))
}

/** Out wins over in [I]; no flag leaves the status of somebody who is known. */
function writeConsent(contact: Contact, request: Json): boolean {
  const before = [contact.optedOut, contact.optedOutPhone]
  if (request['forceOptOut'] === true) contact.optedOut = true
  else if (request['forceOptIn'] === true) contact.optedOut = false
  if (request['forcePhoneOptOut'] === true) contact.optedOutPhone = true
  else if (request['forcePhoneOptIn'] === true) contact.optedOutPhone = false
  return before[0] !== contact.optedOut || before[1] !== contact.optedOutPhone
}

/** Whether a write counts as one where nothing but a status or tags were asked for is a switch each. */
function isModification(store: Store, request: Json, opted: boolean): boolean {
  const fields = isObject(request['contact']) ? Object.keys(request['contact']) : []
  const others = ['newEmail', 'birthday', 'properties', 'dictionaryProperties', ...siblingFields]
  const tagged = ['tags', 'removeTags'].some((name) => request[name] !== undefined)
  if (fields.some((name) => name !== 'email') || others.some((name) => request[name] !== undefined))
    return true
  if (tagged) return store.switches.tagsBumpModified === 'yes'
  return !opted || store.switches.optBumpsModified === 'yes'
}
