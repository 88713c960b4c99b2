import type { LineSpec, PairSpec } from '../connector.ts'

type Blank = LineSpec['blank']
const line = (
  salesforce: string,
  external: string,
  direction: LineSpec['direction'] = 'both',
  blank: Blank = 'propagate'
): LineSpec => ({ salesforce: [salesforce], external, direction, blank })
const out = (salesforce: string, external: string, blank: Blank = 'propagate') =>
  line(salesforce, external, 'toExternal', blank)

/** What SALESmanago alone knows, in the package's own fields. */
const shown = [
  line('SALESmanago_Contact_Id__c', 'contactId', 'toSalesforce', 'ignore'),
  line('SALESmanago_Score__c', 'score', 'toSalesforce'),
  line('SALESmanago_Tags__c', 'tagList', 'toSalesforce'),
  line('SALESmanago_State__c', 'stateShown', 'toSalesforce'),
  line('SALESmanago_Last_Visit__c', 'lastVisit', 'toSalesforce', 'ignore'),
  line('SALESmanago_Email_Opt_Out__c', 'shownOptedOut', 'toSalesforce', 'ignore'),
  line('SALESmanago_Phone_Opt_Out__c', 'shownOptedOutPhone', 'toSalesforce', 'ignore')
]

/** One name there, two here: what was not edited comes back as it was. */
const name: LineSpec = {
  salesforce: ['FirstName', 'LastName'],
  external: 'name',
  join: 'space',
  direction: 'both',
  blank: 'ignore'
}

const address = (prefix: string): LineSpec[] => [
  line(`${prefix}Street`, 'address.streetAddress'),
  line(`${prefix}PostalCode`, 'address.zipCode'),
  line(`${prefix}City`, 'address.city'),
  line(`${prefix}Country`, 'address.country'),
  line(`${prefix}State`, 'province')
]

/**
 * Somebody new in SALESmanago becomes a Contact and nothing else; a person whom another object already has is that one's.
 * Nothing is deleted on either side: the product promises creations and changes.
 */
const policy = (createsInSalesforce: boolean): PairSpec['policy'] => ({
  create: { toExternal: true, toSalesforce: createsInSalesforce },
  update: { toExternal: true, toSalesforce: true },
  remove: { toExternal: 'never', toSalesforce: 'never' },
  afterExternalGone: 'stay',
  whenOut: 'stop'
})

export const contacts: PairSpec = {
  name: 'Contact',
  salesforce: 'Contact',
  external: 'contact',
  match: [{ keys: [{ salesforce: 'Email', external: 'email' }] }],
  // A Person Account shows up as a Contact too; it is synchronised as what it is.
  criterion: { all: [{ field: 'IsPersonAccount', is: 'not-equal', values: ['true'] }] },
  lines: [
    line('Email', 'email', 'both', 'ignore'),
    name,
    line('Phone', 'phone'),
    line('Fax', 'fax'),
    out('Account.Name', 'company'),
    ...address('Mailing'),
    line('Birthdate', 'birthday'),
    out('HasOptedOutOfEmail', 'optedOut', 'ignore'),
    out('Id', 'externalId', 'ignore'),
    out('Title', 'details.Title'),
    out('Department', 'details.Department'),
    out('LeadSource', 'details.Lead Source'),
    ...shown
  ],
  policy: policy(true),
  createWith: [{ field: 'AccountId', setting: 'accountName', lookUp: { object: 'Account', by: 'Name' } }]
}

/** A Lead can't be without a Company: one whose Company is blank outside keeps the one it has. */
export const leads: PairSpec = {
  name: 'Lead',
  salesforce: 'Lead',
  external: 'contact',
  match: [{ keys: [{ salesforce: 'Email', external: 'email' }] }],
  lines: [
    line('Email', 'email', 'both', 'ignore'),
    name,
    line('Phone', 'phone'),
    line('Fax', 'fax'),
    line('Company', 'company', 'both', 'ignore'),
    ...address(''),
    out('HasOptedOutOfEmail', 'optedOut', 'ignore'),
    out('Id', 'externalId', 'ignore'),
    out('Title', 'details.Title'),
    out('Industry', 'details.Industry'),
    out('LeadSource', 'details.Lead Source'),
    out('Status', 'details.Lead Status'),
    ...shown
  ],
  policy: policy(false)
}

export const personAccounts: PairSpec = {
  name: 'Person Account',
  salesforce: 'Account',
  external: 'contact',
  match: [{ keys: [{ salesforce: 'PersonEmail', external: 'email' }] }],
  criterion: { all: [{ field: 'IsPersonAccount', is: 'equal', values: ['true'] }] },
  lines: [
    line('PersonEmail', 'email', 'both', 'ignore'),
    name,
    line('Phone', 'phone'),
    line('Fax', 'fax'),
    ...address('PersonMailing'),
    line('PersonBirthdate', 'birthday'),
    out('PersonHasOptedOutOfEmail', 'optedOut', 'ignore'),
    out('Id', 'externalId', 'ignore'),
    out('PersonTitle', 'details.Title'),
    out('PersonLeadSource', 'details.Lead Source'),
    ...shown
  ],
  policy: policy(false)
}
