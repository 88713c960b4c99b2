import type { OrderByClause } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'

export interface Sort {
  /** Name of the sorted field when it is the object's own, else null. */
  readonly own: string | null
  readonly descending: boolean
  readonly nullsFirst: boolean
  readonly read: (row: Row) => Value
}

interface Sortable {
  readonly field: Field
  readonly own: boolean
  readonly read: (row: Row) => Value
}

/** Nulls come first in both directions unless the query says otherwise [K]. */
export function sorts(
  clauses: readonly OrderByClause[],
  resolve: (clause: OrderByClause) => Sortable
): Sort[] {
  return clauses.map((clause) => {
    const { field, own, read } = resolve(clause)
    if (!field.sortable) {
      throw new ApiError(400, 'INVALID_FIELD', `field '${field.name}' can not be sorted in a query call`)
    }
    return {
      own: own ? field.name : null,
      descending: clause.order === 'DESC',
      nullsFirst: clause.nulls !== 'LAST',
      read: folded(field, read)
    }
  })
}

/** Text sorts without case; ids sort by their letters as they are. */
function folded(field: Field, read: (row: Row) => Value): (row: Row) => Value {
  if (field.type === 'id' || field.type === 'reference') return read
  return (row) => {
    const value = read(row)
    return typeof value === 'string' ? value.toLowerCase() : value
  }
}

export function compareRows(order: readonly Sort[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { read, descending, nullsFirst } of order) {
      const left = read(a)
      const right = read(b)
      if (left === right) continue
      if (left === null) return nullsFirst ? -1 : 1
      if (right === null) return nullsFirst ? 1 : -1
      return left < right === descending ? 1 : -1
    }
    return 0
  }
}
