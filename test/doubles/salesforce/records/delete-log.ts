import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import type { Transaction } from '../store/transaction.ts'

/** A deleted record stays restorable for 15 days [V]. */
export const binDays = 15

/**
 * On a deleted row: the id of the record whose deletion took it along, its own when it was deleted itself. No schema
 * knows this name, so no client sees it.
 */
export const deletedWith = '#deletedWith'

export interface Purged {
  readonly object: string
  readonly id: string
  /** When it was deleted, in milliseconds. */
  readonly deletedAt: number
}

/** What left the recycle bin for good. */
export class DeleteLog {
  readonly #purged: Purged[] = []
  /** Since when the log tells; a busy org throws older entries away, as often as every two hours [V]. */
  since = 0

  get all(): readonly Purged[] {
    return this.#purged
  }

  /** What left the bin before a restart. */
  restore(purged: readonly Purged[]): void {
    this.#purged.push(...purged)
  }

  /** The record goes for good; the deletion log may still tell of it. */
  purge(transaction: Transaction, object: string, row: Row): void {
    transaction.remove(object, row)
    this.#purged.push({ object, id: row.Id, deletedAt: Number(row['SystemModstamp']) })
  }

  /** Records of one object that were deleted between two moments and are no longer in the bin. */
  purgedBetween(database: Database, object: string, from: number, to: number): Purged[] {
    return this.#purged.filter(
      (each) =>
        each.object === object && each.deletedAt >= from && each.deletedAt < to && !database.find(each.id)
    )
  }
}
