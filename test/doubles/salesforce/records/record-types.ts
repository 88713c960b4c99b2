import { ApiError, uncertainRefusal } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import { recordType } from '../schema/common-fields.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'

/** Kept in the record type's row, though no field shows it: new records get this one. */
export const isDefault = 'isDefault'

export interface NewRecordType {
  readonly object: string
  readonly developerName: string
  readonly name: string
  readonly isDefault: boolean
  readonly isPersonType: boolean
}

export function recordTypes(database: Database, object: string): Row[] {
  return [...database.tableNamed('RecordType').rows()].filter((row) => row['SobjectType'] === object)
}

/** An object's first record type brings it the field RecordTypeId. */
export function addRecordType(database: Database, ids: IdSequence, stamp: number, spec: NewRecordType): Row {
  const object = database.schema.object(spec.object)
  if (!object) throw new ApiError(400, 'INVALID_TYPE', `No object ${spec.object}`)
  if (!object.field('RecordTypeId')) database.addField(object, recordType)
  const table = database.tableNamed('RecordType')
  if (spec.isDefault)
    for (const row of recordTypes(database, object.name)) table.change(row, { [isDefault]: false })
  const row: Row = {
    Id: ids.next('012'),
    Name: spec.name,
    DeveloperName: spec.developerName,
    SobjectType: object.name,
    IsActive: true,
    IsPersonType: spec.isPersonType,
    [isDefault]: spec.isDefault,
    CreatedDate: stamp,
    LastModifiedDate: stamp,
    SystemModstamp: stamp
  }
  table.insert(row)
  object.revision++ // describe lists it
  return row
}

/** What a record is given when its creator names no record type; null for the master one. */
export function defaultRecordType(database: Database, object: string): Value {
  return recordTypes(database, object).find((row) => row[isDefault] === true)?.Id ?? null
}

/** A record type of another object, or an inactive one, is refused [V]. */
export function checkRecordType(object: string, type: Row): void {
  if (type['SobjectType'] === object && type['IsActive'] === true) return
  throw uncertainRefusal('recordTypeInvalid', { id: type.Id }, ['RecordTypeId'])
}
