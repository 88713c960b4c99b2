import { toId } from '../ids.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { pageRows } from './paging.ts'

/** Fields whose beginnings are searched, where an object has them. */
const searched = ['Name', 'LastName', 'Email', 'Username', 'Company']

/**
 * Up to one row more than a page whose id is, or whose name or e-mail begins with, what was typed; no record in the
 * recycle bin. Each field's index is built at the first search of an object.
 */
export function searchRows(table: Table, typed: string): Row[] {
  const found = new Map<string, Row>()
  for (const row of matches(table, typed.trim())) {
    if (row['IsDeleted'] !== true) found.set(row.Id, row)
    if (found.size > pageRows) break
  }
  return [...found.values()]
}

function* matches(table: Table, typed: string): Generator<Row> {
  if (typed === '') return
  const id = toId(typed)
  if (id !== null) yield* [table.get(id) ?? []].flat()
  else if (typed.startsWith(table.schema.spec.keyPrefix))
    yield* table.byId.range({ low: typed, high: `${typed}~` })
  const exact = table.find('Email', typed) ?? []
  yield* exact
  if (exact.length > 0) return // a whole e-mail address needs no index of beginnings
  for (const name of fieldsSearched(table)) yield* table.prefixes(name).startingWith(typed)
}

export function fieldsSearched({ schema }: Table): string[] {
  const nameField = [...schema.fields].find((field) => field.nameField)?.name
  const present = searched.filter((name) => schema.field(name))
  return [...new Set([...(nameField === undefined ? [] : [nameField]), ...present])]
}
