import { ApiError } from '../errors.ts'
import { field } from './field.ts'
import type { Field, FieldType } from './field.ts'

/** What a test says of a custom field; Salesforce's own terms. `length` in characters, for text. */
export interface CustomField {
  readonly name: string
  readonly type: FieldType
  readonly label?: string
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  readonly required?: boolean
  readonly externalId?: boolean
  readonly unique?: boolean
  readonly caseSensitive?: boolean
  readonly values?: readonly string[]
  readonly restricted?: boolean
  /** Object a lookup leads to, and the name of the children's list there. */
  readonly referenceTo?: string
  readonly children?: string
}

export function customField(spec: CustomField): Field {
  if (!/^[A-Za-z]\w*__c$/.test(spec.name)) {
    throw new ApiError(400, 'INVALID_FIELD', `A custom field's name ends in __c: ${spec.name}`)
  }
  return field(spec.name, spec.label ?? spec.name.replace(/__c$/, '').replaceAll('_', ' '), spec.type, {
    ...(spec.length !== undefined && { length: spec.length }),
    ...(spec.precision !== undefined && { precision: spec.precision }),
    ...(spec.scale !== undefined && { scale: spec.scale }),
    ...(spec.values && { values: spec.values }),
    ...(spec.referenceTo && {
      referenceTo: [spec.referenceTo],
      relationship: spec.name.replace(/__c$/, '__r'),
      children: spec.children ? `${spec.children}__r` : null
    }),
    nillable: spec.type !== 'boolean' && !(spec.required ?? false),
    restricted: spec.restricted ?? false,
    externalId: spec.externalId ?? false,
    unique: spec.unique ?? false,
    caseSensitive: spec.caseSensitive ?? false
  })
}
