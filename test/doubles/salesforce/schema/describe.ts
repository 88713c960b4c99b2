import type { Field, FieldType } from './field.ts'
import type { ObjectSchema, ObjectSpec } from './object-schema.ts'

const soapTypes: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address'
}

/** Can permission sets hide it: not what is required or what the system sets. */
export function isPermissionable(field: Field): boolean {
  const optional = field.nillable || field.type === 'boolean'
  return (
    field.described.permissionable ?? (field.calculated || (optional && field.createable && field.updateable))
  )
}

/** A field as `/sobjects/{type}/describe` shows it: the 57 properties of a recorded describe [V]. */
export function describeField(field: Field): object {
  const { described } = field
  const person = field.compound === 'Name' || (field.name === 'Name' && field.nameField && !field.createable)
  const isId = field.type === 'id' || field.type === 'reference'
  return {
    aggregatable: field.length <= 4000 && field.type !== 'boolean' && field.type !== 'address',
    aiPredictionField: false,
    autoNumber: described.autoNumber ?? false,
    byteLength: described.byteLength ?? (isId ? field.length : field.length * 3),
    calculated: field.calculated,
    calculatedFormula: field.calculated ? field.formula : null,
    cascadeDelete: described.cascadeDelete ?? false,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compound,
    controllerName: null,
    createable: field.createable,
    custom: field.custom,
    defaultValue: shownDefault(field),
    defaultValueFormula: null,
    defaultedOnCreate: field.defaulted,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: described.extraTypeInfo ?? extraType(field, person),
    filterable: field.filterable,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: field.groupable,
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup || field.externalId,
    inlineHelpText: null,
    label: field.label,
    length: field.length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    permissionable: isPermissionable(field),
    picklistValues: field.values.map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: field.valueLabels[value] ?? value,
      validFor: null,
      value
    })),
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision,
    queryByDistance: field.type === 'address',
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationship,
    relationshipOrder: described.relationshipOrder ?? null,
    restrictedDelete: described.restrictedDelete ?? false,
    restrictedPicklist: field.restricted,
    scale: field.scale,
    searchPrefilterable:
      described.searchPrefilterable ?? (field.type === 'reference' && !field.referenceTo.includes('User')),
    soapType: soapTypes[field.type] ?? 'xsd:string',
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: field.updateable,
    writeRequiresMasterRead: false
  }
}

/** Standard checkboxes show false whatever a new record gets: `Lead.IsUnreadByOwner` [V]. */
function shownDefault({ type, custom, defaultValue }: Field): Field['defaultValue'] {
  if (type === 'boolean') return custom ? defaultValue : false
  return type === 'picklist' ? defaultValue : null
}

function extraType(field: Field, person: boolean): string | null {
  if (field.type === 'textarea') return 'plaintextarea'
  return person ? 'personname' : null
}

/** An object as the global describe lists it. */
export function describeBriefly(object: ObjectSchema, version: string): object {
  const { spec } = object
  const base = `/services/data/v${version}/sobjects/${spec.name}`
  const createable = spec.createable ?? true
  const deletable = spec.deletable ?? true
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable,
    custom: spec.name.endsWith('__c'),
    customSetting: false,
    deepCloneable: false,
    deletable,
    deprecatedAndHidden: false,
    feedEnabled: createable,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: spec.keyPrefix,
    label: spec.label,
    labelPlural: spec.labelPlural,
    layoutable: createable,
    mergeable: spec.mergeable ?? false,
    mruEnabled: createable,
    name: spec.name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: createable,
    triggerable: createable,
    undeletable: deletable,
    updateable: spec.updateable ?? true,
    ...spec.flags,
    urls: { rowTemplate: `${base}/{ID}`, describe: `${base}/describe`, sobject: base }
  }
}

/** A record type as describe needs it; `isDefault` for the user who asks. */
export interface RecordTypeInfo {
  readonly id: string
  readonly name: string
  readonly developerName: string
  readonly active: boolean
  readonly isDefault: boolean
}

/** Master stands last, and is the default where there is no other [V]. */
function recordTypeInfos(types: readonly RecordTypeInfo[], layouts: string): object[] {
  const hasDefault = types.some(({ isDefault }) => isDefault)
  const master = { id: '012000000000000AAA', name: 'Master', developerName: 'Master', active: true }
  return [...types, { ...master, isDefault: !hasDefault }].map((type) => ({
    active: type.active,
    available: type.active,
    defaultRecordTypeMapping: type.isDefault,
    developerName: type.developerName,
    master: type.id === master.id,
    name: type.name,
    recordTypeId: type.id,
    urls: { layout: `${layouts}/${type.id}` }
  }))
}

export function describeObject(
  object: ObjectSchema,
  version: string,
  recordTypes: readonly RecordTypeInfo[] = []
): object {
  return {
    actionOverrides: [],
    childRelationships: object.children.map(({ child, field, name }) => ({
      cascadeDelete: field.parentDelete === 'cascade',
      childSObject: child.name,
      deprecatedAndHidden: false,
      field: field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: name,
      restrictedDelete: field.parentDelete === 'restrict'
    })),
    compactLayoutable: true,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: [...object.fields].map(describeField),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(
      recordTypes,
      `/services/data/v${version}/sobjects/${object.name}/describe/layouts`
    ),
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: scopesOf(object.spec),
    ...describeBriefly(object, version)
  }
}

const scopeNames: Readonly<Record<string, (plural: string) => string>> = {
  everything: (plural) => `All ${plural}`,
  genericteam: (plural) => `My case teams ${plural}`,
  mine: (plural) => `My ${plural}`,
  queue_owned: (plural) => `Queue owned ${plural}`,
  scopingRule: () => 'Filter by scope',
  team: (plural) => `My team's ${plural}`,
  team_by_role: (plural) => `My role-based team's ${plural}`,
  user_owned: (plural) => `User owned ${plural}`
}

function scopesOf({ scopes = 'everything', labelPlural }: ObjectSpec): object[] {
  return scopes
    .split(' ')
    .map((name) => ({ label: scopeNames[name]?.(labelPlural.toLowerCase()) ?? name, name }))
}
