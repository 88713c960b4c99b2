import { address, audit, choice, identity, personName, readOnly, reference, text } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const required = { nillable: false }
const userTypes = 'Standard|PowerPartner|PowerCustomerSuccess|CustomerSuccess|Guest|CspLitePortal|CsnOnly'

/** User: the fields a sync reads (no recorded describe of it was at hand, so lengths are [K]). */
export const user: ObjectSpec = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  deletable: false,
  fields: [
    ...identity('User ID').filter(({ name }) => name === 'Id'),
    text('Username', 'Username', 80, { ...required, unique: true, idLookup: true }),
    ...personName.filter(({ name }) => name !== 'Salutation'),
    text('CompanyName', 'Company Name', 80),
    text('Division', 'Division', 80),
    text('Department', 'Department', 80),
    text('Title', 'Title', 80),
    ...address(''),
    field('Email', 'Email', 'email', { ...required, length: 128, idLookup: true }),
    field('Phone', 'Phone', 'phone'),
    field('Fax', 'Fax', 'phone'),
    field('MobilePhone', 'Mobile', 'phone'),
    text('Alias', 'Alias', 8, required),
    text('CommunityNickname', 'Nickname', 40, { ...required, unique: true }),
    field('IsActive', 'Active', 'boolean', { defaultValue: true }),
    choice(
      'TimeZoneSidKey',
      'Time Zone',
      'GMT|Europe/London|Europe/Berlin|America/New_York|Asia/Tokyo',
      40,
      required
    ),
    reference('UserRoleId', 'Role ID', 'UserRole', 'UserRole'),
    choice('LocaleSidKey', 'Locale', 'en_US|en_GB|de_DE|pl_PL|ja_JP', 40, required),
    choice('EmailEncodingKey', 'Email Encoding', 'UTF-8|ISO-8859-1', 40, required),
    reference('ProfileId', 'Profile ID', 'Profile', 'Profile', required),
    choice('UserType', 'User Type', userTypes, 40, readOnly),
    choice('LanguageLocaleKey', 'Language', 'en_US|de|fr|pl|ja', 40, required),
    text('EmployeeNumber', 'Employee Number', 20),
    reference('ManagerId', 'Manager ID', 'User', 'Manager'),
    field('LastLoginDate', 'Last Login', 'datetime', readOnly),
    text('FederationIdentifier', 'SAML Federation ID', 512, { unique: true, caseSensitive: true }),
    ...audit
  ]
}

export const profile: ObjectSpec = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profile',
  keyPrefix: '00e',
  deletable: false,
  createable: false,
  updateable: false,
  fields: [
    ...identity('Profile ID').filter(({ name }) => name === 'Id'),
    text('Name', 'Name', 255, { ...required, nameField: true }),
    choice('UserType', 'User Type', userTypes, 40, readOnly),
    text('Description', 'Description', 255),
    ...audit
  ]
}
