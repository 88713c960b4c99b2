import { dandbCompany, individual, jigsawId, photo } from './common-fields.ts'
import { address, audit, choice, cleanStatus, identity, industries, leadSource } from './common-fields.ts'
import {
  masterRecord,
  owner,
  personName,
  readOnly,
  reference,
  required,
  text,
  views
} from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const statuses = 'Open - Not Contacted|Working - Contacted|Closed - Converted|Closed - Not Converted'

/** Lead as described, plus the consent fields, which the recorded org hid from its user [K]. */
export const lead: ObjectSpec = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  mergeable: true,
  scopes: 'everything mine queue_owned scopingRule team user_owned',
  fields: [
    ...identity('Lead ID'),
    masterRecord('Lead'),
    ...personName,
    text('Title', 'Title', 128),
    text('Company', 'Company', 255, required),
    ...address(''),
    field('Phone', 'Phone', 'phone'),
    field('MobilePhone', 'Mobile Phone', 'phone'),
    field('Fax', 'Fax', 'phone'),
    field('Email', 'Email', 'email', { idLookup: true }),
    field('Website', 'Website', 'url'),
    photo,
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    leadSource,
    choice('Status', 'Status', statuses, 255, {
      nillable: false,
      defaulted: true,
      defaultValue: 'Open - Not Contacted'
    }),
    choice('Industry', 'Industry', industries),
    choice('Rating', 'Rating', 'Hot|Warm|Cold'),
    field('AnnualRevenue', 'Annual Revenue', 'currency'),
    field('NumberOfEmployees', 'Employees', 'int'),
    owner('Group|User'),
    field('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
    field('HasOptedOutOfFax', 'Fax Opt Out', 'boolean'),
    field('DoNotCall', 'Do Not Call', 'boolean'),
    field('IsConverted', 'Converted', 'boolean', { updateable: false }),
    field('ConvertedDate', 'Converted Date', 'date', readOnly),
    reference('ConvertedAccountId', 'Converted Account ID', 'Account', 'ConvertedAccount', readOnly),
    reference('ConvertedContactId', 'Converted Contact ID', 'Contact', 'ConvertedContact', readOnly),
    reference(
      'ConvertedOpportunityId',
      'Converted Opportunity ID',
      'Opportunity',
      'ConvertedOpportunity',
      readOnly
    ),
    field('IsUnreadByOwner', 'Unread By Owner', 'boolean', {
      defaultValue: true,
      described: { permissionable: false }
    }),
    ...audit,
    field('LastActivityDate', 'Last Activity', 'date', readOnly),
    ...views,
    text('Jigsaw', 'Data.com Key', 20),
    jigsawId('JigsawContactId', 'Jigsaw Contact ID'),
    cleanStatus,
    text('CompanyDunsNumber', 'Company D-U-N-S Number', 9),
    dandbCompany,
    text('EmailBouncedReason', 'Email Bounced Reason', 255, { createable: false }),
    field('EmailBouncedDate', 'Email Bounced Date', 'datetime', { createable: false }),
    individual
  ]
}
