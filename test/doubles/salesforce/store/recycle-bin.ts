import { OrderedIndex } from './ordered-index.ts'
import type { Row } from './row.ts'

/** A table's deleted rows, by when they were last touched, which is when they were deleted. */
export class RecycleBin {
  readonly #index = new OrderedIndex(binKey)
  #size = 0

  get size(): number {
    return this.#size
  }

  add(row: Row): void {
    if (row['IsDeleted'] !== true) return
    this.#index.add(row)
    this.#size++
  }

  /** Call before the row changes. */
  remove(row: Row): void {
    if (row['IsDeleted'] !== true) return
    this.#index.remove(row)
    this.#size--
  }

  /** The last deleted first; `below` a row's `binKey` for the page behind it. */
  *newest(below?: string): Generator<Row> {
    for (const row of this.#index.range({ high: below }, true)) if (binKey(row) !== below) yield row
  }

  /** Rows deleted up to this moment, in milliseconds, the oldest first. */
  deletedUntil(stamp: number): Row[] {
    return [...this.#index.range({ high: `${String(stamp).padStart(15, '0')}~` })]
  }
}

/** Orders by stamp, and is each row's own. */
export const binKey = (row: Row): string => String(row['SystemModstamp'] ?? 0).padStart(15, '0') + row.Id
