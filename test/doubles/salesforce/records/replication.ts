import { ApiError, uncertainRefusal } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import type { Table } from '../store/table.ts'
import { binDays } from './delete-log.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** Moments in milliseconds; null for one that could not be read. */
export interface Span {
  readonly start: number | null
  readonly end: number | null
}

export interface UpdatedRecords {
  readonly ids: readonly string[]
  readonly latestDateCovered: number
}

export interface DeletedRecords {
  readonly deleted: readonly { readonly id: string; readonly deletedAt: number }[]
  readonly earliestDateAvailable: number
  readonly latestDateCovered: number
}

/** getUpdated: up to 30 days back; seconds are ignored [V/K]. */
export function updatedRecords(org: OrgState, table: Table, span: Span): UpdatedRecords {
  const { low, high, latestDateCovered } = window(org, span, 30)
  const ids: string[] = []
  for (const row of table.byStamp.range({ low, high })) {
    if (row['IsDeleted'] !== true && !org.database.hidden.has(row.Id)) ids.push(row.Id)
  }
  checkCount(org, ids.length)
  return { ids, latestDateCovered }
}

/** getDeleted: up to 15 days back [V]. */
export function deletedRecords(org: OrgState, table: Table, span: Span): DeletedRecords {
  const { low: asked, high, latestDateCovered } = window(org, span, binDays)
  const { since } = org.rules.deletions
  const low = Math.max(asked, since)
  const deleted: { id: string; deletedAt: number }[] = []
  for (const row of table.byStamp.range({ low, high })) {
    if (row['IsDeleted'] === true) deleted.push({ id: row.Id, deletedAt: Number(row['SystemModstamp']) })
  }
  if (org.switches.deletedTellsPurged) {
    deleted.push(...org.rules.deletions.purgedBetween(org.database, table.schema.name, low, high + 1))
  }
  checkCount(org, deleted.length)
  const earliestDateAvailable = Math.max(floor(org.clock.now() - binDays * dayMs), since)
  return { deleted, earliestDateAvailable, latestDateCovered }
}

function window({ clock, staged }: OrgState, { start, end }: Span, days: number) {
  if (start === null || end === null) throw invalidDate('startDate and endDate must be dates with a time')
  if (start >= end) throw invalidDate('startDate must chronologically precede endDate')
  if (end - start <= minuteMs) throw invalidDate('startDate must precede endDate by more than one minute')
  const now = clock.now()
  if (start < now - days * dayMs) {
    throw invalidDate(`startDate before org replication enabled date, or more than ${days} days ago`)
  }
  // A transaction that has begun and is not through yet is not covered: who goes on from here will meet it [V].
  const covered = Math.min(end, now, staged.oldestStamp ?? Infinity)
  return { low: floor(start), high: floor(end) - 1, latestDateCovered: floor(covered) }
}

function checkCount({ switches }: OrgState, count: number): void {
  if (count <= switches.replicationIdLimit) return
  throw uncertainRefusal('replicationTooMany', { limit: switches.replicationIdLimit })
}

const floor = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

const invalidDate = (message: string) => new ApiError(400, 'INVALID_REPLICATION_DATE', message)
