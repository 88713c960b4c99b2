/** Callers that are remembered; above that the oldest are forgotten. */
const REMEMBERED = 10_000

export interface CountsOptions {
  /** So many are free at once, */
  readonly most: number
  /** and then one in this time. */
  readonly oneEveryMs: number
  readonly now?: (() => number) | undefined
}
export interface Counts {
  /** Whether this caller has none left. */
  isFull(caller: string): boolean
  add(caller: string): void
}

/** Counts by caller that run down by themselves. In the memory of this node: several nodes let through as many times more. */
export function createCounts({ most, oneEveryMs, now = () => performance.now() }: CountsOptions): Counts {
  const counts = new Map<string, { readonly level: number; readonly at: number }>()
  const levelOf = (caller: string) => {
    const found = counts.get(caller)
    return found === undefined ? 0 : Math.max(0, found.level - (now() - found.at) / oneEveryMs)
  }
  return {
    isFull: (caller) => levelOf(caller) > most - 1,
    add(caller) {
      const level = Math.min(most, levelOf(caller) + 1)
      counts.delete(caller)
      counts.set(caller, { level, at: now() })
      const [oldest] = counts.keys()
      if (counts.size > REMEMBERED && oldest !== undefined) counts.delete(oldest)
    }
  }
}
