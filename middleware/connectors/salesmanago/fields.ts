import type { FieldSpec, ObjectSpec } from '../connector.ts'

const text = (label: string): FieldSpec => ({ label, type: 'text' })
const readOnly = (label: string, type: FieldSpec['type']): FieldSpec => ({ label, type, readOnly: true })

export const contact: ObjectSpec = {
  label: 'Contact',
  feed: 'cursor',
  // One contact is one address, whatever its case [I]; an upsert by a known address changes that contact [I].
  createKey: 'email',
  createRepeats: 'upsert',
  channels: { email: 'email', phone: 'phone' },
  fields: {
    email: { label: 'E-mail', type: 'email', canon: ['trim', 'lower'], maxLength: 254, required: true },
    // A contact may be an address and nothing else.
    name: { ...text('Name'), nameFrom: 'email' },
    phone: { label: 'Phone', type: 'phone' },
    fax: { label: 'Fax', type: 'phone' },
    company: text('Company'),
    externalId: { label: 'External Id', type: 'id' },
    // CUSTOMER, PROSPECT, PARTNER, OTHER or UNKNOWN [C].
    state: text('State'),
    'address.streetAddress': text('Street'),
    'address.zipCode': text('Postal code'),
    'address.city': text('City'),
    'address.country': text('Country'),
    province: text('Province'),
    birthday: { label: 'Birthday', type: 'date' },
    tags: { label: 'Tags', type: 'set', canon: ['tag'] },
    // Whoever is made without a word about consent may show as opted out [U].
    optedOut: { label: 'E-mail opt-out', type: 'opt-out', outByDefault: true },
    optedOutPhone: { label: 'Phone opt-out', type: 'opt-out', channel: 'phone', outByDefault: true },
    // What Salesforce shows of SALESmanago beside what it shares with it: a field is mapped once, so these have names of their own.
    contactId: readOnly('SALESmanago contact id', 'text'),
    stateShown: readOnly('State in SALESmanago', 'text'),
    tagList: readOnly('Tags in SALESmanago', 'text'),
    shownOptedOut: readOnly('E-mail opt-out in SALESmanago', 'boolean'),
    shownOptedOutPhone: readOnly('Phone opt-out in SALESmanago', 'boolean'),
    score: readOnly('Score', 'number'),
    // Only the basic shape of a contact tells it [C]; full records leave it unknown.
    lastVisit: readOnly('Last visit', 'datetime'),
    createdOn: readOnly('Created', 'datetime')
  },
  openFields: { prefix: 'details.', type: 'text', label: 'Details' }
}
