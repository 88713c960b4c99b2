import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Range } from '../store/ordered-index.ts'
import type { Bound } from './bind.ts'
import type { Operand } from './literals.ts'
import type { Sort } from './order.ts'

export interface Candidates {
  readonly rows: Iterable<Row>
  /** True when the rows already come in the order asked for, so a LIMIT can stop the walk. */
  readonly sorted: boolean
}

/** The rows worth testing: by an indexed value, else along an ordered index, else all of them. */
export function candidates(table: Table, where: Bound | null, order: readonly Sort[]): Candidates {
  const found = where && byValue(table, where)
  if (found) return { rows: found, sorted: false }

  const [first, second] = order
  const tie = !second || (second.own === 'Id' && second.descending === first?.descending)
  for (const [name, index] of [
    ['Id', table.byId],
    ['SystemModstamp', table.byStamp]
  ] as const) {
    if (first?.own !== name || !(tie && order.length <= 2)) continue
    return { rows: index.range(where ? rangeOf(where, name) : {}, first.descending), sorted: true }
  }
  for (const [name, index] of [
    ['SystemModstamp', table.byStamp],
    ['Id', table.byId]
  ] as const) {
    const range = where ? rangeOf(where, name) : {}
    if (range.low !== undefined || range.high !== undefined)
      return { rows: index.range(range), sorted: false }
  }
  return { rows: table.rows(), sorted: false }
}

/** The rows an indexed `=` or `IN` leaves, or null when the condition has none that holds for every result. */
function byValue(table: Table, where: Bound): Row[] | null {
  if (where.kind === 'and') {
    for (const item of where.items) {
      const rows = byValue(table, item)
      if (rows) return rows
    }
    return null
  }
  if (where.kind === 'or') {
    const sets = where.items.map((item) => byValue(table, item))
    const all = sets.flatMap((rows) => rows ?? [])
    return sets.includes(null) ? null : [...new Set(all)]
  }
  if (where.kind !== 'compare' || where.field === null || !['=', 'IN'].includes(where.operator)) return null
  const rows = new Set<Row>()
  for (const operand of where.operands) {
    if (!('value' in operand) || operand.value === null || operand.value === '') return null
    const { value } = operand
    const found =
      where.field === 'Id' ? [table.get(String(value)) ?? []].flat() : table.find(where.field, value)
    if (!found) return null
    for (const row of found) rows.add(row)
  }
  return [...rows]
}

/** Bounds that every result keeps, so that `(S = w AND Id > x) OR S > w` starts at w. */
function rangeOf(where: Bound, name: string): Range {
  if (where.kind === 'not') return {}
  if (where.kind === 'compare')
    return where.field === name ? rangeOfCompare(where.operator, where.operands) : {}
  const ranges = where.items.map((item) => rangeOf(item, name))
  const lows = ranges.flatMap(({ low }) => low ?? [])
  const highs = ranges.flatMap(({ high }) => high ?? [])
  if (where.kind === 'and') return { low: extreme(lows, 'max'), high: extreme(highs, 'min') }
  return {
    low: lows.length === ranges.length ? extreme(lows, 'min') : undefined,
    high: highs.length === ranges.length ? extreme(highs, 'max') : undefined
  }
}

function rangeOfCompare(operator: string, operands: readonly Operand[]): Range {
  const [first] = operands
  const value = first && 'value' in first ? first.value : null
  if (operands.length !== 1 || (typeof value !== 'string' && typeof value !== 'number') || value === '')
    return {}
  if (operator === '=' || operator === 'IN') return { low: value, high: value }
  if (operator.startsWith('>')) return { low: value }
  return operator.startsWith('<') && operator !== '<>' ? { high: value } : {}
}

function extreme<T extends string | number>(values: readonly T[], which: 'min' | 'max'): T | undefined {
  const [first, ...rest] = values
  return rest.reduce((best, value) => ((which === 'max') === value > (best ?? value) ? value : best), first)
}
