import type { Side, Values } from '../connectors/connector.ts'
import type { Resolved } from './change.ts'
import { fromExternal, fromSalesforce } from './mapping.ts'
import type { Line } from './pair.ts'

/** The side holds something else for the line than it was last known to. */
export function hasMoved(
  line: Line,
  index: number,
  side: Side,
  values: Readonly<Record<string, unknown>>,
  link: NonNullable<Resolved['link']>
): boolean {
  if (line.absent === true) return false
  const held = side === 'salesforce' ? fromSalesforce(line, values) : fromExternal(line, values as Values)
  if (held === undefined || !('ok' in held)) return false
  return held.ok !== ((side === 'salesforce' ? link.salesforce : link.external)[index] ?? null)
}
