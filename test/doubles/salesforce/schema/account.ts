import { dandbCompany, jigsawId, photo, recordType } from './common-fields.ts'
import { address, audit, choice, cleanStatus, identity, industries } from './common-fields.ts'
import { masterRecord, owner, readOnly, reference, required, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const types =
  'Prospect|Customer - Direct|Customer - Channel|Channel Partner / Reseller|Installation Partner|Technology Partner|Other'

/** Account as an Enterprise org without custom fields describes it. */
export const account: ObjectSpec = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  keyPrefix: '001',
  mergeable: true,
  scopes: 'everything mine team',
  fields: [
    ...identity('Account ID'),
    masterRecord('Account'),
    text('Name', 'Account Name', 255, {
      ...required,
      nameField: true,
      compound: 'Name',
      described: { extraTypeInfo: 'switchablepersonname' }
    }),
    choice('Type', 'Account Type', types, 40),
    recordType,
    reference('ParentId', 'Parent Account ID', 'Account', 'Parent', { children: 'ChildAccounts' }),
    ...address('Billing'),
    ...address('Shipping'),
    field('Phone', 'Account Phone', 'phone'),
    field('Fax', 'Account Fax', 'phone'),
    text('AccountNumber', 'Account Number', 40),
    field('Website', 'Website', 'url'),
    photo,
    text('Sic', 'SIC Code', 20),
    choice('Industry', 'Industry', industries, 40),
    field('AnnualRevenue', 'Annual Revenue', 'currency'),
    field('NumberOfEmployees', 'Employees', 'int'),
    choice('Ownership', 'Ownership', 'Public|Private|Subsidiary|Other', 40),
    text('TickerSymbol', 'Ticker Symbol', 20),
    field('Description', 'Account Description', 'textarea', { length: 32_000 }),
    choice('Rating', 'Account Rating', 'Hot|Warm|Cold', 40),
    text('Site', 'Account Site', 80),
    owner(),
    ...audit,
    field('LastActivityDate', 'Last Activity', 'date', readOnly),
    ...views,
    field('IsPartner', 'Partner Account', 'boolean', { createable: false }),
    field('IsCustomerPortal', 'Customer Portal Account', 'boolean', { createable: false }),
    ...['ChannelProgramName', 'ChannelProgramLevelName'].map((name) =>
      text(name, name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '), 255, {
        ...readOnly,
        filterable: false,
        sortable: false
      })
    ),
    text('Jigsaw', 'Data.com Key', 20),
    jigsawId('JigsawCompanyId', 'Jigsaw Company ID'),
    cleanStatus,
    choice('AccountSource', 'Account Source', 'Web|Phone Inquiry|Partner Referral|Purchased List|Other', 40),
    text('DunsNumber', 'D-U-N-S Number', 9),
    text('Tradestyle', 'Tradestyle', 255),
    text('NaicsCode', 'NAICS Code', 8),
    text('NaicsDesc', 'NAICS Description', 120),
    text('YearStarted', 'Year Started', 4),
    text('SicDesc', 'SIC Description', 80),
    dandbCompany,
    reference('OperatingHoursId', 'Operating Hour ID', 'OperatingHours', 'OperatingHours')
  ]
}
