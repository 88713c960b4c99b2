import { isPlainObject } from '../json.ts'
import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import { cellOf } from './cells.ts'
import type { Grouping } from './read-groupings.ts'
import { spanOf } from './date-spans.ts'
import type { Column } from './run.ts'

export interface GroupColumn {
  readonly column: Column
  readonly grouping: Grouping
}

/** Rows that share a value. `key` counts from the outside: `0_1` is the second group of the first. */
export interface Group {
  readonly key: string
  readonly label: string
  readonly value: unknown
  readonly rows: readonly Row[]
  readonly groupings: readonly Group[]
}

export function groupsOf(
  database: Database,
  [first, ...rest]: readonly GroupColumn[],
  rows: readonly Row[],
  outer = ''
): Group[] {
  if (!first) return []
  const found = new Map<string, { label: string; value: unknown; rows: Row[] }>()
  for (const row of rows) {
    const { label, value } = groupCell(database, first, row)
    const key = JSON.stringify(value)
    const held = found.get(key)
    if (held) held.rows.push(row)
    else found.set(key, { label, value, rows: [row] })
  }
  const turn = first.grouping.sortOrder === 'Desc' ? -1 : 1
  return [...found.values()]
    .sort((a, b) => turn * compare(a, b))
    .map((group, i) => {
      const key = outer === '' ? String(i) : `${outer}_${i}`
      return { key, ...group, groupings: groupsOf(database, rest, group.rows, key) }
    })
}

function groupCell(database: Database, { column, grouping }: GroupColumn, row: Row) {
  const { label, value } = cellOf(database, column, row)
  const { type } = column.field
  if (column.field.nameField) return { label, value: value === null ? null : label } // people of one name are one group
  if (typeof value !== 'string' || (type !== 'date' && type !== 'datetime')) return { label, value }
  const day = value.slice(0, 10)
  return spanOf(day, grouping.dateGranularity) ?? { label: label.replace(/,.*/, ''), value: day }
}

type Compared = Pick<Group, 'label' | 'value'>

/** Nothing comes first, numbers by size, the rest as people read it; days by the calendar. */
function compare(a: Compared, b: Compared): number {
  if (a.value === null || b.value === null) return Number(b.value === null) - Number(a.value === null)
  const [one, other] = [sortable(a), sortable(b)]
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return String(one).localeCompare(String(other), 'en')
}

function sortable({ label, value }: Compared): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value
  return isPlainObject(value) ? value['amount'] : typeof value === 'number' ? value : label
}

/** A group as an answer tells it: without its rows. */
export const shownGroup = ({ key, label, value, groupings }: Group): object => ({
  groupings: groupings.map(shownGroup),
  key,
  label,
  value
})
