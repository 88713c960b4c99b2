import type { FieldType, Value } from '../connectors/connector.ts'

/**
 * The one text form in which values of both sides are compared, kept in bases and hashed. `null` is a known blank.
 * Salesforce text knows no empty string, so '' is blank; nothing is trimmed or folded here: that is the vendor's `canon`.
 */
export type Canonical = string | null

/** `bad` says why the value can't be held by a field of this type. */
export type CanonicalResult = { readonly ok: Canonical } | { readonly bad: string }

/** Separates the members of a set, as Salesforce separates the values of a multi-select picklist [K]. */
const SEPARATOR = ';'

/** Brings a value of either side into its canonical text. */
export function toCanonical(type: FieldType, value: unknown): CanonicalResult {
  if (value === null || value === undefined || value === '') return { ok: null }
  switch (type) {
    case 'text':
    case 'phone':
    case 'url':
    case 'id':
    case 'reference':
      return typeof value === 'object' ? { bad: 'is not a single value' } : lines(value)
    case 'email':
      return typeof value === 'string' ? email(value) : { bad: 'is not an e-mail address' }
    case 'number':
      return number(value)
    case 'boolean':
    case 'opt-out':
    case 'opt-in':
      return boolean(value)
    case 'date':
      return typeof value === 'string' && isCalendarDay(value) ? { ok: value } : { bad: 'is not a date' }
    case 'datetime':
      return instant(value)
    case 'set':
      return set(value)
  }
}

/** The value a connector is given for a canonical text. */
export function fromCanonical(type: FieldType, text: Canonical): Value {
  if (text === null) return null
  if (type === 'boolean' || type === 'opt-out' || type === 'opt-in') return text === 'true'
  if (type === 'set') return membersOf(text)
  return text
}

/** What PostgreSQL can't keep would fail the whole batch, and half a character comes back as another one every time. */
function lines(value: unknown): CanonicalResult {
  const text = String(value)
  if (text.includes('\0') || !text.isWellFormed()) return { bad: 'has a character that is no text' }
  return { ok: text.replaceAll('\r\n', '\n') }
}

function email(text: string): CanonicalResult {
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || !/^[^\s@,;<>"]+$/.test(local) || !/^[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(domain))
    return { bad: 'is not an e-mail address' }
  // Limits of the mail standards, which the vendors keep too.
  if (local.length > 64 || text.length > 254) return { bad: 'is longer than an e-mail address may be' }
  return { ok: text }
}

/** By digits, never through a double: 0.1 and 12345678901234567.89 stay what they are. `5.00` and `5` are one number. */
function number(value: unknown): CanonicalResult {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(value).trim())
  if (parts === null) return { bad: 'is not a number' }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const left = (point > 0 ? digits.slice(0, point).padEnd(point, '0') : '').replace(/^0+/, '')
  const right = (point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, '')
  const text = (left === '' ? '0' : left) + (right === '' ? '' : `.${right}`)
  return { ok: text !== '0' && sign === '-' ? `-${text}` : text }
}

function boolean(value: unknown): CanonicalResult {
  const text = String(value)
  if (text === 'true' || text === '1') return { ok: 'true' }
  if (text === 'false' || text === '0') return { ok: 'false' }
  return { bad: 'is neither true nor false' }
}

function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** A time without a zone would mean another instant on every server, so it is refused. */
function instant(value: unknown): CanonicalResult {
  const text = typeof value === 'number' ? value : String(value)
  if (typeof text === 'string' && !/^[+-]?\d{4,}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text))
    return { bad: 'is not a date with a time and its zone' }
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? { bad: 'is not a date with a time' } : { ok: time.toISOString() }
}

function set(value: unknown): CanonicalResult {
  const members = Array.isArray(value) ? value.map(String) : String(value).split(SEPARATOR)
  if (members.some((member) => member.includes(SEPARATOR)))
    return { bad: `has a member with "${SEPARATOR}", which separates members` }
  const named = [...new Set(members.filter((member) => member !== ''))].sort()
  return named.length === 0 ? { ok: null } : lines(named.join(SEPARATOR))
}

/** The members of a set's canonical text. */
export const membersOf = (text: string): string[] => text.split(SEPARATOR)
