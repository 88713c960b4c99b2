import { DuplicateRules } from './duplicate-rules.ts'
import { DeleteLog } from './delete-log.ts'
import { RowLocks } from './row-locks.ts'
import { ValidationRules } from './validation-rules.ts'

/** What an org's admins and other users do to the writes of a client. */
export interface RecordRules {
  readonly validation: ValidationRules
  readonly duplicates: DuplicateRules
  readonly locks: RowLocks
  readonly deletions: DeleteLog
}

export const recordRules = (): RecordRules => ({
  validation: new ValidationRules(),
  duplicates: new DuplicateRules(),
  locks: new RowLocks(),
  deletions: new DeleteLog()
})
