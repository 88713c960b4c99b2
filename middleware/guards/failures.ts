import { createCounts } from './counts.ts'

/** Wrong keys that one caller may try before it has to wait; one more comes free every few seconds. */
const most = 10
const oneEveryMs = 6000

export interface Failures {
  /** Whether this caller failed too often lately: it is refused without being looked at. */
  readonly tooMany: (caller: string) => boolean
  readonly failed: (caller: string) => void
}

/** Counts failed attempts to sign in, by caller. A key has 256 random bits, so nodes need not count together. */
export function createFailures(now?: () => number): Failures {
  const counts = createCounts({ most, oneEveryMs, now })
  return { tooMany: (caller) => counts.isFull(caller), failed: (caller) => counts.add(caller) }
}

/** The same counts, seen from one door, which is told of each caller it turns away. */
export const failuresAt = (
  { tooMany, failed }: Failures,
  refused: (reason: 'rate' | 'wrong-key') => void
): Failures => ({
  tooMany(caller) {
    const full = tooMany(caller)
    if (full) refused('rate')
    return full
  },
  failed(caller) {
    failed(caller)
    refused('wrong-key')
  }
})
