/** A failure to play on the next requests that fit. */
export interface Fault {
  /** Method and beginning of the path; left out, all fit. */
  readonly method?: string
  readonly path?: string
  /** How many requests it hits before it is used up. */
  times: number
  /** Milliseconds to wait first. */
  readonly delayMs?: number
  /** Answers this status with the error array (`errorCode`, `message`) instead of doing anything. */
  readonly status?: number
  readonly errorCode?: string
  readonly message?: string
  /** Cuts the connection before the work is done, or after it (the write stays), with half of the answer or none. */
  readonly cut?: 'before' | 'during' | 'after'
}

export class Faults {
  readonly #waiting: Fault[] = []

  add(fault: Fault): void {
    this.#waiting.push(fault)
  }

  clear(): void {
    this.#waiting.length = 0
  }

  /** The fault this request meets, counted down. */
  take(method: string, path: string): Fault | undefined {
    const index = this.#waiting.findIndex(
      (fault) => (fault.method ?? method) === method && path.startsWith(fault.path ?? '')
    )
    const fault = this.#waiting[index]
    if (fault && --fault.times <= 0) this.#waiting.splice(index, 1)
    return fault
  }
}
