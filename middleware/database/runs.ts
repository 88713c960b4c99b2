import { sql } from 'kysely'
import type { Lane } from '../sync/lanes.ts'
import type { Database } from './open.ts'

export type RunCause = 'notifications' | 'poll' | 'initial'

export interface RunKey {
  readonly orgId: number
  readonly connectionId: number
  readonly pairId: number
  readonly lane: Lane
}

/** Opens a run. An initial sync that is under way already is joined, not begun again. */
export async function startRun(
  db: Database,
  key: RunKey,
  cause: RunCause,
  total: number | null
): Promise<number> {
  return db.withOrg(key.orgId, async (tx) => {
    const { rows } = await sql<{ run_id: number }>`
      insert into runs (org_id, connection_id, pair_id, lane, cause, total)
      values (${key.orgId}, ${key.connectionId}, ${key.pairId}, ${key.lane}, ${cause}, ${total})
      on conflict (org_id, pair_id) where cause = 'initial' and state = 'running' do update set total = runs.total
      returning run_id`.execute(tx)
    const id = rows[0]?.run_id
    if (id === undefined) throw new Error('The run was not stored.')
    return id
  })
}

/** Ends a run; one that was ended by its last batch stays as it is. */
export async function endRun(db: Database, orgId: number, runId: number, error?: string): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update runs set state = ${error === undefined ? 'done' : 'failed'}, ended_at = now(), error = ${error ?? null}
      where org_id = ${orgId} and run_id = ${runId} and state = 'running'`.execute(tx)
  })
}

/** An initial sync under way and how far it is; null when there is none. */
export interface InitialRun {
  readonly runId: number
  /** The last Salesforce id that is recorded; null before the first page. */
  readonly after: string | null
}
export async function initialRun(db: Database, orgId: number, pairId: number): Promise<InitialRun | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<InitialRun>`
      select run_id as "runId", page_cursor as after from runs
      where org_id = ${orgId} and pair_id = ${pairId} and cause = 'initial' and state = 'running'`.execute(tx)
    return rows[0] ?? null
  })
}

/** Where a pair's poll stands. Instants in ISO; `due` by the database's clock. */
export interface PollState {
  readonly cursor: string | null
  readonly scanTo: string | null
  readonly pageStamp: string | null
  readonly pageId: string | null
  readonly due: boolean
}
export async function pollState(db: Database, orgId: number, pairId: number): Promise<PollState> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{
      cursor: Date | null
      scanTo: Date | null
      pageStamp: Date | null
      pageId: string | null
      due: boolean
    }>`
      select sf_cursor as cursor, scan_to as "scanTo", page_stamp as "pageStamp", page_id as "pageId", next_poll_at <= now() as due
      from pairs where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
    const [row] = rows
    if (row === undefined) return { cursor: null, scanTo: null, pageStamp: null, pageId: null, due: false }
    const iso = (date: Date | null) => date?.toISOString() ?? null
    return {
      cursor: iso(row.cursor),
      scanTo: iso(row.scanTo),
      pageStamp: iso(row.pageStamp),
      pageId: row.pageId,
      due: row.due
    }
  })
}

/** From this instant on, changes are found by polling. Set once, before the first page of the initial sync. */
export async function startPolling(
  db: Database,
  orgId: number,
  pairId: number,
  from: Date,
  nextAt: Date
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set sf_cursor = ${from}, next_poll_at = ${nextAt}
      where org_id = ${orgId} and pair_id = ${pairId} and sf_cursor is null`.execute(tx)
  })
}

/** Counts calls, beside what the vendor says of its own limit. Hours of the database's clock. */
export async function countCalls(
  db: Database,
  orgId: number,
  scope: string,
  calls: number,
  limits: { readonly used: number; readonly max: number } | null
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      insert into budget (org_id, scope, window_start, used, limit_used, limit_max)
      values (${orgId}, ${scope}, date_trunc('hour', now()), ${calls}, ${limits?.used ?? null}, ${limits?.max ?? null})
      on conflict (org_id, scope, window_start) do update
        set used = budget.used + excluded.used, limit_used = coalesce(excluded.limit_used, budget.limit_used), limit_max = coalesce(excluded.limit_max, budget.limit_max)`.execute(
      tx
    )
  })
}
