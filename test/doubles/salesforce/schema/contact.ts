import { individual, jigsawId, photo } from './common-fields.ts'
import { address, audit, cleanStatus, identity, leadSource } from './common-fields.ts'
import { masterRecord, owner, personName, readOnly, reference, system, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

/** Contact as described, plus the consent fields, which the recorded org hid from its user [K]. */
export const contact: ObjectSpec = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  keyPrefix: '003',
  mergeable: true,
  scopes: 'everything mine scopingRule team',
  fields: [
    ...identity('Contact ID'),
    masterRecord('Contact'),
    reference('AccountId', 'Account ID', 'Account', 'Account', {
      children: 'Contacts',
      indexed: true,
      parentDelete: 'cascade'
    }),
    ...personName,
    ...address('Other'),
    ...address('Mailing'),
    field('Phone', 'Business Phone', 'phone'),
    field('Fax', 'Business Fax', 'phone'),
    field('MobilePhone', 'Mobile Phone', 'phone'),
    field('HomePhone', 'Home Phone', 'phone'),
    field('OtherPhone', 'Other Phone', 'phone'),
    field('AssistantPhone', 'Asst. Phone', 'phone'),
    reference('ReportsToId', 'Reports To ID', 'Contact', 'ReportsTo'),
    field('Email', 'Email', 'email', { idLookup: true }),
    text('Title', 'Title', 128),
    text('Department', 'Department', 80),
    text('AssistantName', "Assistant's Name", 40),
    leadSource,
    field('Birthdate', 'Birthdate', 'date'),
    field('Description', 'Contact Description', 'textarea', { length: 32_000 }),
    owner(),
    field('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
    field('HasOptedOutOfFax', 'Fax Opt Out', 'boolean'),
    field('DoNotCall', 'Do Not Call', 'boolean'),
    ...audit,
    field('LastActivityDate', 'Last Activity', 'date', readOnly),
    field('LastCURequestDate', 'Last Stay-in-Touch Request Date', 'datetime', readOnly),
    field('LastCUUpdateDate', 'Last Stay-in-Touch Save Date', 'datetime', readOnly),
    ...views,
    text('EmailBouncedReason', 'Email Bounced Reason', 255, { described: { permissionable: false } }),
    field('EmailBouncedDate', 'Email Bounced Date', 'datetime', { described: { permissionable: false } }),
    field('IsEmailBounced', 'Is Email Bounced', 'boolean', system),
    photo,
    text('Jigsaw', 'Data.com Key', 20),
    jigsawId('JigsawContactId', 'Jigsaw Contact ID'),
    cleanStatus,
    individual
  ]
}
