import type { Canon, FieldType, Side, Value, ValueMap, Values } from '../connectors/connector.ts'
import { applyCanon } from './canon-text.ts'
import { fromCanonical, membersOf, toCanonical, type Canonical, type CanonicalResult } from './canonical.ts'
import { convert, needsZone } from './convert.ts'
import { foldSpaces, foldText } from './fold.ts'
import { joined, split } from './join.ts'
import type { Line } from './pair.ts'
import { phoneKey, toE164 } from './phone.ts'
import { urlKey } from './url-key.ts'
import { lookupOf, type Lookup } from './value-map.ts'

/** What one side holds for a line: canonical text, or not known (the field was not read or is not readable). */
export type Held = CanonicalResult | undefined

/** The linked id on the other side of the record `id` of `side`; `null` while it is not linked. */
export type Parents = (pair: string, side: Side, id: string) => string | null
export interface Waits {
  readonly pair: string
  /** Where the parent is known by `id`. */
  readonly side: Side
  readonly id: string
}

/** A value in the other side's terms, as it is sent. `gap`: it is not in the line's list, whatever became of it. */
export type Mapped =
  | { readonly ok: Canonical; readonly filler?: true; readonly gap?: string }
  | { readonly bad: string; readonly code: MappingFault; readonly gap?: string }
  | { readonly waitsFor: Waits }
export type MappingFault = 'invalid-value' | 'too-long' | 'unmapped-value' | 'no-time-zone' | 'invalid-filler'

export const otherSide = (side: Side): Side => (side === 'salesforce' ? 'external' : 'salesforce')

/** The kind of value a side holds. */
export function typeOf(line: Line, side: Side): FieldType {
  if (side === 'external') return line.field.type
  return line.spec.type ?? (line.spec.join === undefined ? line.field.type : 'text')
}

/** A line's value from Salesforce's side, in Salesforce's own terms. */
export function fromSalesforce(line: Line, values: Readonly<Record<string, unknown>>): Held {
  const { salesforce, join } = line.spec
  if (salesforce.some((name) => values[name] === undefined)) return undefined
  if (join === undefined) {
    const held = toCanonical(typeOf(line, 'salesforce'), values[salesforce[0] ?? ''])
    return line.countsAsBlank !== undefined && 'ok' in held && foldText(held.ok ?? '') === line.countsAsBlank
      ? { ok: null }
      : held
  }
  const parts = salesforce.map((name) => toCanonical('text', values[name]))
  const bad = parts.find((part) => 'bad' in part)
  return bad ?? { ok: joined(parts.map((part) => ('ok' in part ? part.ok : null))) }
}

/** A line's value from the external side, as far as `values` tell: a part of a record may be silent about it. */
export function fromExternal(line: Line, values: Values): Held {
  const value = values[line.name]
  return value === undefined ? undefined : toCanonical(line.field.type, value)
}

/** The same from a whole record, where an open field that is not mentioned is blank: it exists only while it holds something. */
export function fromWhole(line: Line, values: Values): Held {
  return fromExternal(line, values) ?? (line.open ? { ok: null } : undefined)
}

/** Salesforce's value of a line as it is sent to the external side. */
export const toExternal = (line: Line, value: Canonical, parents: Parents): Mapped =>
  translate(line, 'external', value, parents)

/** The external value of a line as it is written to Salesforce, still one text where the line joins several fields. */
export const toSalesforce = (line: Line, value: Canonical, parents: Parents): Mapped =>
  translate(line, 'salesforce', value, parents)

/** `value` of the other side, in the terms of side `to`. */
export function translate(line: Line, to: Side, value: Canonical, parents: Parents): Mapped {
  if (value === null) return fill(line, to)
  const { reference, values } = line.spec
  const from = otherSide(to)
  if (reference !== undefined) {
    const id = parents(reference.pair, from, value)
    return id === null ? { waitsFor: { pair: reference.pair, side: from, id: value } } : { ok: id }
  }
  if (values !== undefined) return byList(line, to, values, value)
  const converted = convert(typeOf(line, from), typeOf(line, to), value, line.spec.zone)
  if ('ok' in converted) return fit(line, to, spell(line, to, converted.ok))
  const code = needsZone(typeOf(line, from), typeOf(line, to)) ? 'no-time-zone' : 'invalid-value'
  return { ...converted, code }
}

/** A blank, or what stands in for one where the line says so. */
function fill(line: Line, to: Side): Mapped {
  const filler = fillerOf(line, to)
  if (filler === null) return { ok: null }
  return 'bad' in filler ? { ...filler, code: 'invalid-filler' } : { ok: filler.ok, filler: true }
}

/** The declared filler of a side, in its canonical text; `null` when there is none. */
export function fillerOf(line: Line, side: Side): CanonicalResult | null {
  const declared = side === 'external' ? line.spec.filler?.toExternal : line.spec.filler?.toSalesforce
  return declared === undefined ? null : toCanonical(typeOf(line, side), declared)
}

