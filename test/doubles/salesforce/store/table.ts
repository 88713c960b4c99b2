import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { OrderedIndex } from './ordered-index.ts'
import { PrefixIndex } from './prefix-index.ts'
import { RecycleBin } from './recycle-bin.ts'
import type { Row, Value, Values } from './row.ts'
import { ValueIndex } from './value-index.ts'

/** All records of one object, deleted ones included until they leave the recycle bin. */
export class Table {
  readonly schema: ObjectSchema
  readonly byId = new OrderedIndex((row) => row.Id)
  readonly byStamp = new OrderedIndex((row) => Number(row['SystemModstamp'] ?? 0))
  readonly bin = new RecycleBin()
  /** How often a record was put, changed or taken out. */
  writes = 0
  readonly #rows = new Map<string, Row>()
  readonly #indexes = new Map<string, ValueIndex>()
  readonly #prefixes = new Map<string, PrefixIndex>()
  /** While a picture is taken: rows that changed since, with what they held at its moment. */
  #before: Map<Row, Row> | null = null
  /** Formula fields: getters that all rows inherit, so that whoever reads a row reads them too. */
  #computed: object | null = null

  constructor(schema: ObjectSchema) {
    this.schema = schema
    for (const field of schema.fields) if (field.indexed) this.addIndex(field)
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  rows(): IterableIterator<Row> {
    return this.#rows.values()
  }

  /** The rows as they are now, whatever is written meanwhile; `release` ends it. One at a time. */
  picture(): { readonly rows: () => Generator<Row>; readonly release: () => void } {
    const all = [...this.#rows.values()]
    const before = new Map<Row, Row>()
    this.#before = before
    return {
      *rows() {
        for (const row of all) yield before.get(row) ?? row
      },
      release: () => (this.#before = null)
    }
  }

  addIndex(field: Field): void {
    const index = new ValueIndex(field.caseSensitive)
    for (const row of this.rows()) index.add(row[field.name] ?? null, row.Id)
    this.#indexes.set(field.name, index)
  }

  /** Rows with this value, deleted ones included; undefined where the field has no index. */
  find(fieldName: string, value: Value): Row[] | undefined {
    const ids = this.#indexes.get(fieldName)?.find(value)
    return ids?.flatMap((id) => this.get(id) ?? [])
  }

  /** An index by how a text field begins, made when it is first asked for and kept up to date from then on. */
  prefixes(fieldName: string): PrefixIndex {
    const index = this.#prefixes.get(fieldName) ?? new PrefixIndex(fieldName, this.rows())
    this.#prefixes.set(fieldName, index)
    return index
  }

  /** A field that is worked out whenever it is read. */
  compute(name: string, read: (row: Row) => Value): void {
    this.#computed ??= {}
    Object.defineProperty(this.#computed, name, {
      configurable: true,
      get(this: Row) {
        return read(this)
      }
    })
    for (const row of this.rows()) Object.setPrototypeOf(row, this.#computed)
  }

  /** A field that is no longer worked out. */
  forget(name: string): void {
    if (this.#computed) Reflect.deleteProperty(this.#computed, name)
  }

  insert(row: Row): void {
    this.writes++
    if (this.#computed) Object.setPrototypeOf(row, this.#computed)
    this.#rows.set(row.Id, row)
    this.bin.add(row)
    for (const index of this.#prefixes.values()) index.add(row)
    this.byId.add(row)
    this.byStamp.add(row)
    for (const [name, index] of this.#indexes) index.add(row[name] ?? null, row.Id)
  }

  /** Changes the row in place: whoever holds it sees the newest state. Returns the values it had. */
  change(row: Row, values: Values): Values {
    this.writes++
    if (this.#before && !this.#before.has(row)) this.#before.set(row, { ...row })
    const before: Record<string, Value> = {}
    const stampMoves = 'SystemModstamp' in values && values['SystemModstamp'] !== row['SystemModstamp']
    if (stampMoves) this.byStamp.remove(row)
    this.bin.remove(row)
    const prefixes = [...this.#prefixes].flatMap(([name, index]) => (name in values ? index : []))
    for (const index of prefixes) index.remove(row)
    for (const [name, value] of Object.entries(values)) {
      before[name] = row[name] ?? null
      const index = this.#indexes.get(name)
      index?.remove(row[name] ?? null, row.Id)
      index?.add(value, row.Id)
    }
    Object.assign(row, values)
    if (stampMoves) this.byStamp.add(row)
    this.bin.add(row)
    for (const index of prefixes) index.add(row)
    return before
  }

  remove(row: Row): void {
    this.writes++
    this.byId.remove(row)
    this.byStamp.remove(row)
    this.bin.remove(row)
    for (const index of this.#prefixes.values()) index.remove(row)
    for (const [name, index] of this.#indexes) index.remove(row[name] ?? null, row.Id)
    this.#rows.delete(row.Id)
  }
}
