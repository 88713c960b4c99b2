export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'phone'
  | 'email'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'address'

/** What the double knows about a field; `describe` spells it out in Salesforce's own words. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  /** Characters, for text types; 0 for others. */
  readonly length: number
  readonly precision: number
  readonly scale: number
  readonly nillable: boolean
  readonly createable: boolean
  readonly updateable: boolean
  readonly filterable: boolean
  readonly sortable: boolean
  readonly groupable: boolean
  /** Salesforce fills it in when a create leaves it out. */
  readonly defaulted: boolean
  readonly defaultValue: string | number | boolean | null
  readonly values: readonly string[]
  /** Labels of those values that are shown otherwise: `NotFound` as `Not Found`. */
  readonly valueLabels: Readonly<Record<string, string>>
  /** A restricted picklist refuses values that are not in `values`. */
  readonly restricted: boolean
  readonly referenceTo: readonly string[]
  readonly relationship: string | null
  /** Name of the children's list on the parent, for a reference that has one. */
  readonly children: string | null
  /** What becomes of this record when the one it refers to is deleted; `restrict` keeps that one. */
  readonly parentDelete: 'cascade' | 'restrict' | 'clear'
  /** The compound field this one is a part of. */
  readonly compound: string | null
  readonly calculated: boolean
  /** What a calculated field shows, in Salesforce's formula language; null for a field that is stored. */
  readonly formula: string | null
  /** Blank numbers that the formula reads count as 0. */
  readonly blanksAreZero: boolean
  /** A property that describe shows otherwise than the field's type and flags would tell. */
  readonly described: Described
  readonly nameField: boolean
  readonly idLookup: boolean
  readonly externalId: boolean
  readonly unique: boolean
  readonly caseSensitive: boolean
  readonly custom: boolean
  /** Looked up by value without a scan. */
  readonly indexed: boolean
}

/** Describe properties by their own names; only those that follow from nothing else. */
export interface Described {
  readonly autoNumber?: boolean
  readonly byteLength?: number
  readonly cascadeDelete?: boolean
  readonly extraTypeInfo?: string | null
  readonly permissionable?: boolean
  readonly restrictedDelete?: boolean
  readonly searchPrefilterable?: boolean
  readonly relationshipOrder?: number | null
}

export type Traits = Partial<Omit<Field, 'name' | 'label' | 'type'>>

const defaultLengths: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  textarea: 255,
  phone: 40,
  email: 80,
  url: 255,
  picklist: 255,
  multipicklist: 4099
}

/** A field that may be blank, written and filtered, unless its type or `traits` say otherwise. */
export function field(name: string, label: string, type: FieldType, traits: Traits = {}): Field {
  const length = traits.length ?? defaultLengths[type] ?? 0
  const long = type === 'textarea' && length > 255
  return {
    name,
    label,
    type,
    length,
    precision: ['double', 'currency', 'percent'].includes(type) ? 18 : 0,
    scale: 0,
    nillable: type !== 'boolean',
    createable: true,
    updateable: true,
    filterable: !long,
    sortable: !long && type !== 'address' && type !== 'multipicklist',
    groupable:
      !long && !['address', 'multipicklist', 'double', 'currency', 'percent', 'datetime'].includes(type),
    defaulted: type === 'boolean',
    defaultValue: type === 'boolean' ? false : null,
    values: [],
    restricted: false,
    referenceTo: [],
    relationship: null,
    children: null,
    parentDelete: 'clear',
    compound: null,
    calculated: false,
    formula: null,
    blanksAreZero: false,
    described: {},
    valueLabels: {},
    nameField: false,
    idLookup: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    custom: /__p?c$/.test(name),
    ...traits,
    indexed:
      traits.indexed ??
      (type === 'reference' || Boolean(traits.externalId ?? traits.unique ?? traits.idLookup))
  }
}
