import type { Field } from '../schema/field.ts'
import type { Value } from './row.ts'

// TypeScript 5.9 does not know JSON.rawJSON yet; Node 24 has it.
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }

/** `2026-11-20T10:00:00.000+0000`: how REST bodies write an instant [V]. */
export function restDateTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000')
}

/** Doubles always have a decimal point (`39.0`) [V]. */
export function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

const isDecimal = ({ type }: Field) => type === 'double' || type === 'currency' || type === 'percent'

/** A value as REST JSON writes it. */
export function toJson(field: Field, value: Value | undefined): unknown {
  if (value === undefined || value === null) return field.type === 'boolean' ? false : null
  if (typeof value !== 'number') return value
  if (field.type === 'datetime') return restDateTime(value)
  return isDecimal(field) ? rawJSON(decimal(value)) : value
}

/** A value as outbound messages and SOAP write it: instants in `Z` with milliseconds, doubles with a point [V]. */
export function toXsd(field: Field, value: Value): string {
  if (typeof value !== 'number') return String(value)
  if (field.type === 'datetime') return new Date(value).toISOString()
  return isDecimal(field) ? decimal(value) : String(value)
}

/** Milliseconds of an ISO instant with a zone (`Z`, `+0000`, `+00:00`), or null. */
export function parseInstant(text: string): number | null {
  const form = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)$/i.exec(text)
  if (!form?.[1] || !isDate(form[1])) return null
  const zone = (form[3] ?? 'Z').toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const ms = Date.parse(`${form[1]}T${form[2] ?? ''}${zone}`)
  return Number.isNaN(ms) ? null : ms
}

/** True for a day that the calendar has: 2026-02-30 is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
