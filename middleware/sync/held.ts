import { outcomeOf, type Issue, type Outcome, type Resolved } from './change.ts'
import type { PlanContext } from './operation.ts'

/** A right that was lost is no reason to take a record out: nothing is done to it, and somebody is told. */
export function criterionUnread(one: Resolved, field: string): Outcome {
  const message = `${field} decides whether this record takes part, and the sync user can't read it any more. Give it Read on ${field}; until then nothing is written or deleted for this record.`
  return outcomeOf(one, 'held', {
    code: 'criterion-unread',
    issues: [{ line: '', code: 'criterion-unread', message }]
  })
}

/** A second record that would be created with a value which another one is created with. */
export function heldTwin({ label }: Pick<PlanContext, 'label'>, one: Resolved, firstId: string): Outcome {
  const issue: Issue = {
    line: '',
    code: 'link-taken',
    message: `${label} keeps one record for this value, and record ${firstId} is the one it belongs to. Merge the two, or give one another value.`
  }
  return outcomeOf(one, 'held', { code: issue.code, issues: [issue] })
}
