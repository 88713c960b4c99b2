import type { OrgState } from '../org-state.ts'
import { ComponentProblem } from './component.ts'
import { deploy } from './deploy.ts'
import { isFailure } from './deploy-message.ts'
import type { Outcome } from './deploy-message.ts'
import { readPackage } from './read-package.ts'
import type { Package } from './read-package.ts'
import { readZip } from './zip.ts'
import { wordsOf } from '../uncertain.ts'

export type DeployStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceled'

export interface DeployOptions {
  readonly checkOnly: boolean
  readonly ignoreWarnings: boolean
  readonly rollbackOnError: boolean
  readonly testLevel: string | undefined
}

/** A deployment. Times are milliseconds since 1970. */
export interface DeployJob {
  /** What a validation was given, for a quick deploy of it. */
  readonly zip?: Uint8Array | undefined
  /** `0Af…` */
  readonly id: string
  readonly options: DeployOptions
  readonly userId: string
  readonly createdAt: number
  status: DeployStatus
  startedAt: number | null
  completedAt: number | null
  outcome: Outcome | null
  canceledBy: string | null
}

/** How long a validation is good for a quick deploy. */
const validationMs = 10 * 86_400_000

/** Deployments of an org. One starts at once, or after the switch `deployDelayMs`. */
export class DeployJobs {
  readonly #jobs = new Map<string, DeployJob>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  /** By its id of 15 or 18 characters. */
  get(id: string): DeployJob | undefined {
    return this.#jobs.get(id.slice(0, 15))
  }

  /** Those that ended. */
  get ended(): DeployJob[] {
    return [...this.#jobs.values()].filter(({ completedAt }) => completedAt !== null)
  }

  /** A deployment from before a restart. */
  restore(job: DeployJob): void {
    this.#jobs.set(job.id.slice(0, 15), job)
  }

  start(org: OrgState, userId: string, zip: Uint8Array, options: DeployOptions): DeployJob {
    const job: DeployJob = {
      id: org.ids.next('0Af'),
      ...(options.checkOnly && { zip }),
      options,
      userId,
      createdAt: org.clock.now(),
      status: 'Pending',
      startedAt: null,
      completedAt: null,
      outcome: null,
      canceledBy: null
    }
    this.#jobs.set(job.id.slice(0, 15), job)
    if (org.switches.deployDelayMs === 0) run(org, job, zip)
    else {
      const timer = setTimeout(() => {
        this.#timers.delete(job.id)
        run(org, job, zip)
      }, org.switches.deployDelayMs)
      this.#timers.set(job.id, timer.unref())
    }
    return job
  }

  /** Deploys what was validated with tests in the last 10 days [V]; undefined where there is nothing like it. */
  quick(org: OrgState, userId: string, id: string): DeployJob | undefined {
    const validated = this.get(id)
    const { checkOnly, testLevel } = validated?.options ?? {}
    const recent = (validated?.completedAt ?? 0) > org.clock.now() - validationMs
    const tested = testLevel !== undefined && testLevel !== 'NoTestRun'
    if (!validated?.zip || !checkOnly || !tested || !recent || validated.status !== 'Succeeded')
      return undefined
    return this.start(org, userId, validated.zip, { ...validated.options, checkOnly: false })
  }

  /** Stops a deployment that has not started; one that ended is left as it is. */
  cancel(org: OrgState, job: DeployJob, userId: string): boolean {
    const timer = this.#timers.get(job.id)
    if (!timer) return false
    clearTimeout(timer)
    this.#timers.delete(job.id)
    job.status = 'Canceled'
    job.canceledBy = userId
    job.completedAt = org.clock.now()
    return true
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}

function run(org: OrgState, job: DeployJob, zip: Uint8Array): void {
  job.startedAt = org.clock.now()
  job.status = 'InProgress'
  const { checkOnly, rollbackOnError, ignoreWarnings } = job.options
  const wishes = { checkOnly, rollbackOnError, ignoreWarnings, userId: job.userId, namespace: null }
  job.outcome = deploy(org, read(zip), wishes)
  job.status = statusOf(job.outcome, checkOnly)
  job.completedAt = org.clock.now()
}

function statusOf({ messages, kept, uncovered }: Outcome, checkOnly: boolean): DeployStatus {
  const failed = uncovered.length > 0 || messages.some(isFailure)
  if (!failed) return kept || checkOnly ? 'Succeeded' : 'Failed'
  return kept ? 'SucceededPartial' : 'Failed'
}

const empty = { members: new Map<string, readonly string[]>(), version: undefined }

/** A zip that can't be read is a package whose one file is wrong. */
function read(zip: Uint8Array): Package {
  try {
    return readPackage(readZip(zip))
  } catch (error) {
    const problem = error instanceof ComponentProblem ? error : new ComponentProblem(wordsOf('zipUnreadable'))
    const misfit = { type: '', fullName: 'package.xml', fileName: 'package.xml', problem }
    return { manifest: empty, components: [], deleteFirst: null, deleteLast: null, misfits: [misfit] }
  }
}
