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
  readonly #undo: { readonly back: () => void; readonly touched: number }[] = []

  constructor(database: Database) {
    this.#database = database
  }

  insert(object: string, row: Row): void {
    const table = this.#database.tableNamed(object)
    table.insert(row)
    this.#did(() => table.remove(row), { kind: 'create', object, id: row.Id })
  }

  change(object: string, row: Row, values: Values, kind: Touch['kind'] = 'update'): void {
    this.#did(this.#changed(object, row, values), { kind, object, id: row.Id })
  }

  /** A change nobody is told of: children that a merge gives to the winner. */
  changeSilently(object: string, row: Row, values: Values): void {
    this.#did(this.#changed(object, row, values))
  }

  /** Gone for good. A record that was in the recycle bin already was told of when it went there. */
  remove(object: string, row: Row): void {
    const table = this.#database.tableNamed(object)
    table.remove(row)
    const touch: Touch = { kind: 'delete', object, id: row.Id }
    if (row['IsDeleted'] === true) this.#did(() => table.insert(row))
    else this.#did(() => table.insert(row), touch)
  }

  /** Where a later `rollback(mark)` goes back to. */
  get mark(): number {
    return this.#undo.length
  }

  rollback(mark = 0): void {
    const undone = this.#undo.splice(mark)
    this.touched.length = undone[0]?.touched ?? this.touched.length
    for (const { back } of undone.reverse()) back()
  }

  #changed(object: string, row: Row, values: Values): () => void {
    const table = this.#database.tableNamed(object)
    const before = table.change(row, values)
    return () => table.change(row, before)
  }

  #did(back: () => void, touch?: Touch): void {
    this.#undo.push({ back, touched: this.touched.length })
    if (touch) this.touched.push(touch)
  }
}
