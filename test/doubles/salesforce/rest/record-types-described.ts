import type { ApiCall } from '../http/call.ts'
import { isDefault, recordTypes } from '../records/record-types.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'

/** The id that stands for "no record type" [V]. */
export const master = '012000000000000AAA'

export interface TypeOfRecord {
  readonly id: string
  readonly name: string
  readonly developerName: string
  readonly isDefault: boolean
}

/** An object's record types, the master among them; without any it is the default. */
export function typesOf({ org }: ApiCall, { name }: ObjectSchema): TypeOfRecord[] {
  const own = recordTypes(org.database.whole, name).map((row) => ({
    id: row.Id,
    name: String(row['Name']),
    developerName: String(row['DeveloperName']),
    isDefault: row[isDefault] === true
  }))
  const none = !own.some((each) => each.isDefault)
  return [...own, { id: master, name: 'Master', developerName: 'Master', isDefault: none }]
}
