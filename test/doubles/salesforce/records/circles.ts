import { uncertainRefusal } from '../errors.ts'
import type { Database } from '../store/database.ts'
import type { Row, Values } from '../store/row.ts'
import type { Table } from '../store/table.ts'

/** Refuses a parent that is the record itself or a descendant of it: `ParentId`, `ReportsToId`. */
export function refuseCircle(database: Database, table: Table, row: Row, given: Values): void {
  for (const name of Object.keys(given)) {
    const field = table.schema.field(name)
    if (!field?.referenceTo.includes(table.schema.name)) continue
    const seen = new Set<string>()
    let parent = given[name]
    while (typeof parent === 'string' && !seen.has(parent)) {
      if (parent === row.Id) {
        throw uncertainRefusal('circle', { field: field.label }, [name])
      }
      seen.add(parent)
      parent = database.find(parent)?.[name] ?? null
    }
  }
}
