import { ApiError, uncertainRefusal } from '../errors.ts'
import { isPlainObject } from '../json.ts'
import type { Field } from '../schema/field.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { coerce } from './coerce.ts'
import { checkRecordType } from './record-types.ts'
import type { Writer } from './write.ts'

export type Body = Readonly<Record<string, unknown>>

/** The stored form of what a client wants to write: every field known, writable, of its type and allowed. */
export function prepare(
  { database, seen }: Pick<Writer, 'database' | 'seen'>,
  table: Table,
  body: Body,
  existing?: Row
): Record<string, Value> {
  const values: Record<string, Value> = {}
  const locked: string[] = []
  for (const [name, input] of Object.entries(body)) {
    if (name === 'attributes' || name.toLowerCase() === 'id') continue
    const field = table.schema.field(name)
    if (!field && table.schema.spec.withheld?.has(name.toLowerCase())) {
      locked.push(name)
    } else if (!field) {
      const reference = table.schema.relationship(name)
      if (!reference || !isPlainObject(input)) throw noSuchColumn(name, table)
      values[reference.name] = byExternalId(seen, reference, input)
    } else if (existing ? field.updateable : field.createable) {
      values[field.name] = coerce(field, input)
    } else {
      locked.push(field.name)
    }
  }
  if (locked.length > 0) throw notWritable(locked)
  checkRequired(table, values, existing)
  checkReferences(database, table, values)
  checkUnique(table, values, existing)
  if (!existing) checkDistinct(table, values)
  return values
}

const noSuchColumn = (name: string, table: Table) =>
  new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${table.schema.name}`)

function notWritable(names: readonly string[]): ApiError {
  const message =
    `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and ` +
    'verify that it is read/write for your profile or permission set.'
  return new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, names)
}

/** `"Account": {"Number__c": "7"}` points at the parent by an external id. */
function byExternalId(database: Database, reference: Field, input: Body): Value {
  const target = database.schema.target(reference)
  const [name, value] = Object.entries(input).find(([key]) => key !== 'attributes') ?? ['', null]
  const key = target?.field(name)
  if (!target || !key?.externalId) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `${name} is not an External ID or indexed field for ${target?.name ?? ''}`
    )
  }
  const matches = database.table(target).find(key.name, coerce(key, value)) ?? []
  const match = matches.find((row) => row['IsDeleted'] !== true)
  if (match) return match.Id
  const message = `Foreign key external ID: ${String(value)} not found for field ${key.name} in entity ${target.name}`
  throw new ApiError(400, 'INVALID_FIELD', message)
}

function checkRequired(table: Table, values: Record<string, Value>, existing: Row | undefined): void {
  const missing: string[] = []
  for (const field of table.schema.fields) {
    if (field.nillable || !field.createable || field.type === 'boolean') continue
    if (existing ? values[field.name] === null : (values[field.name] ?? null) === null && !field.defaulted) {
      missing.push(field.name)
    }
  }
  if (missing.length === 0) return
  const message = `Required fields are missing: [${missing.join(', ')}]`
  throw new ApiError(400, 'REQUIRED_FIELD_MISSING', message, missing)
}

function checkReferences(database: Database, table: Table, values: Record<string, Value>): void {
  for (const [name, id] of Object.entries(values)) {
    const field = table.schema.field(name)
    if (field?.type !== 'reference' || typeof id !== 'string') continue
    const target = database.schema.ofId(id)
    if (target && !field.referenceTo.includes(target.name)) {
      throw uncertainRefusal('referenceOfWrongType', { field: field.label, id }, [name])
    }
    if (database.find(id)?.['IsDeleted'] === true && !database.hidden.has(id)) {
      throw new ApiError(400, 'ENTITY_IS_DELETED', 'entity is deleted', []) // [V: the code's description]
    }
    const row = target && database.visible(id)
    if (!row) throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [name])
    if (name === 'RecordTypeId') checkRecordType(table.schema.name, row)
    if (name === 'OwnerId' && row['IsActive'] === false) {
      const message = `operation performed with inactive user [${id.slice(0, 15)}] as owner of ${table.schema.name.toLowerCase()}`
      throw new ApiError(400, 'INACTIVE_OWNER_OR_USER', message, [])
    }
    if (name === 'OwnerId' && ['Guest', 'CsnOnly'].includes(String(row['UserType']))) {
      throw uncertainRefusal('ownerOfWrongType', {}, [])
    }
  }
}

/** A permission set is given once to a user, an entity opened once. */
function checkDistinct(table: Table, values: Record<string, Value>): void {
  const [first, ...others] = table.schema.spec.distinct ?? []
  if (first === undefined) return
  const twin = table
    .find(first, values[first] ?? null)
    ?.find((row) => others.every((name) => row[name] === values[name]))
  if (!twin) return
  const told = { object: table.schema.name, field: first, value: String(values[first]) }
  throw uncertainRefusal('givenTwice', told, [])
}

/** Records in the recycle bin do not count [K]. */
function checkUnique(table: Table, values: Record<string, Value>, existing: Row | undefined): void {
  for (const [name, value] of Object.entries(values)) {
    const field = table.schema.field(name)
    if (!field?.unique || value === null) continue
    const twin = table
      .find(field.name, value)
      ?.find((row) => row.Id !== existing?.Id && row['IsDeleted'] !== true)
    if (!twin) continue
    const message = `duplicate value found: ${name} duplicates value on record with id: ${twin.Id.slice(0, 15)}`
    throw new ApiError(400, 'DUPLICATE_VALUE', message, [])
  }
}
