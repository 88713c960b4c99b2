import { field } from './field.ts'
import type { Field, Traits } from './field.ts'

export const required: Traits = { nillable: false }
export const readOnly: Traits = { createable: false, updateable: false }
/** Set by Salesforce, always there. */
export const system: Traits = { ...readOnly, nillable: false, defaulted: true }

export const text = (name: string, label: string, length: number, traits: Traits = {}): Field =>
  field(name, label, 'string', { length, ...traits })

/** `values` are parted by `|`; one that is shown otherwise is `Value=Label`. */
export const choice = (
  name: string,
  label: string,
  values: string,
  length = 255,
  traits: Traits = {}
): Field => {
  const pairs = values.split('|').map((each) => each.split('='))
  return field(name, label, 'picklist', {
    values: pairs.map(([value = '']) => value),
    valueLabels: Object.fromEntries(pairs.flatMap(([value = '', shown]) => (shown ? [[value, shown]] : []))),
    length,
    ...traits
  })
}

export const reference = (
  name: string,
  label: string,
  to: string,
  relationship: string,
  traits: Traits = {}
) => field(name, label, 'reference', { referenceTo: to.split('|'), relationship, indexed: false, ...traits })

export const identity = (label: string): Field[] => [
  field('Id', label, 'id', { ...system, idLookup: true, indexed: false }),
  field('IsDeleted', 'Deleted', 'boolean', system)
]

export const masterRecord = (object: string): Field =>
  reference('MasterRecordId', 'Master Record ID', object, 'MasterRecord', {
    ...readOnly,
    described: { searchPrefilterable: false }
  })

export const recordType: Field = reference('RecordTypeId', 'Record Type ID', 'RecordType', 'RecordType', {
  described: { permissionable: false, searchPrefilterable: false }
})

export const individual: Field = reference('IndividualId', 'Individual ID', 'Individual', 'Individual', {
  described: { permissionable: false }
})

/** A lookup to an object this org does not have: it is described and stays blank. */
export const dandbCompany: Field = reference(
  'DandbCompanyId',
  'D&B Company ID',
  'DandBCompany',
  'DandbCompany'
)

export const photo: Field = field('PhotoUrl', 'Photo URL', 'url', {
  ...readOnly,
  described: { extraTypeInfo: 'imageurl' }
})

/** Text that describe gives the name of a relationship it has not [V]. */
export const jigsawId = (name: string, label: string): Field =>
  text(name, label, 20, { ...readOnly, relationship: name.replace(/Id$/, '') })

export const owner = (to = 'User'): Field =>
  reference('OwnerId', 'Owner ID', to, 'Owner', { nillable: false, defaulted: true })

export const audit: readonly Field[] = [
  field('CreatedDate', 'Created Date', 'datetime', system),
  reference('CreatedById', 'Created By ID', 'User', 'CreatedBy', system),
  field('LastModifiedDate', 'Last Modified Date', 'datetime', system),
  reference('LastModifiedById', 'Last Modified By ID', 'User', 'LastModifiedBy', system),
  field('SystemModstamp', 'System Modstamp', 'datetime', system)
]

export const views: readonly Field[] = [
  field('LastViewedDate', 'Last Viewed Date', 'datetime', readOnly),
  field('LastReferencedDate', 'Last Referenced Date', 'datetime', readOnly)
]

/** The parts of a person's name and the `Name` that Salesforce makes of them. */
export const personName: readonly Field[] = [
  text('LastName', 'Last Name', 80, { nillable: false, compound: 'Name' }),
  text('FirstName', 'First Name', 40, { compound: 'Name', described: { permissionable: false } }),
  choice('Salutation', 'Salutation', 'Mr.|Ms.|Mrs.|Dr.|Prof.', 40, {
    compound: 'Name',
    described: { permissionable: false }
  }),
  text('Name', 'Full Name', 121, { ...readOnly, nillable: false, nameField: true })
]

const accuracy = 'Address|NearAddress|Block|Street|ExtendedZip|Zip|Neighborhood|City|County|State|Unknown'

/** The eight parts of an address and its compound, which can be read but not written. */
export function address(prefix: string): Field[] {
  const compound = `${prefix}Address`
  const label = (part: string) => `${prefix} ${part}`.trim()
  const part = { compound }
  return [
    field(`${prefix}Street`, label('Street'), 'textarea', part),
    text(`${prefix}City`, label('City'), 40, part),
    text(`${prefix}State`, label('State/Province'), 80, part),
    text(`${prefix}PostalCode`, label('Zip/Postal Code'), 20, part),
    text(`${prefix}Country`, label('Country'), 80, part),
    field(`${prefix}Latitude`, label('Latitude'), 'double', { ...part, scale: 15 }),
    field(`${prefix}Longitude`, label('Longitude'), 'double', { ...part, scale: 15 }),
    choice(`${prefix}GeocodeAccuracy`, label('Geocode Accuracy'), accuracy, 40, {
      ...part,
      restricted: true
    }),
    field(compound, label('Address'), 'address', { ...readOnly, described: { permissionable: true } })
  ]
}

export const cleanStatus = choice(
  'CleanStatus',
  'Clean Status',
  'Matched=In Sync|Different|Acknowledged=Reviewed|NotFound=Not Found|Inactive|Pending=Not Compared|' +
    'SelectMatch=Select Match|Skipped',
  40,
  { restricted: true }
)

export const leadSource = choice(
  'LeadSource',
  'Lead Source',
  'Web|Phone Inquiry|Partner Referral|Purchased List|Other'
)

export const industries =
  'Agriculture|Apparel|Banking|Biotechnology|Chemicals|Communications|Construction|Consulting|Education|Electronics|' +
  'Energy|Engineering|Entertainment|Environmental|Finance|Food & Beverage|Government|Healthcare|Hospitality|Insurance|' +
  'Machinery|Manufacturing|Media|Not For Profit|Recreation|Retail|Shipping|Technology|Telecommunications|' +
  'Transportation|Utilities|Other'
