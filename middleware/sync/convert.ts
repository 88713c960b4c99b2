import type { FieldType } from '../connectors/connector.ts'
import { toCanonical, type CanonicalResult } from './canonical.ts'
import { dayExists, isZone, startOf, wallOf } from './zone.ts'

/**
 * A canonical text of one type as that of another. A calendar day never shifts: between a day and an instant stands
 * a declared time zone, or there is no way. An opt-in and an opt-out are each other's opposite.
 */
export function convert(from: FieldType, to: FieldType, text: string, zone?: string): CanonicalResult {
  if (from === to) return { ok: text }
  if (from === 'datetime' && to === 'date') return inZone(zone, (name) => dayOf(name, text))
  if (from === 'date' && to === 'datetime') return inZone(zone, (name) => startOfDay(name, text))
  if ((from === 'opt-in' && to === 'opt-out') || (from === 'opt-out' && to === 'opt-in'))
    return { ok: text === 'true' ? 'false' : 'true' }
  if (to === 'number' && isTruth(from)) return { ok: text === 'true' ? '1' : '0' }
  return toCanonical(to, text)
}

/** Whether values of the two types meet only in a time zone. */
export const needsZone = (one: FieldType, other: FieldType): boolean =>
  (one === 'date' && other === 'datetime') || (one === 'datetime' && other === 'date')

const isTruth = (type: FieldType) => type === 'boolean' || type === 'opt-in' || type === 'opt-out'

function inZone(zone: string | undefined, at: (zone: string) => CanonicalResult): CanonicalResult {
  if (zone === undefined)
    return { bad: 'is a day on one side and a time on the other, and the line declares no time zone' }
  return isZone(zone) ? at(zone) : { bad: `can't be read in the time zone "${zone}", which does not exist` }
}

function dayOf(zone: string, text: string): CanonicalResult {
  const { year, month, day } = wallOf(new Date(text), zone)
  const part = (value: number, size: number) => String(value).padStart(size, '0')
  return toCanonical('date', `${part(year, 4)}-${part(month, 2)}-${part(day, 2)}`)
}

function startOfDay(zone: string, text: string): CanonicalResult {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  // Two-digit years would be taken for those of the last century.
  if (year < 100 || !dayExists({ year, month, day }, zone))
    return { bad: `is a day that ${zone} does not have` }
  return { ok: startOf({ year, month, day }, zone).toISOString() }
}
