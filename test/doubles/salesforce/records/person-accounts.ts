import { uncertainRefusal } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import {
  contactFieldOf,
  contactPersonFlag,
  personAccountFields,
  personField
} from '../schema/person-account.ts'
import type { Field } from '../schema/field.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Body } from './prepare.ts'
import { addRecordType, recordTypes } from './record-types.ts'

/** Adds the fields of Person Accounts and their record type. Doing it again adds what Contact got since. */
export function enablePersonAccounts(database: Database, ids: IdSequence, stamp: number): void {
  const accounts = database.tableNamed('Account')
  const contacts = database.tableNamed('Contact')
  if (!accounts.schema.field('IsPersonAccount')) {
    for (const field of personAccountFields) database.addField(accounts.schema, field)
    database.addField(contacts.schema, contactPersonFlag)
    const spec = { object: 'Account', developerName: 'PersonAccount', name: 'Person Account' }
    addRecordType(database, ids, stamp, { ...spec, isDefault: false, isPersonType: true })
  }
  for (const field of [...contacts.schema.fields]) addPersonField(database, field)
}

/** A field of Contact appears on Account too: `Key__c` as `Key__pc`. */
export function addPersonField(database: Database, contactField: Field): void {
  const accounts = database.tableNamed('Account')
  const field = personField(contactField)
  if (!field || !accounts.schema.field('IsPersonAccount') || accounts.schema.field(field.name)) return
  database.addField(accounts.schema, { ...field, formula: null })
  if (field.type === 'address') return // made of its parts, which are there
  accounts.compute(field.name, (row) => personOf(database, row)?.[contactField.name] ?? null)
}

/** The contact of a person account. */
export function personOf(database: Database, account: Row): Row | undefined {
  const id = account['PersonContactId']
  return typeof id === 'string' ? database.find(id) : undefined
}

export interface PersonBody {
  readonly account: Body
  /** What of it belongs to the contact; null for a business account. */
  readonly contact: Body | null
}

/** Parts a write of an account in two; refuses names that its kind does not have [V]. */
export function partBody(database: Database, table: Table, body: Body, existing?: Row): PersonBody {
  if (table.schema.name !== 'Account' || !table.schema.field('IsPersonAccount'))
    return { account: body, contact: null }
  const account: Record<string, unknown> = {}
  const contact: Record<string, unknown> = {}
  for (const [given, value] of Object.entries(body)) {
    const field = table.schema.field(given)
    const name = field && (existing ? field.updateable : field.createable) ? contactFieldOf(field.name) : null
    if (name === null) account[given] = value
    else contact[name] = value
  }
  const isPerson = existing ? existing['IsPersonAccount'] === true : asksForPerson(database, account, contact)
  const wrong = isPerson
    ? Object.keys(account).filter((name) => name.toLowerCase() === 'name')
    : Object.keys(contact)
  if (wrong.length > 0) {
    throw uncertainRefusal('personFieldMisplaced', { names: wrong.join(', ') }, wrong)
  }
  if (!isPerson) return { account, contact: null }
  const names = { ...(existing && personOf(database, existing)), ...contact } as Record<string, Value>
  const Name = [names['FirstName'], names['LastName']].filter(Boolean).join(' ')
  if (!existing) account['RecordTypeId'] ??= personType(database)?.Id
  return { account: { ...account, Name }, contact }
}

/** By its record type, or without one by its last name [K]. */
function asksForPerson(database: Database, account: Body, contact: Body): boolean {
  const asked = account['RecordTypeId']
  const type =
    typeof asked === 'string' ? recordTypes(database, 'Account').find(({ Id }) => Id.startsWith(asked)) : null
  return type ? type['IsPersonType'] === true : asked == null && 'LastName' in contact
}

const personType = (database: Database) =>
  recordTypes(database, 'Account').find((row) => row['IsPersonType'] === true && row['IsActive'] === true)
