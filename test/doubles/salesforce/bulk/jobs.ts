import type { Clock } from '../clock.ts'
import { ApiError, notFound } from '../errors.ts'
import { toId } from '../ids.ts'
import type { ClassicJob } from './classic-job.ts'
import { ended } from './job.ts'
import type { IngestJob, Job, JobState, QueryJob } from './job.ts'

/** Ended jobs are kept for 7 days [V]. */
const keptMs = 7 * 86_400_000

/** The Bulk API 2.0 jobs of an org, and the timers of those under way. */
export class BulkJobs {
  /** Jobs of Bulk API 1.0, by id. */
  readonly classic = new Map<string, ClassicJob>()
  readonly #clock: Clock
  readonly #jobs = new Map<string, Job>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(job: Job): void {
    this.#jobs.set(job.id, job)
  }

  delete(job: Job): void {
    this.#jobs.delete(job.id)
  }

  ingest(id: string): IngestJob {
    const job = this.#find(id)
    if (job?.kind !== 'ingest') throw notFound()
    return job
  }

  query(id: string): QueryJob {
    const job = this.#find(id)
    if (job?.kind !== 'query') throw notFound()
    return job
  }

  list(): Job[] {
    return [...this.#jobs.keys()].flatMap((id) => this.#find(id) ?? [])
  }

  move(job: Job, state: JobState): void {
    job.state = state
    job.changedAt = this.#clock.stamp()
  }

  /** Runs `work` in `ms`, unless the org is closed before. */
  later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms)
    this.#timers.add(timer)
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#jobs.clear()
  }

  #find(given: string): Job | undefined {
    const id = toId(given)
    const job = id === null ? undefined : this.#jobs.get(id)
    const old = job && ended(job.state) && job.changedAt + keptMs < this.#clock.now()
    if (!old) return job
    this.#jobs.delete(job.id)
    return undefined
  }
}

/** Code [V], wordings [K]. */
export const invalidJobState = (message: string) => new ApiError(400, 'INVALIDJOBSTATE', message)
