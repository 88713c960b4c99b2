import type { OrgState } from '../org-state.ts'
import type { DeployJob } from './deploy-jobs.ts'
import { isFailure } from './deploy-message.ts'

const iso = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString())

/** `DeployResult`: the same by SOAP and REST. Parts that are undefined are left out. */
export function deployResult(org: OrgState, job: DeployJob, includeDetails: boolean): object {
  const { outcome, options, status } = job
  const parts = (outcome?.messages ?? []).filter(({ fullName }) => fullName !== 'package.xml')
  const failures = (outcome?.messages ?? []).filter(isFailure)
  const nameOf = (id: string) => org.database.find(id)?.['Name'] ?? undefined
  const succeeded = status === 'Succeeded' || status === 'SucceededPartial'
  return {
    checkOnly: options.checkOnly,
    ...(job.canceledBy !== null && { canceledBy: job.canceledBy, canceledByName: nameOf(job.canceledBy) }),
    completedDate: iso(job.completedAt),
    createdBy: job.userId,
    createdByName: nameOf(job.userId),
    createdDate: iso(job.createdAt),
    ...(includeDetails && { details: details(job) }),
    done: job.completedAt !== null,
    id: job.id,
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: iso(job.completedAt ?? job.startedAt ?? job.createdAt),
    numberComponentErrors: failures.length,
    numberComponentsDeployed:
      parts.length - failures.filter(({ fullName }) => fullName !== 'package.xml').length,
    numberComponentsTotal: parts.length,
    numberTestErrors: outcome?.uncovered.length ?? 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== undefined && options.testLevel !== 'NoTestRun',
    startDate: iso(job.startedAt),
    status,
    success: succeeded
  }
}

function details({ outcome }: DeployJob): object {
  const messages = outcome?.messages ?? []
  return {
    componentFailures: messages.filter(isFailure),
    componentSuccesses: messages.filter((message) => !isFailure(message)),
    runTestResult: {
      flowCoverage: [],
      flowCoverageWarnings: (outcome?.uncovered ?? []).map((each) => ({ ...each, flowNamespace: null })),
      numFailures: 0,
      numTestsRun: 0,
      totalTime: 0
    }
  }
}
