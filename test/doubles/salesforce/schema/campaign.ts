import { audit, choice, identity, leadSource, owner, readOnly, reference } from './common-fields.ts'
import { required, system, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { Field, FieldType } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const types =
  'Conference|Webinar|Trade Show|Public Relations|Partners|Referral Program|Advertisement|Banner Ads|Direct Mail|' +
  'Email|Telemarketing|Other'

/** Campaign [K]: no recorded describe of it was at hand; its flags are those of the recorded global one [V]. */
export const campaign: ObjectSpec = {
  name: 'Campaign',
  label: 'Campaign',
  labelPlural: 'Campaigns',
  keyPrefix: '701',
  flags: { deepCloneable: true, feedEnabled: false },
  fields: [
    ...identity('Campaign ID'),
    text('Name', 'Name', 80, { ...required, nameField: true }),
    reference('ParentId', 'Parent Campaign ID', 'Campaign', 'Parent', {
      children: 'ChildCampaigns',
      indexed: true
    }),
    choice('Type', 'Type', types, 40),
    choice('Status', 'Status', 'Planned|In Progress|Completed|Aborted', 40, {
      defaulted: true,
      defaultValue: 'Planned'
    }),
    field('StartDate', 'Start Date', 'date'),
    field('EndDate', 'End Date', 'date'),
    field('ExpectedRevenue', 'Expected Revenue', 'currency'),
    field('BudgetedCost', 'Budgeted Cost', 'currency'),
    field('ActualCost', 'Actual Cost', 'currency'),
    field('ExpectedResponse', 'Expected Response (%)', 'percent', { precision: 10, scale: 2 }),
    field('NumberSent', 'Num Sent', 'double'),
    field('IsActive', 'Active', 'boolean'),
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    owner(),
    ...audit,
    field('LastActivityDate', 'Last Activity', 'date', readOnly),
    ...views
  ]
}

/** Shown from the lead or contact that is a member. */
const ofPerson = (name: string, label: string, type: FieldType, length: number): Field =>
  field(name, label, type, { ...readOnly, length, formula: `BLANKVALUE(Contact.${name}, Lead.${name})` })

/** A lead or contact in a campaign [K]. */
export const campaignMember: ObjectSpec = {
  name: 'CampaignMember',
  label: 'Campaign Member',
  labelPlural: 'Campaign Members',
  keyPrefix: '00v',
  flags: { feedEnabled: false, mruEnabled: false, searchable: false, undeletable: false },
  fields: [
    ...identity('Campaign Member ID'),
    ...(['Campaign', 'Lead', 'Contact'] as const).map((name) =>
      reference(`${name}Id`, `${name} ID`, name, name, {
        children: 'CampaignMembers',
        updateable: false,
        indexed: true,
        parentDelete: 'cascade',
        nillable: name !== 'Campaign'
      })
    ),
    choice('Status', 'Status', 'Sent|Responded', 40, { defaulted: true, defaultValue: 'Sent' }),
    field('HasResponded', 'Responded', 'boolean', system),
    field('FirstRespondedDate', 'First Responded Date', 'date', readOnly),
    ...audit,
    ofPerson('Salutation', 'Salutation', 'string', 40),
    ofPerson('Name', 'Full Name', 'string', 121),
    ofPerson('FirstName', 'First Name', 'string', 40),
    ofPerson('LastName', 'Last Name', 'string', 80),
    ofPerson('Title', 'Title', 'string', 128),
    ofPerson('Email', 'Email', 'email', 80),
    ofPerson('Phone', 'Phone', 'phone', 40),
    ofPerson('MobilePhone', 'Mobile', 'phone', 40),
    ofPerson('DoNotCall', 'Do Not Call', 'boolean', 0),
    ofPerson('HasOptedOutOfEmail', 'Email Opt Out', 'boolean', 0),
    {
      ...leadSource,
      createable: false,
      updateable: false,
      formula: 'BLANKVALUE(Contact.LeadSource, Lead.LeadSource)'
    },
    text('Type', 'Type', 40, { ...readOnly, formula: 'IF(ISBLANK(ContactId), "Lead", "Contact")' })
  ]
}
