import { sql } from 'kysely'
import type { CallLimits } from '../sync/budget.ts'
import type { QuotaTerms } from '../sync/quota.ts'
import type { Database } from './open.ts'

/** What is counted together: an org's connection, or one endpoint of its vendor. */
export interface BudgetScope {
  readonly orgId: number
  readonly scope: string
}

/** Calls that a node may make within `leftMs`; `waitMs` until there may be more, where none were granted. */
export interface CallLease {
  readonly granted: number
  readonly slice: number
  readonly leftMs: number
  readonly waitMs: number
}

/** Leases calls of a quota that all nodes keep together. Times are spans, so that the nodes' clocks don't matter. */
export async function leaseCalls(
  db: Database,
  { orgId, scope }: BudgetScope,
  terms: QuotaTerms,
  wanted: number
): Promise<CallLease> {
  const { max, perMs, sliceMs } = terms
  return db.call<CallLease>('lease_calls($1, $2, $3, $4, $5, $6)', [
    orgId,
    scope,
    wanted,
    max,
    perMs,
    sliceMs
  ])
}

/** Gives back leased calls that were not made; without effect once their slice is forgotten. */
export async function returnCalls(
  db: Database,
  { orgId, scope }: BudgetScope,
  slice: number,
  calls: number
): Promise<void> {
  await db.call('return_calls($1, $2, $3, $4)', [orgId, scope, slice, calls])
}

/**
 * Takes, keeps or gives back (`wanted` 0) a node's share of the calls that may be under way at a time.
 * @param request `busy`: calls under way now; `forMs`: how long the share is the node's, if it is not taken again
 * @returns how many may be under way
 */
export async function takeSlots(
  db: Database,
  { orgId, scope }: BudgetScope,
  node: string,
  request: { readonly wanted: number; readonly busy: number; readonly max: number; readonly forMs: number }
): Promise<number> {
  const { wanted, busy, max, forMs } = request
  return db.call<number>('take_slots($1, $2, $3, $4, $5, $6, $7)', [
    orgId,
    scope,
    node,
    wanted,
    busy,
    max,
    forMs
  ])
}

export const recordScope = (connectionId: number): string => `records ${connectionId}`

/**
 * Counts records against a product's daily quota (one record is one request, as its page counts; the real calls are counted
 * beside it) and tells how many may go now; the others wait for the next day. Counted before they go: after a crash the
 * records in flight are counted twice and none goes uncounted.
 * @param dayStart where the day began in the account's zone (`dayOf` in sync/quota.ts)
 * @param cap records a day; null: no limit, counted all the same
 */
export async function takeRecords(
  db: Database,
  { orgId, scope }: BudgetScope,
  dayStart: Date,
  wanted: number,
  cap: number | null
): Promise<number> {
  return db.call<number>('take_records($1, $2, $3, $4, $5)', [orgId, scope, dayStart, wanted, cap])
}

/** Records counted since the day began. */
export async function recordsSince(
  db: Database,
  { orgId, scope }: BudgetScope,
  dayStart: Date
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ used: number }>`
      select coalesce(sum(used), 0)::int as used from budget
      where org_id = ${orgId} and scope = ${scope} and window_start >= ${dayStart}`.execute(tx)
    return rows[0]?.used ?? 0
  })
}

/** What Salesforce last said of the org's calls, to any node; null when it said nothing in a day. */
export async function storedLimits(db: Database, orgId: number): Promise<CallLimits | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ used: number; max: number }>`
      select limit_used::int as used, limit_max::int as max from budget
      where org_id = ${orgId} and scope = 'salesforce' and limit_used is not null and window_start > now() - interval '24 hours'
      order by window_start desc limit 1`.execute(tx)
    return rows[0] ?? null
  })
}

/** Calls of each scope by clock hour of the last 24, oldest first; the last is the hour under way. */
export async function callsByHour(
  db: Database,
  orgId: number,
  scopes: readonly string[]
): Promise<Map<string, number[]>> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ scope: string; hours: number[] }>`
      select s.scope, array_agg(coalesce(b.used, 0)::int order by h.hour) as hours
      from unnest(${[...scopes]}::text[]) as s (scope)
      cross join generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') as h (hour)
      left join budget b on b.org_id = ${orgId} and b.scope = s.scope and b.window_start = h.hour
      group by s.scope`.execute(tx)
    return new Map(rows.map((row) => [row.scope, row.hours]))
  })
}
