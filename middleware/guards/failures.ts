import { createCounts } from './counts.ts'

/** Wrong keys that one caller may try before it has to wait; one more comes free every few seconds. */
const most = 10
const oneEveryMs = 6000

export interface Failures {
  /** Whether this caller failed too often lately: it is refused without being looked at. */
  tooMany(caller: string): boolean
  failed(caller: string): void
}

/** Counts failed attempts to sign in, by caller. A key has 256 random bits, so nodes need not count together. */
export function createFailures(now?: () => number): Failures {
  const counts = createCounts({ most, oneEveryMs, now })
  return { tooMany: (caller) => counts.isFull(caller), failed: (caller) => counts.add(caller) }
}
