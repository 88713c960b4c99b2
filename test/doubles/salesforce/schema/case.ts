import { audit, choice, identity, masterRecord, owner, readOnly, reference } from './common-fields.ts'
import { system, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { Field, FieldType } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const reasons = 'Installation|Equipment Complexity|Performance|Breakdown|Equipment Design|Feedback|Other'

/** Shown from the case's contact; described as a field like any other, not as a formula [V]. */
const ofContact = (name: string, label: string, type: FieldType, source: string): Field =>
  field(name, label, type, { ...readOnly, formula: `Contact.${source}` })

/** Case as described. */
export const supportCase: ObjectSpec = {
  name: 'Case',
  label: 'Case',
  labelPlural: 'Cases',
  keyPrefix: '500',
  scopes: 'everything genericteam mine queue_owned team_by_role user_owned',
  fields: [
    ...identity('Case ID'),
    masterRecord('Case'),
    text('CaseNumber', 'Case Number', 30, {
      ...system,
      nameField: true,
      idLookup: true,
      groupable: false,
      described: { autoNumber: true }
    }),
    reference('ContactId', 'Contact ID', 'Contact', 'Contact', {
      children: 'Cases',
      indexed: true,
      parentDelete: 'restrict'
    }),
    reference('AccountId', 'Account ID', 'Account', 'Account', {
      children: 'Cases',
      indexed: true,
      parentDelete: 'restrict'
    }),
    reference('AssetId', 'Asset ID', 'Asset', 'Asset'),
    reference('ParentId', 'Parent Case ID', 'Case', 'Parent', { children: 'Cases', indexed: true }),
    text('SuppliedName', 'Name', 80),
    field('SuppliedEmail', 'Email Address', 'email'),
    text('SuppliedPhone', 'Phone', 40),
    text('SuppliedCompany', 'Company', 80),
    choice('Type', 'Case Type', 'Mechanical|Electrical|Electronic|Structural|Other', 40),
    choice('Status', 'Status', 'New|Working|Escalated|Closed', 40, {
      defaulted: true,
      defaultValue: 'New',
      described: { permissionable: false }
    }),
    choice('Reason', 'Case Reason', reasons, 40),
    choice('Origin', 'Case Origin', 'Phone|Email|Web', 40),
    text('Subject', 'Subject', 255),
    choice('Priority', 'Priority', 'High|Medium|Low', 40, { defaulted: true, defaultValue: 'Medium' }),
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    field('IsClosed', 'Closed', 'boolean', system),
    field('ClosedDate', 'Closed Date', 'datetime', { ...readOnly, described: { permissionable: true } }),
    field('IsEscalated', 'Escalated', 'boolean'),
    owner('Group|User'),
    ...audit,
    ofContact('ContactPhone', 'Contact Phone', 'phone', 'Phone'),
    ofContact('ContactMobile', 'Contact Mobile', 'phone', 'MobilePhone'),
    ofContact('ContactEmail', 'Contact Email', 'email', 'Email'),
    ofContact('ContactFax', 'Contact Fax', 'phone', 'Fax'),
    field('Comments', 'Internal Comments', 'textarea', {
      length: 4000,
      sortable: true,
      described: { permissionable: false, byteLength: 4000 }
    }),
    ...views
  ]
}
