import type { Database } from './database.ts'
import type { Row, Values } from './row.ts'

/** What happened to a record, told once the transaction commits. */
export interface Touch {
  readonly kind: 'create' | 'update' | 'delete' | 'undelete'
  readonly object: string
  readonly id: string
}

/** Writes that take effect at once and can be taken back together. */
export class Transaction {
  readonly touched: Touch[] = []
  readonly #database: Database
  readonly #undo: (() => void)[] = []

  constructor(database: Database) {
    this.#database = database
  }

  insert(object: string, row: Row): void {
    const table = this.#database.tableNamed(object)
    table.insert(row)
    this.#undo.push(() => table.remove(row))
    this.touched.push({ kind: 'create', object, id: row.Id })
  }

  change(object: string, row: Row, values: Values, kind: Touch['kind'] = 'update'): void {
    const table = this.#database.tableNamed(object)
    const before = table.change(row, values)
    this.#undo.push(() => table.change(row, before))
    this.touched.push({ kind, object, id: row.Id })
  }

  /** Where a later `rollback(mark)` goes back to. */
  get mark(): number {
    return this.#undo.length
  }

  rollback(mark = 0): void {
    for (const undo of this.#undo.splice(mark).reverse()) undo()
    this.touched.length = Math.min(this.touched.length, mark)
  }
}
