import { audit, choice, identity, leadSource, owner, readOnly, reference } from './common-fields.ts'
import { required, system, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const stages =
  'Prospecting|Qualification|Needs Analysis|Value Proposition|Id. Decision Makers|Perception Analysis|' +
  'Proposal/Price Quote|Negotiation/Review|Closed Won|Closed Lost'
const types =
  'Existing Customer - Upgrade|Existing Customer - Replacement|Existing Customer - Downgrade|New Customer'

export const opportunity: ObjectSpec = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  keyPrefix: '006',
  scopes: 'everything mine scopingRule team',
  flags: { deepCloneable: true },
  fields: [
    ...identity('Opportunity ID'),
    reference('AccountId', 'Account ID', 'Account', 'Account', {
      children: 'Opportunities',
      indexed: true,
      parentDelete: 'cascade'
    }),
    field('IsPrivate', 'Private', 'boolean'),
    text('Name', 'Name', 120, { ...required, nameField: true, idLookup: true, indexed: false }),
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    choice('StageName', 'Stage', stages, 255, required),
    field('Amount', 'Amount', 'currency', { scale: 2 }),
    field('Probability', 'Probability (%)', 'percent', { precision: 3, defaulted: true }),
    field('ExpectedRevenue', 'Expected Amount', 'currency', {
      ...readOnly,
      scale: 2,
      described: { permissionable: true }
    }),
    field('TotalOpportunityQuantity', 'Quantity', 'double', { scale: 2 }),
    field('CloseDate', 'Close Date', 'date', required),
    choice('Type', 'Opportunity Type', types),
    text('NextStep', 'Next Step', 255),
    leadSource,
    field('IsClosed', 'Closed', 'boolean', system),
    field('IsWon', 'Won', 'boolean', system),
    choice(
      'ForecastCategory',
      'Forecast Category',
      'Omitted|Pipeline|BestCase=Best Case|MostLikely=Most Likely|Forecast=Commit|Closed',
      40,
      {
        ...readOnly,
        nillable: false,
        restricted: true
      }
    ),
    choice('ForecastCategoryName', 'Forecast Category', 'Omitted|Pipeline|Best Case|Commit|Closed', 255, {
      restricted: true,
      defaulted: true,
      described: { permissionable: false }
    }),
    reference('CampaignId', 'Campaign ID', 'Campaign', 'Campaign', {
      children: 'Opportunities',
      indexed: true
    }),
    field('HasOpportunityLineItem', 'Has Line Item', 'boolean', system),
    reference('Pricebook2Id', 'Price Book ID', 'Pricebook2', 'Pricebook2', {
      defaulted: true,
      described: { permissionable: false }
    }),
    owner(),
    ...audit,
    field('LastActivityDate', 'Last Activity', 'date', readOnly),
    field('LastStageChangeDate', 'Last Stage Change Date', 'datetime', readOnly),
    field('FiscalQuarter', 'Fiscal Quarter', 'int', { ...readOnly, compound: 'Fiscal' }),
    field('FiscalYear', 'Fiscal Year', 'int', { ...readOnly, compound: 'Fiscal' }),
    text('Fiscal', 'Fiscal Period', 6, { ...readOnly, described: { byteLength: 6 } }),
    // The primary contact role's contact at creation: a reference without a relationship [V].
    reference('ContactId', 'Contact ID', 'Contact', 'Contact', {
      updateable: false,
      relationship: null,
      described: { searchPrefilterable: false }
    }),
    ...views,
    ...['HasOpenActivity', 'HasOverdueTask'].map((name) =>
      field(name, name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '), 'boolean', {
        ...system,
        filterable: false,
        sortable: false
      })
    ),
    ...['LastAmountChangedHistory', 'LastCloseDateChangedHistory'].map((name) =>
      reference(`${name}Id`, 'Opportunity History ID', 'OpportunityHistory', name, readOnly)
    )
  ]
}
