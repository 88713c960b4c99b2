/** The org's own time: real time plus what tests advanced it by. All values are milliseconds since 1970. */
export class Clock {
  #offset = 0
  readonly #listeners = new Set<() => void>()

  now(): number {
    return Date.now() + this.#offset
  }

  /** How far tests moved it ahead of real time, in milliseconds. */
  get offset(): number {
    return this.#offset
  }

  /** Time in whole seconds: what a write is stamped with [V: wire stamps end in `.000`]. */
  stamp(): number {
    return Math.floor(this.now() / 1000) * 1000
  }

  advance(ms: number): void {
    this.#offset += ms
    for (const listener of this.#listeners) listener()
  }

  /** Called after each jump, so that whoever waits for a moment can look again. */
  onAdvance(listener: () => void): void {
    this.#listeners.add(listener)
  }
}
