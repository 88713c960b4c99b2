import { address, audit, choice, identity, readOnly, text } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const editions = 'Team Edition|Professional Edition|Enterprise Edition|Developer Edition|Unlimited Edition'

/** Organization: what general clients read at connect [T: the Salesforce CLI reads the last seven]; lengths are [K]. */
export const organization: ObjectSpec = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  keyPrefix: '00D',
  createable: false,
  deletable: false,
  fields: [
    ...identity('Organization ID').filter(({ name }) => name === 'Id'),
    text('Name', 'Name', 80, { ...readOnly, nillable: false, nameField: true }),
    text('Division', 'Division', 80),
    ...address(''),
    field('Phone', 'Phone', 'phone'),
    text('PrimaryContact', 'Primary Contact', 80),
    choice('DefaultLocaleSidKey', 'Locale', 'en_US|en_GB|de_DE|pl_PL|ja_JP', 40, { nillable: false }),
    choice('TimeZoneSidKey', 'Time Zone', 'GMT|Europe/London|Europe/Berlin', 40, { nillable: false }),
    choice('LanguageLocaleKey', 'Language', 'en_US|de|fr|pl|ja', 40, { nillable: false }),
    ...audit,
    field('TrialExpirationDate', 'Trial Expiration Date', 'datetime', readOnly),
    choice('OrganizationType', 'Edition', editions, 40, readOnly),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    text('InstanceName', 'Instance Name', 5, readOnly),
    field('IsSandbox', 'Is Sandbox', 'boolean', readOnly)
  ]
}
