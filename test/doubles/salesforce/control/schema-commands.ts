import { grantField, grantObject } from '../access/practice-permission-set.ts'
import { ApiError } from '../errors.ts'
import { audit, identity, owner, text } from '../schema/common-fields.ts'
import { customField } from '../schema/custom-field.ts'
import type { CustomField } from '../schema/custom-field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { OrgState } from '../org-state.ts'
import { addPersonField } from '../records/person-accounts.ts'
import { addRecordType } from '../records/record-types.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** Objects and fields. */
export const schemaCommands: Commands = {
  addField: {
    help:
      'object, name=…__c, type, label?, length?, precision?, scale?, required?, externalId?, unique?, caseSensitive?, ' +
      'values?, restricted?, referenceTo?, children?, formula?, blanksAreZero?: the integration user may use it',
    run: (org, args) => {
      addField(org, args.text('object'), { ...args.rest, name: args.text('name') } as CustomField) // told by tests
    }
  },
  removeField: {
    help: 'object, name: the field is gone (or hidden by field-level security)',
    run: (org, args) => org.database.removeField(objectOf(org, args.text('object')), args.text('name'))
  },
  addRecordType: {
    help: 'object, developerName, name?, isDefault?=false, isPersonType?=false: a record type; {id}',
    run: ({ database, ids, clock }, args) => ({
      id: addRecordType(database, ids, clock.stamp(), {
        object: args.text('object'),
        developerName: args.text('developerName'),
        name: args.optionalText('name') ?? args.text('developerName').replaceAll('_', ' '),
        isDefault: args.optionalBoolean('isDefault') ?? false,
        isPersonType: args.optionalBoolean('isPersonType') ?? false
      }).Id
    })
  },
  addObject: {
    help: 'name=…__c, label, labelPlural?, keyPrefix=a00…: a custom object with a Name',
    run: (org, args) => addObject(org, args)
  }
}

export function addField(org: OrgState, object: string, spec: CustomField): void {
  const schema = objectOf(org, object)
  const field = customField(spec)
  org.database.addField(schema, field)
  if (schema.name === 'Contact') addPersonField(org.database, field)
  grantField(org, schema.name, field.name)
}

function addObject(org: OrgState, args: Args): void {
  const label = args.text('label')
  const name = args.text('name')
  if (!/^[A-Za-z]\w*__c$/.test(name) || !/^a\w\w$/.test(args.text('keyPrefix'))) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      'A custom object’s name ends in __c and its key prefix begins with a'
    )
  }
  org.schema.addObject({
    name,
    label,
    labelPlural: args.optionalText('labelPlural') ?? `${label}s`,
    keyPrefix: args.text('keyPrefix'),
    fields: [
      ...identity('Record ID'),
      owner(),
      text('Name', `${label} Name`, 80, { nameField: true, idLookup: true, indexed: false }),
      ...audit
    ]
  })
  grantObject(org, name)
}

function objectOf({ schema }: OrgState, name: string): ObjectSchema {
  const object = schema.object(name)
  if (!object) throw new ApiError(400, 'INVALID_TYPE', `No object ${name}`)
  return object
}
