const firstMs = 3_000
const longestMs = 2 * 3_600_000

/** Messages are given up when they are a day old [V]. */
export const lifetimeMs = 24 * 3_600_000

/**
 * Milliseconds until the next attempt after `attempts` failed ones: about 3 s first (a Salesforce-side answer said
 * 2–5 s), doubled each time, at most two hours [V: growth and maximum; the factor is ours].
 */
export function retryDelay(attempts: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(attempts - 1, 20))
}

/** How many attempts fall into `from` ≤ t ≤ `to` when `attempts` were made before, and when the next one is due. */
export function attemptsWithin(attempts: number, from: number, to: number): { count: number; next: number } {
  let count = 0
  let next = from
  for (; next <= to; next += retryDelay(attempts + count)) count++
  return { count, next }
}
