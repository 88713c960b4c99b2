import { compileFormula } from '../formula/compile.ts'
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
  /** What formulas call today, in milliseconds since 1970. */
  now: () => number = Date.now
  readonly #tables = new Map<ObjectSchema, Table>()

  constructor(schema: Schema) {
    this.schema = schema
  }

  table(object: ObjectSchema): Table {
    let table = this.#tables.get(object)
    if (table) return table
    const own = this.schema.object(object.name)
    if (own && own !== object) return this.table(own) // the object of a view
    this.#tables.set(object, (table = new Table(object)))
    for (const field of object.fields) {
      if (field.formula !== null) table.compute(field.name, compileFormula(this, object, field))
    }
    return table
  }

  tableNamed(name: string): Table {
    const object = this.schema.object(name)
    if (!object) throw new Error(`The practice org has no object ${name}`)
    return this.table(object)
  }

  addField(object: ObjectSchema, field: Field): void {
    const read = field.formula === null ? null : compileFormula(this, object, field)
    this.schema.addField(object, field)
    if (read) this.table(object).compute(field.name, read)
    if (field.indexed) this.table(object).addIndex(field)
  }

  /** Takes the field away; what records hold in it is kept for one of the same name. */
  removeField(object: ObjectSchema, name: string): void {
    const field = object.field(name)
    object.removeField(name)
    if (field && field.formula !== null) this.table(object).forget(field.name)
  }

  /** The whole database: what a view of it (field-level security) hides is known to Salesforce itself. */
  get whole(): this {
    return this
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
