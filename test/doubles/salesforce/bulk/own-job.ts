import { userRights } from '../access/seen-by.ts'
import { uncertainRefusal } from '../errors.ts'
import type { ApiCall } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import type { Job } from './job.ts'

/** A job is its creator's; others' are for those who may change all data [K]. */
export const maySee = (org: OrgState, userId: string, job: Pick<Job, 'createdById'>): boolean =>
  job.createdById === userId || userRights(org, userId).has('ModifyAllData')

/** The job, or the refusal that others' jobs meet. */
export function ownJob<T extends Job>({ org, session }: ApiCall, job: T): T {
  if (!maySee(org, session.userId, job)) throw uncertainRefusal('othersJob')
  return job
}
