import { ApiError } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Touch, Transaction } from '../store/transaction.ts'
import type { Switches } from '../switches.ts'
import { refuseCircle } from './circles.ts'
import type { Change } from './condition.ts'
import { derive } from './derive.ts'
import { prepare } from './prepare.ts'
import type { Body } from './prepare.ts'
import type { RecordRules } from './record-rules.ts'
import { partBody, personOf } from './person-accounts.ts'
import { defaultRecordType } from './record-types.ts'
import {
  asSeen,
  checkLocks,
  checkManagedSet,
  checkSetupRight,
  insufficientAccess,
  living,
  modified,
  notSupported,
  refuseConverted
} from './row-access.ts'

export { deleteRecord, emptyFromBin, hardDeleteRecord, undeleteRecord } from './delete.ts'

/** Who writes, when, and in which transaction. `stamp` is in milliseconds, whole seconds. */
export interface Writer {
  /** All there is: what the platform itself reads and writes. */
  readonly database: Database
  /** What the user may see and write of it: each write that a client names goes through this. */
  readonly seen: Database
  readonly transaction: Transaction
  readonly ids: IdSequence
  readonly userId: string
  readonly stamp: number
  /** The org's time in milliseconds; later than `stamp` where a transaction took long. */
  readonly now: number
  readonly rules: RecordRules
  readonly switches: Switches
  /** Does the user hold a permission, by profile or permission set. */
  readonly has: (userPermission: string) => boolean
  /** The type of what a permission set may open, by its id: a class, a page, a principal. */
  readonly setupEntity: (id: string) => string | undefined
  /** What flows say to a record that was just saved; throws to take the save back. */
  readonly afterSave: (touch: Touch) => void
  /** The client saves in spite of a duplicate rule's alert. */
  readonly allowDuplicates?: boolean
}

export function createRecord(writer: Writer, named: Table, body: Body): Row {
  const table = asSeen(writer, named)
  const { account, contact } = partBody(writer.database, table, body)
  const row = createOne(writer, table, account)
  if (!contact) return row
  const contacts = writer.database.tableNamed('Contact')
  const person = createOne(writer, contacts, { ...contact, AccountId: row.Id })
  writer.transaction.changeSilently('Contact', person, { IsPersonAccount: true })
  writer.transaction.changeSilently('Account', row, { IsPersonAccount: true, PersonContactId: person.Id })
  return row
}

function createOne(writer: Writer, table: Table, body: Body): Row {
  const { schema } = table
  if (schema.spec.createable === false) throw notSupported(schema.name)
  checkSetupRight(writer, table)
  const given = prepare(writer, table, body)
  checkManagedSet(writer, schema.name, given)
  const row: Record<string, Value> & { Id: string } = {
    Id: writer.ids.next(schema.spec.keyPrefix),
    ...defaults(writer.database.tableNamed(schema.name), writer),
    ...given,
    ...setupEntityType(writer, schema.name, given),
    ...stamps(writer)
  }
  Object.assign(row, derive(schema.name, row, given))
  checkLocks(writer, table, row)
  checkRules(writer, table, { after: row, before: undefined })
  writer.transaction.insert(schema.name, row)
  writer.afterSave({ kind: 'create', object: schema.name, id: row.Id })
  return row
}

/** What a permission set opens has to exist. */
function setupEntityType({ setupEntity }: Writer, object: string, given: Body): Record<string, Value> {
  if (object !== 'SetupEntityAccess') return {}
  const type = setupEntity(String(given['SetupEntityId']))
  if (type !== undefined) return { SetupEntityType: type }
  throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['SetupEntityId'])
}

/** Every update moves the stamps, even one that changes no value [K]; a person account's contact moves with it [K]. */
export function updateRecord(writer: Writer, named: Table, id: string, body: Body): Row {
  const table = asSeen(writer, named)
  const row = living(writer, table, id)
  const { account, contact } = partBody(writer.database, table, body, row)
  updateOne(writer, table, row, account)
  const person = contact && personOf(writer.database, row)
  if (person) updateOne(writer, writer.database.tableNamed('Contact'), person, contact)
  return row
}

function updateOne(writer: Writer, table: Table, row: Row, body: Body): Row {
  if (table.schema.spec.updateable === false) throw insufficientAccess()
  checkSetupRight(writer, table)
  refuseConverted(row)
  const given = prepare(writer, table, body, row)
  const after: Record<string, Value> = { ...given, LastModifiedById: writer.userId }
  Object.assign(after, { LastModifiedDate: writer.stamp, SystemModstamp: writer.stamp })
  Object.assign(after, derive(table.schema.name, { ...row, ...given, LastModifiedDate: writer.stamp }, given))
  const whole = { ...row, ...after }
  refuseCircle(writer.database, table, whole, given)
  checkLocks(writer, table, whole)
  checkRules(writer, table, { after: whole, before: row })
  writer.transaction.change(table.schema.name, row, after)
  writer.afterSave({ kind: 'update', object: table.schema.name, id: row.Id })
  return row
}

/** Validation rules come before duplicate rules, as on the platform [K: order of execution]. */
function checkRules({ rules, allowDuplicates }: Writer, table: Table, change: Change): void {
  rules.validation.check(table.schema.name, change)
  rules.duplicates.check(table, change, allowDuplicates ?? false)
}

function defaults(table: Table, { database, userId }: Writer): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const { name, defaultValue, formula } of table.schema.fields) {
    if (defaultValue !== null && formula === null) values[name] = defaultValue
  }
  if (table.schema.field('OwnerId')) values['OwnerId'] = userId
  if (table.schema.field('RecordTypeId'))
    values['RecordTypeId'] = defaultRecordType(database, table.schema.name)
  return values
}

const stamps = (writer: Writer) => ({
  CreatedDate: writer.stamp,
  CreatedById: writer.userId,
  ...modified(writer)
})
