import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { Database } from '../store/database.ts'
import type { Table } from '../store/table.ts'

/** The same records behind another schema: what is read and written through it is the org's own data. */
export function viewDatabase(whole: Database, schema: Schema): Database {
  const tables = new Map<ObjectSchema, Table>()
  const table = (object: ObjectSchema): Table => {
    const seen = schema.object(object.name) ?? object
    let view = tables.get(seen)
    if (!view) tables.set(seen, (view = instead(whole.table(object), { schema: seen })))
    return view
  }
  return instead(whole, {
    schema,
    table,
    tableNamed: (name: string): Table => {
      const object = schema.object(name)
      if (!object) throw new Error(`The user of the practice org sees no object ${name}`)
      return table(object)
    }
  })
}

/** `target` with some members replaced; the others work on `target` itself, whose private state they need. */
function instead<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(members, name)) return members[name as keyof T]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    }
  })
}
