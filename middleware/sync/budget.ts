/** What Salesforce last said of the org's daily calls. */
export interface CallLimits {
  readonly used: number
  readonly max: number
}

const SHORTEST_MS = 200
const LONGEST_MS = 60_000

/**
 * How long hints are gathered before one read serves them all, in milliseconds. Short while the budget is ample,
 * longer the less of it is left, so that a busy org slows down and never runs dry.
 */
export function gatherMs(limits: CallLimits | undefined): number {
  if (limits === undefined || limits.max <= 0) return SHORTEST_MS
  const left = Math.max(0, 1 - limits.used / limits.max)
  if (left >= 0.5) return SHORTEST_MS
  // From a half left to a twentieth left, every step of the way multiplies: 0.2 s, then seconds, then a minute.
  const spent = Math.min(1, (0.5 - left) / 0.45)
  return Math.round(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** spent)
}
