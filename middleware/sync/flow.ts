import type { Side } from '../connectors/connector.ts'
import { isWritable } from './mapping.ts'
import type { Line } from './pair.ts'

export interface May {
  readonly toExternal: boolean
  readonly toSalesforce: boolean
}

/** Whether the line writes to side `to`: by its direction, by the pair's policy, and because the field can be written. */
export function flows(line: Line, to: Side, may?: May): boolean {
  const { direction } = line.spec
  if (to === 'external') return direction !== 'toSalesforce' && may?.toExternal !== false
  return direction !== 'toExternal' && may?.toSalesforce !== false && isWritable(line)
}
