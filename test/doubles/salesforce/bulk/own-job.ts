import { userRights } from '../access/seen-by.ts'
import { notFound } from '../errors.ts'
import type { ApiCall } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import type { Job } from './job.ts'

/** A job is its creator's; others' are for those who may change all data [K]. */
export const maySee = (org: OrgState, userId: string, job: Job): boolean =>
  job.createdById === userId || userRights(org, userId).has('ModifyAllData')

/** The job, or the refusal that others' jobs meet [U: 404 or INSUFFICIENT_ACCESS]. */
export function ownJob<T extends Job>({ org, session }: ApiCall, job: T): T {
  if (!maySee(org, session.userId, job)) throw notFound()
  return job
}
