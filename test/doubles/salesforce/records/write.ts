import { ApiError, entityIsDeleted, notFound } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Transaction } from '../store/transaction.ts'
import { derive } from './derive.ts'
import { prepare } from './prepare.ts'
import type { Body } from './prepare.ts'

/** Who writes, when, and in which transaction. `stamp` is in milliseconds, whole seconds. */
export interface Writer {
  readonly database: Database
  readonly transaction: Transaction
  readonly ids: IdSequence
  readonly userId: string
  readonly stamp: number
}

export function createRecord(writer: Writer, table: Table, body: Body): Row {
  const { schema } = table
  if (schema.spec.createable === false) throw notSupported(schema.name)
  const given = prepare(writer.database, table, body)
  const row: Record<string, Value> & { Id: string } = {
    Id: writer.ids.next(schema.spec.keyPrefix),
    ...defaults(table, writer),
    ...given,
    ...stamps(writer)
  }
  Object.assign(row, derive(schema.name, row, given))
  writer.transaction.insert(schema.name, row)
  return row
}

/** Every update moves the stamps, even one that changes no value [K]. */
export function updateRecord(writer: Writer, table: Table, id: string, body: Body): Row {
  const row = living(writer, table, id)
  const given = prepare(writer.database, table, body, row)
  const after: Record<string, Value> = { ...given, LastModifiedById: writer.userId }
  Object.assign(after, { LastModifiedDate: writer.stamp, SystemModstamp: writer.stamp })
  Object.assign(after, derive(table.schema.name, { ...row, ...given }, given))
  writer.transaction.change(table.schema.name, row, after)
  return row
}

/** Into the recycle bin, with the children an Account or Contact takes along [K]; a delete moves the stamps [V]. */
export function deleteRecord(writer: Writer, table: Table, id: string): void {
  if (table.schema.spec.deletable === false) throw notSupported(table.schema.name)
  const row = living(writer, table, id)
  writer.transaction.change(table.schema.name, row, { IsDeleted: true, ...modified(writer) }, 'delete')
  for (const { child, field } of table.schema.children) {
    if (field.name !== 'AccountId') continue
    const children = writer.database.table(child).find(field.name, id) ?? []
    for (const { Id, IsDeleted } of children) {
      if (IsDeleted !== true) deleteRecord(writer, writer.database.table(child), Id)
    }
  }
}

export function undeleteRecord(writer: Writer, table: Table, id: string): void {
  const row = table.get(id)
  if (!row) throw notFound()
  if (row['IsDeleted'] !== true)
    throw new ApiError(400, 'UNDELETE_FAILED', 'Entity is not in the recycle bin', [])
  writer.transaction.change(table.schema.name, row, { IsDeleted: false, ...modified(writer) }, 'undelete')
}

function living({ database }: Writer, table: Table, id: string): Row {
  const row = table.get(id)
  if (!row || database.hidden.has(id)) throw notFound()
  if (row['IsDeleted'] === true) throw entityIsDeleted()
  return row
}

function defaults(table: Table, { userId }: Writer): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const { name, defaultValue } of table.schema.fields) {
    if (defaultValue !== null) values[name] = defaultValue
  }
  if (table.schema.field('OwnerId')) values['OwnerId'] = userId
  return values
}

const modified = ({ userId, stamp }: Writer) => ({
  LastModifiedDate: stamp,
  LastModifiedById: userId,
  SystemModstamp: stamp
})

const stamps = (writer: Writer) => ({
  CreatedDate: writer.stamp,
  CreatedById: writer.userId,
  ...modified(writer)
})

const notSupported = (name: string) =>
  new ApiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be written: ${name}`, [])
