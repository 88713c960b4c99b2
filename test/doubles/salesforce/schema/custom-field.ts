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
  /** Makes it a formula field: `Account.Name & " / " & TEXT(TODAY())`. */
  readonly formula?: string
  /** The formula's `formulaTreatBlanksAs` is `BlankAsZero`. */
  readonly blanksAreZero?: boolean
}

/** `bothways__` of a packaged field's name. */
const prefixOf = (name: string) => /^[A-Za-z][A-Za-z0-9]*__(?=\w+__c$)/.exec(name)?.[0] ?? ''

/** The children's list of a packaged lookup is prefixed as well, unless its name says so already. */
function childrenOf(fieldName: string, children: string): string {
  const prefix = prefixOf(fieldName)
  return `${children.startsWith(prefix) ? '' : prefix}${children}__r`
}

/** A formula field is read, filtered and sorted, but neither written nor grouped by [K]. */
const formulaTraits = {
  calculated: true,
  createable: false,
  updateable: false,
  defaulted: false,
  groupable: false
}

export function customField(spec: CustomField): Field {
  if (!/^[A-Za-z]\w*__c$/.test(spec.name)) {
    throw new ApiError(400, 'INVALID_FIELD', `A custom field's name ends in __c: ${spec.name}`)
  }
  return field(
    spec.name,
    spec.label ?? spec.name.slice(prefixOf(spec.name).length).replace(/__c$/, '').replaceAll('_', ' '),
    spec.type,
    {
      ...(spec.length !== undefined && { length: spec.length }),
      ...(spec.precision !== undefined && { precision: spec.precision }),
      ...(spec.scale !== undefined && { scale: spec.scale }),
      ...(spec.values && { values: spec.values }),
      ...(spec.referenceTo && {
        referenceTo: [spec.referenceTo],
        relationship: spec.name.replace(/__c$/, '__r'),
        children: spec.children ? childrenOf(spec.name, spec.children) : null
      }),
      ...(spec.formula !== undefined && {
        ...formulaTraits,
        formula: spec.formula,
        blanksAreZero: spec.blanksAreZero ?? false
      }),
      nillable: spec.type !== 'boolean' && !(spec.required ?? false),
      restricted: spec.restricted ?? false,
      externalId: spec.externalId ?? false,
      unique: spec.unique ?? false,
      caseSensitive: spec.caseSensitive ?? false
    }
  )
}
