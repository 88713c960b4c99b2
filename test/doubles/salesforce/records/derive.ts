import { deriveActivity } from './derive-activity.ts'
import type { Row, Value, Values } from '../store/row.ts'

type Source = Values | Row
const stages: Readonly<Record<string, readonly [number, string, string]>> = {
  Prospecting: [10, 'Pipeline', 'Pipeline'],
  Qualification: [10, 'Pipeline', 'Pipeline'],
  'Needs Analysis': [20, 'Pipeline', 'Pipeline'],
  'Value Proposition': [50, 'Pipeline', 'Pipeline'],
  'Id. Decision Makers': [60, 'Pipeline', 'Pipeline'],
  'Perception Analysis': [70, 'Pipeline', 'Pipeline'],
  'Proposal/Price Quote': [75, 'Pipeline', 'Pipeline'],
  'Negotiation/Review': [90, 'Pipeline', 'Pipeline'],
  'Closed Won': [100, 'Closed', 'Closed'],
  'Closed Lost': [0, 'Omitted', 'Omitted']
}

/** The fields Salesforce works out itself, for the record as it will be (`after`) when `changed` was written. */
export function derive(object: string, after: Source, changed: Source): Record<string, Value> {
  if (object === 'Contact' || object === 'Lead' || object === 'User') return { Name: fullName(after) }
  if (object === 'Individual') return { Name: fullName(after) }
  if (object === 'Opportunity') return opportunity(after, changed)
  return deriveActivity(object, after)
}

/** First and last name; the salutation is not part of it [K]. */
function fullName(row: Source): string {
  return [row['FirstName'], row['LastName']].filter(Boolean).join(' ')
}

function opportunity(after: Source, changed: Source): Record<string, Value> {
  const stage = String(after['StageName'])
  const [chance, category, categoryName] = stages[stage] ?? [10, 'Pipeline', 'Pipeline']
  const stageMoved = 'StageName' in changed
  const probability =
    stageMoved && !('Probability' in changed) ? chance : Number(after['Probability'] ?? chance)
  const close = String(after['CloseDate'])
  const quarter = Math.ceil(Number(close.slice(5, 7)) / 3)
  return {
    Probability: probability,
    IsClosed: stage.startsWith('Closed'),
    IsWon: stage === 'Closed Won',
    ForecastCategory: category,
    ForecastCategoryName: categoryName,
    ExpectedRevenue: after['Amount'] == null ? null : (Number(after['Amount']) * probability) / 100,
    FiscalYear: Number(close.slice(0, 4)),
    FiscalQuarter: quarter,
    Fiscal: `${close.slice(0, 4)} ${quarter}`
  }
}
