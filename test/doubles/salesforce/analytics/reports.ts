import type { Clock } from '../clock.ts'
import { uncertainRefusal } from '../errors.ts'
import { toId } from '../ids.ts'
import type { IdSequence } from '../ids.ts'
import type { ReportDefinition, ReportSpec } from './definition.ts'

/** An asynchronous run. Times are milliseconds since 1970 by the org's clock. */
export interface ReportInstance {
  /** `0LG…` */
  readonly id: string
  readonly reportId: string
  readonly ownerId: string
  readonly requestedAt: number
  readonly completedAt: number
  readonly hasDetailRows: boolean
  /** The whole answer, worked out when it was asked for. */
  readonly result: object
}

const hourMs = 3_600_000
/** Results are kept for a day; runs an hour, in turn and at once [V]. */
const keptMs = 24 * hourMs
export const hourly = { sync: 500, async: 1_200 }
/** Runs that callers may be waiting for at the same time [V]. */
const mostAtOnce = 20

/** The org's reports, their asynchronous runs and how often they were run lately. */
export class Reports {
  readonly #clock: Clock
  readonly #ids: IdSequence
  readonly #reports = new Map<string, ReportDefinition>()
  readonly #instances = new Map<string, ReportInstance>()
  #underWay = 0
  readonly #runs = { sync: [] as number[], async: [] as number[] }

  constructor(clock: Clock, ids: IdSequence) {
    this.#clock = clock
    this.#ids = ids
  }

  get all(): ReportDefinition[] {
    return [...this.#reports.values()]
  }

  define(spec: ReportSpec): ReportDefinition {
    const report = { ...spec, id: this.#ids.next('00O') }
    this.#reports.set(report.id, report)
    return report
  }

  /** A report from before a restart. */
  restore(report: ReportDefinition): void {
    this.#reports.set(report.id, report)
  }

  find(id: string): ReportDefinition | undefined {
    return this.#reports.get(toId(id) ?? '')
  }

  remove(id: string): boolean {
    return this.#reports.delete(id)
  }

  runsLeft(kind: 'sync' | 'async'): number {
    const since = this.#clock.now() - hourMs
    this.#runs[kind] = this.#runs[kind].filter((at) => at > since)
    return hourly[kind] - this.#runs[kind].length
  }

  /** Counts a run of the last hour, or refuses it. */
  countRun(kind: 'sync' | 'async'): void {
    if (this.runsLeft(kind) > 0) {
      this.#runs[kind].push(this.#clock.now())
      return
    }
    const how = kind === 'sync' ? 'synchronously' : 'asynchronously'
    throw uncertainRefusal('reportRunsAnHour', { most: hourly[kind], how })
  }

  /** A run that its caller waits for: answers what is to be called at its end, or refuses one too many. */
  beginRun(): () => void {
    if (this.#underWay >= mostAtOnce) throw uncertainRefusal('reportRunsAtOnce', { most: mostAtOnce })
    this.#underWay++
    return () => {
      this.#underWay--
    }
  }

  addInstance(instance: Omit<ReportInstance, 'id'>): ReportInstance {
    const added = { ...instance, id: this.#ids.next('0LG') }
    this.#instances.set(added.id, added)
    return added
  }

  /** A user's own runs: each shows what that user may see. */
  instances(reportId: string, ownerId: string): ReportInstance[] {
    return [...this.#instances.values()].filter(
      (each) => each.reportId === reportId && each.ownerId === ownerId && this.#isKept(each)
    )
  }

  instance(reportId: string, id: string, ownerId: string): ReportInstance | undefined {
    return this.instances(reportId, ownerId).find((each) => each.id === toId(id))
  }

  removeInstance(id: string): void {
    this.#instances.delete(id)
  }

  #isKept({ requestedAt }: ReportInstance): boolean {
    return this.#clock.now() < requestedAt + keptMs
  }
}
