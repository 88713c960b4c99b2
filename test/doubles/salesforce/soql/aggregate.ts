import { field as declare } from '../schema/field.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { malformed } from './soql-error.ts'

/** One output column of a grouped query. */
export interface Measure {
  readonly field: Field
  readonly of: (rows: readonly Row[]) => Value
}

type Reader = (row: Row) => Value
type Fold = (values: readonly NonNullable<Value>[]) => Value

const sum = (values: readonly NonNullable<Value>[]) =>
  values.reduce<number>((total, value) => total + Number(value), 0)
const best = (
  values: readonly NonNullable<Value>[],
  wanted: (a: NonNullable<Value>, b: NonNullable<Value>) => boolean
) => values.reduce<Value>((kept, value) => (kept === null || wanted(value, kept) ? value : kept), null)

const folds: Readonly<Record<string, Fold>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  SUM: (values) => (values.length > 0 ? sum(values) : null),
  AVG: (values) => (values.length > 0 ? sum(values) / values.length : null),
  MIN: (values) => best(values, (a, b) => a < b),
  MAX: (values) => best(values, (a, b) => a > b)
}

/** Blanks do not count, as in SQL. */
export function measure(name: string, field: Field, read: Reader): Measure {
  const fold = folds[name.toUpperCase()]
  if (!fold) throw malformed(`unexpected token: '${name}'`)
  const counts = name.toUpperCase().startsWith('COUNT')
  const type = counts ? 'int' : ['SUM', 'AVG'].includes(name.toUpperCase()) ? 'double' : field.type
  return {
    field: declare(field.name, field.label, type),
    of: (rows) => fold(rows.map(read).filter((value) => value !== null))
  }
}

export function groupRows(rows: Iterable<Row>, keys: readonly Reader[]): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(keys.map((read) => fold(read(row))))
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups.values()]
}

const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value)
