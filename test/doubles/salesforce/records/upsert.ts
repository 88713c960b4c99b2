import { ApiError, notFound, uncertainRefusal } from '../errors.ts'
import { toId } from '../ids.ts'
import type { Field } from '../schema/field.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { coerce } from './coerce.ts'
import type { Body } from './prepare.ts'
import { createRecord, updateRecord } from './write.ts'
import type { Writer } from './write.ts'
import { codeOf, wordsOf } from '../uncertain.ts'

/** The field a client may look records up by, or the refusal for any other. */
export function lookupField(table: Table, name: string): Field {
  const field = table.schema.field(name)
  if (field && (field.externalId || field.idLookup)) return field
  const message = `Provided external ID field does not exist or is not accessible: ${name}`
  throw new ApiError(404, 'NOT_FOUND', message)
}

export function findByKey(
  writer: Pick<Writer, 'database'>,
  table: Table,
  field: Field,
  input: unknown
): Row[] {
  const value = coerce(field, input)
  const rows = table.find(field.name, value) ?? [...table.rows()].filter((row) => row[field.name] === value)
  return rows.filter((row) => writer.database.visible(row.Id))
}

/** A key may stand once among rows saved together [K]; `keys` are those seen so far. */
export function checkOnce(key: unknown, keys: Set<unknown>): void {
  if (key === undefined || key === null || key === '') return
  if (keys.has(key)) {
    const shown = typeof key === 'string' ? key : JSON.stringify(key)
    throw uncertainRefusal('keyTwice', { key: shown }, [])
  }
  keys.add(key)
}

export interface Upserted {
  readonly id: string
  readonly created: boolean
}

/** Creates or updates by an external id. Several matches are thrown as `MultipleChoices`. */
export function upsertRecord(writer: Writer, table: Table, field: Field, key: unknown, body: Body): Upserted {
  if (field.name === 'Id') {
    const id = toId(key)
    if (id) return { id: updateRecord(writer, table, id, body).Id, created: false }
    return { id: createRecord(writer, table, body).Id, created: true }
  }
  if (key === null || key === undefined || key === '') {
    throw uncertainRefusal('keyMissing', { field: field.name }, [])
  }
  const matches = findByKey(writer, table, field, key)
  const [match] = matches
  if (matches.length > 1) throw new MultipleChoices(matches.map(({ Id }) => Id))
  if (match) return { id: updateRecord(writer, table, match.Id, body).Id, created: false }
  if (!field.createable) throw notFound()
  return { id: createRecord(writer, table, { ...body, [field.name]: key }).Id, created: true }
}

/** REST answers 300 with the records' addresses; a collection's row says which there were. */
export class MultipleChoices extends ApiError {
  readonly ids: readonly string[]

  constructor(ids: readonly string[]) {
    super(300, codeOf('keyOfMany'), wordsOf('keyOfMany', { ids: ids.join(', ') }))
    this.ids = ids
  }
}
