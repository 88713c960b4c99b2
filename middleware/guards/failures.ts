/** Wrong keys that one caller may try before it has to wait; one more comes free every few seconds. */
const MOST = 10
const ONE_EVERY_MS = 6000
/** Callers that are remembered; above that the oldest are forgotten. */
const REMEMBERED = 10_000

export interface Failures {
  /** Whether this caller failed too often lately: it is refused without being looked at. */
  tooMany(caller: string): boolean
  failed(caller: string): void
}

/** Counts failed attempts to sign in, by caller. In memory: a key has 256 random bits, so nodes need not count together. */
export function createFailures(now: () => number = () => performance.now()): Failures {
  const counts = new Map<string, { readonly level: number; readonly at: number }>()
  const levelOf = (caller: string) => {
    const found = counts.get(caller)
    return found === undefined ? 0 : Math.max(0, found.level - (now() - found.at) / ONE_EVERY_MS)
  }
  return {
    tooMany: (caller) => levelOf(caller) > MOST - 1,
    failed(caller) {
      const level = Math.min(MOST, levelOf(caller) + 1)
      counts.delete(caller)
      counts.set(caller, { level, at: now() })
      const [oldest] = counts.keys()
      if (counts.size > REMEMBERED && oldest !== undefined) counts.delete(oldest)
    }
  }
}
