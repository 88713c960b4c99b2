import type { Row, Value, Values } from '../store/row.ts'

/** What Salesforce works out for cases, tasks and campaign members as they will be (`after`). */
export function deriveActivity(object: string, after: Values | Row): Record<string, Value> {
  const stamp = after['LastModifiedDate'] ?? null
  if (object === 'Case') {
    const closed = after['Status'] === 'Closed'
    const id = String(after['Id'])
    return {
      CaseNumber: after['CaseNumber'] ?? String(1000 + serial(id)).padStart(8, '0'),
      IsClosed: closed,
      ClosedDate: closed ? (after['ClosedDate'] ?? stamp) : null
    }
  }
  if (object === 'Task') {
    const closed = after['Status'] === 'Completed'
    return {
      IsClosed: closed,
      IsHighPriority: after['Priority'] === 'High',
      CompletedDateTime: closed ? (after['CompletedDateTime'] ?? stamp) : null
    }
  }
  if (object === 'CampaignMember') {
    const responded = after['Status'] === 'Responded'
    const day = typeof stamp === 'number' ? new Date(stamp).toISOString().slice(0, 10) : null
    return {
      HasResponded: responded,
      FirstRespondedDate: responded ? (after['FirstRespondedDate'] ?? day) : null
    }
  }
  return {}
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The count in a record's id, which ascends with each new record. */
function serial(id: string): number {
  return id
    .slice(6, 15)
    .split('')
    .reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0)
}
