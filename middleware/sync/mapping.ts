import type { Values } from '../connectors/connector.ts'
import { applyCanon } from './canon-text.ts'
import { toCanonical, type Canonical, type CanonicalResult } from './canonical.ts'
import type { Line } from './pair.ts'

/** What one side holds for a line: canonical text, or not known (the field was not read or is not readable). */
export type Held = CanonicalResult | undefined

/** A line's value from Salesforce's side, in the common type of the line. */
export function fromSalesforce(line: Line, values: Readonly<Record<string, unknown>>): Held {
  const { salesforce, join } = line.spec
  if (salesforce.some((name) => values[name] === undefined)) return undefined
  if (join === undefined) return toCanonical(line.field.type, values[salesforce[0] ?? ''])
  const parts = salesforce.map((name) => toCanonical('text', values[name]))
  const texts = parts.flatMap((part) => ('ok' in part && part.ok !== null ? [part.ok] : []))
  return { ok: texts.length === 0 ? null : texts.join(' ') }
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

/** What the vendor will keep when it is sent `value`: its declared normalisations, in order. */
export function asKept(line: Line, value: Canonical): Canonical {
  if (value === null) return null
  const members = line.field.type === 'set' ? value.split(';') : [value]
  const kept = members.map((member) =>
    (line.field.canon ?? []).reduce((text, canon) => applyCanon(canon, text), member)
  )
  if (line.field.type !== 'set') return kept[0] === '' ? null : (kept[0] ?? null)
  const canonical = toCanonical('set', kept)
  return 'ok' in canonical ? canonical.ok : null
}