function byList(line: Line, to: Side, map: ValueMap, value: string): Mapped {
  const { listed, otherwise } = lookup(line, to, map)
  const type = { from: typeOf(line, otherSide(to)), to: typeOf(line, to) }
  const members = (type.from === 'set' ? membersOf(value) : [value]).map((member) => ({
    member,
    key: keptBy(line, otherSide(to), member) ?? member
  }))
  const unlisted = members.filter(({ key }) => !listed.has(key)).map(({ member }) => member)
  const gap = unlisted.length === 0 ? {} : { gap: unlisted.join(';') }
  if (unlisted.length > 0 && otherwise === undefined)
    return {
      bad: `is "${unlisted.join(';')}", which this line's list does not name`,
      code: 'unmapped-value',
      ...gap
    }
  const found = members.flatMap(({ key }) => (listed.has(key) ? listed.get(key) : otherwise) ?? [])
  const result = toCanonical(type.to, type.to === 'set' ? found : found.join(';'))
  return {
    ...('bad' in result ? { ...result, code: 'invalid-value' as const } : fit(line, to, result.ok)),
    ...gap
  }
}

const lookups = { salesforce: new WeakMap<Line, Lookup>(), external: new WeakMap<Line, Lookup>() }

/** Lists of countries are long, and every record asks them. */
function lookup(line: Line, to: Side, map: ValueMap): Lookup {
  const from = otherSide(to)
  const known = lookups[to].get(line)
  if (known !== undefined) return known
  const types = { from: typeOf(line, from), to: typeOf(line, to) }
  const made = lookupOf(map, to, types, (value) => keptBy(line, from, value))
  lookups[to].set(line, made)
  return made
}

/** How a side is sent a value: phone numbers as E.164, joined names with single spaces. */
function spell(line: Line, to: Side, value: Canonical): Canonical {
  if (value === null) return null
  if (to === 'salesforce' && line.spec.join !== undefined) return foldSpaces(value)
  return isPhone(line) ? (toE164(value, line.spec.country) ?? value) : value
}

const isPhone = (line: Line): boolean => line.field.type === 'phone' || typeOf(line, 'salesforce') === 'phone'

type Fitted = Exclude<Mapped, { readonly waitsFor: Waits }>

function fit(line: Line, to: Side, value: Canonical): Fitted {
  const max = to === 'external' ? line.field.maxLength : undefined
  if (max === undefined || value === null) return { ok: value }
  const parts = typeOf(line, to) === 'set' ? membersOf(value) : [value]
  const longest = Math.max(...parts.map((part) => part.length))
  return longest <= max
    ? { ok: value }
    : { bad: `has ${longest} characters, and ${max} fit`, code: 'too-long' }
}

/** What the vendor will keep when it is sent `value`: its declared normalisations, in order. */
export function asKept({ field }: Line, value: Canonical): Canonical {
  if (value === null) return null
  if (field.type !== 'set') return normalised(field.canon, value) || null
  const canonical = toCanonical('set', membersOf(value).map((member) => normalised(field.canon, member))) // prettier-ignore
  return 'ok' in canonical ? canonical.ok : null
}

function normalised(canon: readonly Canon[] | undefined, value: string): string {
  let text = value
  if (canon !== undefined) for (const one of canon) text = applyCanon(one, text)
  return text
}

/** What a side is taken to hold after it was sent `value`. */
export const keptBy = (line: Line, side: Side, value: Canonical): Canonical =>
  side === 'external' ? asKept(line, value) : value

/** Whether two values of one side are one value there: in another spelling, or as the vendor normalises them. */
export function same(line: Line, side: Side, one: Canonical, other: Canonical): boolean {
  if (one === other) return true
  const left = keptBy(line, side, one)
  const right = keptBy(line, side, other)
  if (left === null || right === null) return left === right
  return left === right || keyOf(line, side, left) === keyOf(line, side, right)
}

function keyOf(line: Line, side: Side, value: string): string {
  if (isPhone(line)) return phoneKey(value, line.spec.country)
  return typeOf(line, side) === 'url' ? urlKey(value) : value
}

/**
 * The Salesforce fields of a line after `to` was written there. A joined value is taken apart so that what was not
 * edited stays; fields of a parent are never written. Numbers stay text where a double could not hold them.
 * @param before the record's fields as they are, as far as known
 */
export function salesforceValues(
  line: Line,
  to: Canonical,
  before: Readonly<Record<string, unknown>>
): Record<string, Value> {
  const fields = line.spec.salesforce
  const type = typeOf(line, 'salesforce')
  if (line.spec.join === undefined)
    return Object.fromEntries(
      fields
        .slice(0, 1)
        .filter(isOwn)
        .map((name) => [name, typed(type, to)])
    )
  const held = fields.map((name) => toCanonical('text', before[name]))
  const parts = split(
    to,
    held.map((part) => ('ok' in part ? part.ok : null))
  )
  return Object.fromEntries(
    fields.map((name, index) => [name, parts[index] ?? null] as const).filter(([name]) => isOwn(name))
  )
}

/** A path through a parent is read, never written. */
const isOwn = (name: string) => !name.includes('.')

/** Whether the line may write in Salesforce at all. */
export const isWritable = (line: Line): boolean =>
  line.spec.salesforce.every((name) => isOwn(name) && name !== 'Id')

function typed(type: FieldType, text: Canonical): Value {
  if (type === 'set') return text
  if (type !== 'number' || text === null) return fromCanonical(type, text)
  const exact = toCanonical('number', Number(text))
  return 'ok' in exact && exact.ok === text ? Number(text) : text
}
