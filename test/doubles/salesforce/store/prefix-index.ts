import { OrderedIndex } from './ordered-index.ts'
import type { Row } from './row.ts'

/** Rows by how one text field begins, whatever the case. Blank values are not in it. */
export class PrefixIndex {
  readonly #field: string
  readonly #index: OrderedIndex

  constructor(field: string, rows: Iterable<Row>) {
    this.#field = field
    this.#index = new OrderedIndex((row) => this.#key(row))
    for (const row of rows) this.add(row)
  }

  add(row: Row): void {
    if (this.#key(row) !== '') this.#index.add(row)
  }

  /** Call before the row's value changes. */
  remove(row: Row): void {
    if (this.#key(row) !== '') this.#index.remove(row)
  }

  /** In the order of the value, then of the Id. */
  startingWith(prefix: string): Generator<Row> {
    const low = prefix.toLowerCase()
    return this.#index.range({ low, high: `${low}\uffff` })
  }

  #key(row: Row): string {
    const value = row[this.#field]
    return typeof value === 'string' ? value.toLowerCase() : ''
  }
}
