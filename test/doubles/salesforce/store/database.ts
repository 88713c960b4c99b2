import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { Row } from './row.ts'
import { Table } from './table.ts'

/** The tables of one org. */
export class Database {
  readonly schema: Schema
  /** Ids the API user can't see (sharing): reads answer as if they did not exist. */
  readonly hidden = new Set<string>()
  readonly #tables = new Map<ObjectSchema, Table>()

  constructor(schema: Schema) {
    this.schema = schema
  }

  table(object: ObjectSchema): Table {
    let table = this.#tables.get(object)
    if (!table) this.#tables.set(object, (table = new Table(object)))
    return table
  }

  tableNamed(name: string): Table {
    const object = this.schema.object(name)
    if (!object) throw new Error(`The practice org has no object ${name}`)
    return this.table(object)
  }

  addField(object: ObjectSchema, field: Field): void {
    this.schema.addField(object, field)
    if (field.indexed) this.table(object).addIndex(field)
  }

  /** The record with this 18-character id, deleted or not, wherever it is kept. */
  find(id: string): Row | undefined {
    const object = this.schema.ofId(id)
    return object && this.table(object).get(id)
  }

  /** The record that an API call may see. */
  visible(id: string): Row | undefined {
    const row = this.find(id)
    return row && row['IsDeleted'] !== true && !this.hidden.has(id) ? row : undefined
  }
}
