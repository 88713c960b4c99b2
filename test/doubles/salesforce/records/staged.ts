import { ApiError } from '../errors.ts'
import type { Clock } from '../clock.ts'
import type { Writer } from './write.ts'

interface Staged {
  readonly userId: string
  readonly stamp: number
  readonly visibleAt: number
  readonly work: (writer: Writer) => unknown
}
type Commit = (userId: string, work: (writer: Writer) => unknown, stamp: number) => unknown

/**
 * Writes whose transaction takes long: stamped now, visible later, below the watermark of whoever polled in between
 * (seen in the wild [V]).
 */
export class StagedCommits {
  readonly #clock: Clock
  readonly #commit: Commit
  readonly #timers = new Map<NodeJS.Timeout, Staged>()

  constructor(clock: Clock, commit: Commit) {
    this.#clock = clock
    this.#commit = commit
    clock.onAdvance(() => this.#release((staged) => staged.visibleAt <= clock.now()))
  }

  /** `delayMs` until the write becomes visible. */
  stage(userId: string, delayMs: number, work: (writer: Writer) => unknown): void {
    const staged = { userId, stamp: this.#clock.stamp(), visibleAt: this.#clock.now() + delayMs, work }
    const timer = setTimeout(() => this.#release((each) => each === staged), delayMs)
    timer.unref()
    this.#timers.set(timer, staged)
  }

  /** The stamp of the longest running transaction, in milliseconds. */
  get oldestStamp(): number | undefined {
    const stamps = [...this.#timers.values()].map(({ stamp }) => stamp)
    return stamps.length > 0 ? Math.min(...stamps) : undefined
  }

  /** Commits all that wait; returns how many. */
  commitAll(): number {
    const count = this.#timers.size
    this.#release(() => true)
    return count
  }

  close(): void {
    for (const timer of this.#timers.keys()) clearTimeout(timer)
    this.#timers.clear()
  }

  #release(due: (staged: Staged) => boolean): void {
    for (const [timer, staged] of this.#timers) {
      if (!due(staged)) continue
      clearTimeout(timer)
      this.#timers.delete(timer)
      try {
        this.#commit(staged.userId, staged.work, staged.stamp)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error // refused: the transaction never was, and nobody waits for it
      }
    }
  }
}
