import type { Clock } from '../clock.ts'
import { notFound, uncertainRefusal } from '../errors.ts'
import { toId } from '../ids.ts'
import type { ClassicJob } from './classic-job.ts'
import { ended } from './job.ts'
import type { IngestJob, Job, JobState, QueryJob } from './job.ts'

const dayMs = 86_400_000
/** Ended jobs are kept for 7 days [V]. */
const keptMs = 7 * dayMs

/** The Bulk API 2.0 jobs of an org, and the timers of those under way. */
export class BulkJobs {
  /** Jobs of Bulk API 1.0, by id. */
  readonly classic = new Map<string, ClassicJob>()
  readonly #clock: Clock
  readonly #jobs = new Map<string, Job>()
  readonly #timers = new Set<NodeJS.Timeout>()

  /** When the batches of the last day were begun, by both Bulk APIs, and when the query jobs were. */
  readonly #begun = { batches: [] as number[], queries: [] as number[] }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many batches or query jobs were begun in the last 24 hours. */
  begun(kind: 'batches' | 'queries'): number {
    const since = this.#clock.now() - dayMs
    this.#begun[kind] = this.#begun[kind].filter((at) => at > since)
    return this.#begun[kind].length
  }

  /** Counts a batch or a query job; false when there were `most` in the last 24 hours. */
  begin(kind: 'batches' | 'queries', most: number): boolean {
    if (this.begun(kind) >= most) return false
    this.#begun[kind].push(this.#clock.now())
    return true
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

export const invalidJobState = (problem: string) => uncertainRefusal('bulkJobState', { problem })
