import type { FieldSpec, LineSpec, ObjectSpec, PairSpec } from '../connector.ts'

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
    name: text('Name'),
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
    optedOut: { label: 'E-mail opt-out', type: 'opt-out' },
    optedOutPhone: { label: 'Phone opt-out', type: 'opt-out', channel: 'phone' },
    score: readOnly('Score', 'number'),
    // Only the basic shape of a contact tells it [C]; full records leave it unknown.
    lastVisit: readOnly('Last visit', 'datetime'),
    createdOn: readOnly('Created', 'datetime')
  },
  openFields: { prefix: 'details.', type: 'text', label: 'Details' }
}

type Blank = LineSpec['blank']
const line = (salesforce: string, external: string, blank: Blank = 'propagate'): LineSpec => ({
  salesforce: [salesforce],
  external,
  direction: 'toExternal',
  blank
})

export const contacts: PairSpec = {
  name: 'Contact',
  salesforce: 'Contact',
  external: 'contact',
  match: [{ keys: [{ salesforce: 'Email', external: 'email' }] }],
  lines: [
    line('Email', 'email', 'ignore'),
    {
      salesforce: ['FirstName', 'LastName'],
      external: 'name',
      join: 'space',
      direction: 'toExternal',
      blank: 'ignore'
    },
    line('Phone', 'phone'),
    line('Fax', 'fax'),
    line('Account.Name', 'company'),
    line('MailingStreet', 'address.streetAddress'),
    line('MailingPostalCode', 'address.zipCode'),
    line('MailingCity', 'address.city'),
    line('MailingCountry', 'address.country'),
    line('MailingState', 'province'),
    line('Birthdate', 'birthday'),
    line('HasOptedOutOfEmail', 'optedOut', 'ignore'),
    line('Id', 'externalId', 'ignore'),
    line('Title', 'details.Title'),
    line('Department', 'details.Department'),
    line('LeadSource', 'details.Lead Source')
  ],
  policy: {
    create: { toExternal: true, toSalesforce: false },
    update: { toExternal: true, toSalesforce: false },
    remove: { toExternal: 'never', toSalesforce: 'never' },
    afterExternalGone: 'stay',
    whenOut: 'stop'
  }
}
