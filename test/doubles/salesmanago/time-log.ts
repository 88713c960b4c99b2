export interface Entry<T> {
  readonly at: number
  readonly item: T
}

/**
 * Items in the order of an instant, so that a window is found by bisection and no page sorts everything. An item that
 * moves leaves its earlier entry behind; `isCurrent` tells them apart, and they are swept when they are the majority.
 */
export class TimeLog<T> {
  readonly #isCurrent: (entry: Entry<T>) => boolean
  #entries: Entry<T>[] = []
  #sorted = true
  #sweepAt = 1024

  constructor(isCurrent: (entry: Entry<T>) => boolean) {
    this.#isCurrent = isCurrent
  }

  add(at: number, item: T): Entry<T> {
    const entry = { at, item }
    if (at < (this.#entries.at(-1)?.at ?? at)) this.#sorted = false
    this.#entries.push(entry)
    return entry
  }

  /** Current items from `from` to `to`, both included. */
  *between(from: number, to: number): Generator<T> {
    this.#tidy()
    for (let index = this.#firstNotBefore(from); index < this.#entries.length; index++) {
      const entry = this.#entries[index]!
      if (entry.at > to) return
      if (this.#isCurrent(entry)) yield entry.item
    }
  }

  #tidy(): void {
    if (this.#entries.length > this.#sweepAt) {
      this.#entries = this.#entries.filter(this.#isCurrent)
      this.#sweepAt = Math.max(1024, this.#entries.length * 2)
    }
    if (!this.#sorted) this.#entries.sort((one, other) => one.at - other.at)
    this.#sorted = true
  }

  #firstNotBefore(at: number): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#entries[middle]!.at < at) low = middle + 1
      else high = middle
    }
    return low
  }
}
