import type { Clock } from '../clock.ts'

/** How long a call must have run to count among the concurrent ones, in milliseconds [V]. */
const longMs = 20_000

/** The calls under way, by when they began on the org's clock. */
export class Traffic {
  readonly #clock: Clock
  readonly #running = new Map<symbol, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Answers what is to be called when the call is over. */
  begin(): () => void {
    const call = Symbol('call')
    this.#running.set(call, this.#clock.now())
    return () => void this.#running.delete(call)
  }

  get longRunning(): number {
    const since = this.#clock.now() - longMs
    return [...this.#running.values()].filter((began) => began <= since).length
  }
}
