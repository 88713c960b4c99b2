import type { PollState } from '../database/runs.ts'

/** Salesforce stamps a record when it is written and shows it at commit; ten minutes is its longest transaction [V], five the usual. */
const OVERLAP_MS = 5 * 60_000
const POLL_EVERY_MS = 15 * 60_000

/** The first instant a poll reads, its overlap taken off; null before the initial sync has begun. */
export function pollFrom({ cursor }: Pick<PollState, 'cursor'>): string | null {
  return cursor === null ? null : new Date(Date.parse(cursor) - OVERLAP_MS).toISOString()
}

/** Messages bring changes within seconds; the poll is for those that were lost on the way. */
export function afterPoll(now: Date): Date {
  return new Date(now.getTime() + POLL_EVERY_MS)
}
