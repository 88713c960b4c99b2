import type { OrderedIndex } from '../store/ordered-index.ts'
import type { Row } from '../store/row.ts'

export const pageRows = 50

/** A place between two rows of a list that is ordered by stamp, the newest first. */
export interface Place {
  readonly stamp: number
  readonly id: string
}

export interface RowsPage {
  readonly rows: readonly Row[]
  readonly hasNewer: boolean
  readonly hasOlder: boolean
}

/** `1763640000000.003…` */
export const placeOf = (row: Row): string => `${stampOf(row)}.${row.Id}`

export function readPlace(text: string | null): Place | null {
  const form = /^(\d{1,15})\.(\w{18})$/.exec(text ?? '')
  return form ? { stamp: Number(form[1]), id: form[2] ?? '' } : null
}

/**
 * The rows next to a place, or the newest ones: two binary searches and as many steps as rows are shown, however
 * long the list is.
 */
export function rowsBeside(
  index: OrderedIndex,
  wanted: (row: Row) => boolean,
  after: Place | null,
  before: Place | null
): RowsPage {
  if (before) {
    const rows = take(index.range({ low: before.stamp }), (row) => wanted(row) && compare(row, before) > 0)
    return { rows: rows.slice(0, pageRows).reverse(), hasNewer: rows.length > pageRows, hasOlder: true }
  }
  const range = index.range(after ? { high: after.stamp } : {}, true)
  const rows = take(range, (row) => wanted(row) && (after === null || compare(row, after) < 0))
  return { rows: rows.slice(0, pageRows), hasNewer: after !== null, hasOlder: rows.length > pageRows }
}

/** One row more than a page, which tells whether there is another page. */
const take = (rows: Generator<Row>, wanted: (row: Row) => boolean): Row[] =>
  rows
    .filter(wanted)
    .take(pageRows + 1)
    .toArray()

const stampOf = (row: Row) => Number(row['SystemModstamp'] ?? 0)

function compare(row: Row, place: Place): number {
  const stamp = stampOf(row)
  if (stamp !== place.stamp) return stamp - place.stamp
  return row.Id < place.id ? -1 : row.Id > place.id ? 1 : 0
}
