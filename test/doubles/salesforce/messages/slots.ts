/** Bodies under way at once to one endpoint; Salesforce promises no order, so neither does the double. */
const most = 4
/** The same while the endpoint is slow: slow ones are de-prioritised [V: that; the number is ours]. */
const mostWhenSlow = 1

/** Who may be sent a body now: an endpoint that hangs takes its own slots and nobody else's. */
export class Slots {
  readonly #underWay = new Map<string, number>()
  readonly #slow = new Set<string>()
  readonly #slowMs: number

  /** An endpoint is slow while its last answer took longer than `slowMs`. */
  constructor(slowMs: number) {
    this.#slowMs = slowMs
  }

  get underWay(): number {
    return [...this.#underWay.values()].reduce((sum, count) => sum + count, 0)
  }

  free(endpointUrl: string): boolean {
    return (this.#underWay.get(endpointUrl) ?? 0) < (this.#slow.has(endpointUrl) ? mostWhenSlow : most)
  }

  async hold<T>(endpointUrl: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    this.#count(endpointUrl, 1)
    try {
      return await work()
    } finally {
      this.#count(endpointUrl, -1)
      if (performance.now() - started > this.#slowMs) this.#slow.add(endpointUrl)
      else this.#slow.delete(endpointUrl)
    }
  }

  #count(endpointUrl: string, change: 1 | -1): void {
    const count = (this.#underWay.get(endpointUrl) ?? 0) + change
    if (count > 0) this.#underWay.set(endpointUrl, count)
    else this.#underWay.delete(endpointUrl)
  }
}
