import { ApiError } from '../errors.ts'

interface Lock {
  /** When another transaction lets go, by the org's clock in milliseconds. */
  readonly until: number
  /** How many writes it refuses before it lets go. */
  writes: number
}

/** Records another transaction holds: who writes them, or a child of theirs, is refused. */
export class RowLocks {
  readonly #locks = new Map<string, Lock>()
  /** True when a write meets a lock nobody set: chaos. */
  surprise: () => boolean = () => false

  get isEmpty(): boolean {
    return this.#locks.size === 0
  }

  lock(id: string, until: number, writes: number): void {
    this.#locks.set(id, { until, writes })
  }

  /** How many were held. */
  clear(): number {
    const count = this.#locks.size
    this.#locks.clear()
    return count
  }

  /** Refuses the write when one of these records is held [V: code; text as seen on the wire]. */
  check(ids: Iterable<string>, now: number): void {
    for (const id of ids) {
      const lock = this.#locks.get(id)
      if (!lock) continue
      if (lock.until <= now || lock.writes <= 0) {
        this.#locks.delete(id)
        continue
      }
      lock.writes--
      throw rowLocked(id)
    }
  }
}

function rowLocked(id: string): ApiError {
  const message = `unable to obtain exclusive access to this record or 1 records: ${id}`
  return new ApiError(400, 'UNABLE_TO_LOCK_ROW', message, [])
}
