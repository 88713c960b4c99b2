import { ConnectorError } from './connector.ts'

/**
 * Typed reads of unknown JSON, once, at the border. Every function throws `ConnectorError` `schema` naming the field,
 * never its content: replies hold personal data and messages end up in logs.
 */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function object(value: unknown, what: string): Json {
  if (!isObject(value)) throw wrong(what, 'an object')
  return value
}

/** The list under `name`; a missing or null one is a fault, since an empty answer is a fact and silence is not. */
export function list(body: Json, name: string): readonly unknown[] {
  const value = body[name]
  if (!Array.isArray(value)) throw wrong(name, 'a list')
  return value
}

/** As `list`, but a missing or null one is empty. */
export function optionalList(body: Json, name: string): readonly unknown[] {
  return body[name] === undefined || body[name] === null ? [] : list(body, name)
}

/** Text, or `null` when missing or blank. A bare number or boolean is taken as its text. */
export function text(body: Json, name: string): string | null {
  const value = body[name]
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrong(name, 'text')
}

export function requiredText(body: Json, name: string): string {
  const value = text(body, name)
  if (value === null) throw wrong(name, 'there')
  return value
}

export function number(body: Json, name: string): number | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a number')
  return value
}

/** A missing or null flag is `null`: not known, which is not the same as false. */
export function flag(body: Json, name: string): boolean | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'boolean') throw wrong(name, 'true or false')
  return value
}

/** An instant in epoch milliseconds, as ISO text. */
export function instant(body: Json, name: string): string | null {
  const value = number(body, name)
  if (value === null) return null
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) throw wrong(name, 'an instant')
  return date.toISOString()
}

/**
 * Parses JSON for keeps: a number that a double can't hold stays its source text, and a `__proto__` key is refused.
 * Throws `SyntaxError` (or `RangeError` for absurd nesting).
 */
export function parseJson(source: string): unknown {
  const keep = (key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (key === '__proto__') throw new SyntaxError('a key may not be __proto__')
    if (typeof value !== 'number' || context?.source === undefined) return value
    return survives(value, context.source) ? value : context.source
  }
  return JSON.parse(source, keep)
}

function survives(value: number, source: string): boolean {
  const written = String(value)
  return written === source || significand(written) === significand(source)
}

/** `1.50e3` and `1500` are one number: digits without padding, and the power of ten of the last one. */
function significand(source: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(source) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const bare = digits.replace(/0+$/, '')
  return bare === '' ? '0' : `${sign}${bare}e${Number(power) - fraction.length + digits.length - bare.length}`
}

const wrong = (name: string, shape: string) =>
  new ConnectorError('schema', `The reply can't be understood: "${name}" is not ${shape}.`)
