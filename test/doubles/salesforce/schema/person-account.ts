import { readOnly, reference, system } from './common-fields.ts'
import { field } from './field.ts'
import type { Field } from './field.ts'

/** Fields of Contact that Account shows as `Person…` once Person Accounts are on [K: names]. */
const shown = (
  'Email Title Department MobilePhone HomePhone OtherPhone AssistantPhone AssistantName Birthdate LeadSource ' +
  'HasOptedOutOfEmail HasOptedOutOfFax DoNotCall IndividualId LastCURequestDate LastCUUpdateDate EmailBouncedReason ' +
  'EmailBouncedDate'
).split(' ')

const nameParts = /^(FirstName|LastName|Salutation)$/

/** The contact's field behind an account's: `PersonEmail` → `Email`, `Key__pc` → `Key__c`, `FirstName` → itself. */
export function contactFieldOf(accountField: string): string | null {
  if (nameParts.test(accountField)) return accountField
  if (accountField.endsWith('__pc')) return accountField.replace(/__pc$/, '__c')
  if (/^Person(Mailing|Other)/.test(accountField)) return accountField.slice('Person'.length)
  const name = accountField.slice('Person'.length)
  return accountField.startsWith('Person') && shown.includes(name) ? name : null
}

/** An account's field that shows the contact's: stored there, and written through the account. */
export function personField(contactField: Field): Field | null {
  const { name, label } = contactField
  const compound = contactField.compound && `Person${contactField.compound}`
  const base = {
    ...contactField,
    compound,
    indexed: false,
    unique: false,
    idLookup: false,
    externalId: false
  }
  // Nothing is stored on the account, so it has no defaults and no lookups of its own.
  const own = {
    ...base,
    defaultValue: null,
    relationship: null,
    children: null,
    parentDelete: 'clear' as const
  }
  // As on the contact, nobody can be denied the parts of a name [K].
  if (nameParts.test(name))
    return {
      ...own,
      compound: 'Name',
      nillable: true,
      described: { ...own.described, permissionable: false }
    }
  if (contactField.custom) return { ...own, name: name.replace(/__c$/, '__pc') }
  const isAddress =
    /^(Mailing|Other)(Street|City|State|PostalCode|Country|Latitude|Longitude|Geocode|Address)/.test(name)
  return isAddress || shown.includes(name) ? { ...own, name: `Person${name}`, label } : null
}

/** What only person accounts have on Account, besides the fields of their contact. */
export const personAccountFields: readonly Field[] = [
  field('IsPersonAccount', 'Is Person Account', 'boolean', system),
  reference('PersonContactId', 'Contact ID', 'Contact', 'PersonContact', { ...readOnly, indexed: true })
]

export const contactPersonFlag: Field = field('IsPersonAccount', 'Is Person Account', 'boolean', system)
