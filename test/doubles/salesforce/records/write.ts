import type { IdSequence } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Transaction } from '../store/transaction.ts'
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
  checkLocks,
  insufficientAccess,
  living,
  modified,
  notSupported,
  refuseConverted
} from './row-access.ts'

export { deleteRecord, emptyFromBin, hardDeleteRecord, undeleteRecord } from './delete.ts'

/** Who writes, when, and in which transaction. `stamp` is in milliseconds, whole seconds. */
export interface Writer {
  readonly database: Database
  readonly transaction: Transaction
  readonly ids: IdSequence
  readonly userId: string
  readonly stamp: number
  /** The org's time in milliseconds; later than `stamp` where a transaction took long. */
  readonly now: number
  readonly rules: RecordRules
  readonly switches: Switches
  /** The client saves in spite of a duplicate rule's alert. */
  readonly allowDuplicates?: boolean
}

export function createRecord(writer: Writer, table: Table, body: Body): Row {
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
  const given = prepare(writer.database, table, body)
  const row: Record<string, Value> & { Id: string } = {
    Id: writer.ids.next(schema.spec.keyPrefix),
    ...defaults(writer.database.tableNamed(schema.name), writer),
    ...given,
    ...stamps(writer)
  }
  Object.assign(row, derive(schema.name, row, given))
  checkLocks(writer, table, row)
  checkRules(writer, table, { after: row, before: undefined })
  writer.transaction.insert(schema.name, row)
  return row
}

/** Every update moves the stamps, even one that changes no value [K]; a person account's contact moves with it [K]. */
export function updateRecord(writer: Writer, table: Table, id: string, body: Body): Row {
  const row = living(writer, table, id)
  const { account, contact } = partBody(writer.database, table, body, row)
  updateOne(writer, table, row, account)
  const person = contact && personOf(writer.database, row)
  if (person) updateOne(writer, writer.database.tableNamed('Contact'), person, contact)
  return row
}

function updateOne(writer: Writer, table: Table, row: Row, body: Body): Row {
  if (table.schema.spec.updateable === false) throw insufficientAccess()
  refuseConverted(row)
  const given = prepare(writer.database, table, body, row)
  const after: Record<string, Value> = { ...given, LastModifiedById: writer.userId }
  Object.assign(after, { LastModifiedDate: writer.stamp, SystemModstamp: writer.stamp })
  Object.assign(after, derive(table.schema.name, { ...row, ...given, LastModifiedDate: writer.stamp }, given))
  const whole = { ...row, ...after }
  refuseCircle(writer.database, table, whole, given)
  checkLocks(writer, table, whole)
  checkRules(writer, table, { after: whole, before: row })
  writer.transaction.change(table.schema.name, row, after)
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
