import { uncertainRefusal } from '../errors.ts'
import type { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import type { Field } from '../schema/field.ts'
import type { Value } from '../store/row.ts'
import { isDate, parseInstant } from '../store/wire.ts'
import type { UncertainName } from '../uncertain.ts'

const emailForm = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]+$/u

/** What is stored for a value a client sent, or the refusal Salesforce answers. */
export function coerce(field: Field, input: unknown): Value {
  if (input === null || input === undefined) {
    if (field.type === 'boolean') throw wrongType(field, input)
    return null
  }
  switch (field.type) {
    case 'boolean':
      return toBoolean(field, input)
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return toNumber(field, input)
    case 'date':
      return toDay(field, input)
    case 'datetime':
      return toStamp(field, input)
    case 'id':
    case 'reference':
      return toReference(field, input)
    default:
      return toText(field, input)
  }
}

function toText(field: Field, input: unknown): Value {
  if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean') {
    throw wrongType(field, input)
  }
  // Salesforce trims text and stores no empty strings [K].
  const text = String(input).trim()
  if (text === '') return null
  if (field.length > 0 && text.length > field.length) {
    const shown = text.length > 255 ? `${text.slice(0, 255)}...` : text
    throw refused('textTooLong', field, shown, { most: field.length })
  }
  if (field.type === 'email' && !emailForm.test(text)) {
    throw refused('emailInvalid', field, text)
  }
  if (field.restricted) checkPicklist(field, text)
  return text
}

function checkPicklist(field: Field, text: string): void {
  const chosen = field.type === 'multipicklist' ? text.split(';') : [text]
  const bad = chosen.find((value) => !field.values.includes(value))
  if (bad === undefined) return
  throw refused('picklistValueUnknown', field, bad)
}

function toBoolean(field: Field, input: unknown): boolean {
  if (input === true || input === 'true') return true
  if (input === false || input === 'false') return false
  throw wrongType(field, input)
}

function toNumber(field: Field, input: unknown): Value {
  if (input === '') return null
  const value = typeof input === 'string' ? Number(input) : input
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(field, input)
  if (field.type === 'int') {
    if (!Number.isInteger(value)) throw wrongType(field, input)
    return value
  }
  if (Math.abs(value) >= 10 ** (field.precision - field.scale)) {
    throw refused('numberTooLarge', field, value)
  }
  return Number(value.toFixed(Math.min(field.scale || 6, 15)))
}

function toDay(field: Field, input: unknown): Value {
  if (input === '') return null
  const day = typeof input === 'string' ? input.slice(0, 10) : ''
  if (!isDate(day)) throw wrongType(field, input)
  return day
}

function toStamp(field: Field, input: unknown): Value {
  if (input === '') return null
  const ms = typeof input === 'string' ? parseInstant(input) : null
  if (ms === null) throw wrongType(field, input)
  return Math.floor(ms / 1000) * 1000
}

function toReference(field: Field, input: unknown): Value {
  if (input === '') return null
  const id = toId(input)
  if (id) return id
  throw refused('idMalformed', field, show(input))
}

const wrongType = (field: Field, input: unknown): ApiError => refused('valueTypeWrong', field, show(input))

const refused = (
  name: UncertainName,
  { label, name: fieldName }: Field,
  value: string | number,
  more: Readonly<Record<string, number>> = {}
): ApiError => uncertainRefusal(name, { field: label, value, ...more }, [fieldName])

const show = (input: unknown): string => (typeof input === 'string' ? input : JSON.stringify(input))
