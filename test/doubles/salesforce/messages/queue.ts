import type { RegisteredMessage } from './definition.ts'
import { attemptsWithin, lifetimeMs, retryDelay } from './retry.ts'

/** One waiting notification. Times are milliseconds since 1970 by the org's clock. */
export interface Entry {
  /** `04l…`, the same at each attempt. */
  readonly id: string
  readonly message: RegisteredMessage
  readonly recordId: string
  readonly queuedAt: number
  attempts: number
  nextAt: number
  sending: boolean
  /** When the attempt under way, or the last one, began. */
  startedAt: number
  lastError: string | null
  /** More than one only where a test wants duplicates. */
  acks: number
}

/**
 * The outbound queue, without network and timers: what waits, what is due, what is too old. A record that changes
 * again before its first attempt keeps its one entry; after an attempt it gets a new one, so that a receiver that
 * knows the old id by heart still hears of the change.
 */
export class MessageQueue {
  readonly failed: Entry[] = []
  dropped = 0
  readonly #entries = new Map<string, Entry>()
  readonly #fresh = new Map<string, Entry>()

  get entries(): IterableIterator<Entry> {
    return this.#entries.values()
  }

  get size(): number {
    return this.#entries.size
  }

  add(message: RegisteredMessage, recordId: string, id: () => string, now: number): void {
    const key = freshKey(message, recordId)
    if (this.#fresh.has(key)) return
    const entry: Entry = {
      id: id(),
      message,
      recordId,
      queuedAt: now,
      attempts: 0,
      nextAt: now,
      sending: false,
      startedAt: now,
      lastError: null,
      acks: 0
    }
    this.#fresh.set(key, entry)
    this.#entries.set(entry.id, entry)
  }

  /** An entry from before a restart. */
  restore(entry: Entry): void {
    this.#entries.set(entry.id, entry)
    if (entry.attempts === 0) this.#fresh.set(freshKey(entry.message, entry.recordId), entry)
  }

  /** Marks up to `limit` due entries of one message that is `free` to go as being sent; drops what became too old. */
  take(
    now: number,
    {
      limit,
      shuffled,
      free
    }: { limit: number; shuffled: boolean; free: (message: RegisteredMessage) => boolean }
  ): Entry[] {
    const batch: Entry[] = []
    let message: RegisteredMessage | undefined
    for (const entry of shuffled ? shuffle([...this.#entries.values()]) : this.#entries.values()) {
      if (entry.sending) continue
      if (now >= entry.queuedAt + lifetimeMs) {
        this.#expire(entry)
        continue
      }
      if (entry.nextAt > now) continue
      if (message === undefined && free(entry.message)) message = entry.message
      if (entry.message === message) batch.push(entry)
      if (batch.length === limit) break
    }
    for (const entry of batch) {
      entry.sending = true
      entry.startedAt = now
      this.#noLongerFresh(entry)
    }
    return batch
  }

  /** Done, unless it is to be sent `duplicates` more times. */
  acknowledged(entry: Entry, duplicates: number): void {
    entry.acks++
    entry.sending = false
    if (entry.acks > duplicates) this.#entries.delete(entry.id)
  }

  /** Plans the next attempt; those that a clock jump skipped count as failed too, and the rhythm goes on. */
  refused(entry: Entry, error: string, now: number): void {
    const { count, next } = attemptsWithin(entry.attempts, entry.nextAt, entry.startedAt)
    entry.attempts += Math.max(1, count)
    entry.nextAt = count > 1 ? Math.max(next, now) : now + retryDelay(entry.attempts)
    entry.lastError = error
    entry.sending = false
  }

  /** When something is to be done next, or null. Entries being sent, and messages not `free`, report themselves. */
  nextMoment(free: (message: RegisteredMessage) => boolean = () => true): number | null {
    let next: number | null = null
    for (const { sending, nextAt, queuedAt, message } of this.#entries.values()) {
      if (sending || !free(message)) continue
      const at = Math.min(nextAt, queuedAt + lifetimeMs)
      if (next === null || at < next) next = at
    }
    return next
  }

  /** The failed list's entries wait again, as new as if they had just been queued. */
  requeueFailed(now: number): number {
    const again = this.failed.splice(0)
    for (const entry of again) {
      this.#entries.set(entry.id, { ...entry, queuedAt: now, nextAt: now, attempts: 0, sending: false })
    }
    return again.length
  }

  removeMessage(message: RegisteredMessage): void {
    for (const entry of this.#entries.values()) {
      if (entry.message !== message) continue
      this.#entries.delete(entry.id)
      this.#noLongerFresh(entry)
    }
  }

  /** A later edit of its record gets an entry of its own from now on. */
  #noLongerFresh(entry: Entry): void {
    const key = freshKey(entry.message, entry.recordId)
    if (this.#fresh.get(key) === entry) this.#fresh.delete(key)
  }

  /** The attempts it would have made until its last moment are counted, then it goes. */
  #expire(entry: Entry): void {
    entry.attempts += attemptsWithin(entry.attempts, entry.nextAt, entry.queuedAt + lifetimeMs - 1).count
    entry.lastError ??= 'not sent within 24 hours'
    this.#entries.delete(entry.id)
    this.#noLongerFresh(entry)
    if (entry.message.useDeadLetterQueue) this.failed.push(entry)
    else this.dropped++
  }
}

const freshKey = ({ actionId }: RegisteredMessage, recordId: string) => actionId + recordId

function shuffle<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [items[i], items[j]]
    if (a !== undefined && b !== undefined) [items[i], items[j]] = [b, a]
  }
  return items
}
