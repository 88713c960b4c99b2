import { Random } from '../seed/random.ts'
import type { Fault } from './faults.ts'

/** Shares of calls that meet a fault; a client that survives these for an hour survives a bad week of a real org. */
const shares = { late: 0.08, unavailable: 0.03, cutBefore: 0.015, cutDuring: 0.01, cutAfter: 0.015 }
const expiredShare = 0.01
/** Share of record writes that find the row locked. */
const lockedShare = 0.005
const mostDelayMs = 400

/** Faults by a seed: the same calls in the same order meet the same ones. */
export class Chaos {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  /** What the next call meets. */
  fault(): Fault | undefined {
    const delayMs = this.#random.chance(shares.late) ? this.#random.whole(1, mostDelayMs) : 0
    const drawn = this.#random.next()
    const late = { times: 1, delayMs }
    let below = shares.unavailable
    if (drawn < below) {
      return { ...late, status: 503, errorCode: 'SERVER_UNAVAILABLE', message: 'Server Unavailable' }
    }
    if (drawn < (below += shares.cutBefore)) return { ...late, cut: 'before' }
    if (drawn < (below += shares.cutDuring)) return { ...late, cut: 'during' }
    if (drawn < below + shares.cutAfter) return { ...late, cut: 'after' }
    return delayMs > 0 ? late : undefined
  }

  /** True when the session of this call has just been closed by somebody. */
  expiresSession(): boolean {
    return this.#random.chance(expiredShare)
  }

  /** True when another transaction holds the row of this write. */
  locksRow(): boolean {
    return this.#random.chance(lockedShare)
  }
}
