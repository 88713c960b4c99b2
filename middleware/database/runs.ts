import { sql } from 'kysely'
import type { Lane } from '../sync/lanes.ts'
import type { Database } from './open.ts'
import { fenced, type Held } from './record.ts'

/** What started a run. */
// prettier-ignore
export type RunCause =
  | 'notifications' | 'poll' | 'read' | 'hints' | 'initial' | 'plan' | 'reconcile' | 'refresh' | 'drift' | 'undo' | 'button' | 'consent'

/** How a run stands; those between `running` and `done` are of plans. */
// prettier-ignore
export type RunState =
  | 'running' | 'planned' | 'stopped' | 'approved' | 'applying' | 'done' | 'failed' | 'expired' | 'cancelled'

export interface RunKey {
  readonly orgId: number
  readonly connectionId: number
  readonly pairId: number
  readonly lane: Lane
}

/**
 * Opens a run. An initial sync that is under way already is joined, not begun again. Throws `ConnectionDeletedError`, as
 * everything does that opens a run.
 */
export async function startRun(
  db: Database,
  key: RunKey,
  cause: RunCause,
  total: number | null
): Promise<number> {
  return fenced(
    db.withOrg(key.orgId, async (tx) => {
      const { rows } = await sql<{ run_id: number }>`
        insert into runs (org_id, connection_id, pair_id, lane, cause, total)
        values (${key.orgId}, ${key.connectionId}, ${key.pairId}, ${key.lane}, ${cause}, ${total})
        on conflict (org_id, pair_id) where cause = 'initial' and state = 'running' do update set total = runs.total
        returning run_id`.execute(tx)
      const id = rows[0]?.run_id
      if (id === undefined) throw new Error('The run was not stored.')
      return id
    })
  )
}

/** Ends a run; one that was ended by its last batch stays as it is. */
export async function endRun(db: Database, orgId: number, runId: number, error?: string): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update runs set state = ${error === undefined ? 'done' : 'failed'}, ended_at = now(), error = ${error ?? null}
      where org_id = ${orgId} and run_id = ${runId} and state = 'running'`.execute(tx)
  })
}

/**
 * Ends runs of a lane whose node is gone: whoever holds the lane now is the only one at work on it. Those that outlive
 * their node (over everything, plans, polls by a bulk query) have a page of their own or another cause, and go on.
 */
export async function endOrphans(db: Database, held: Held): Promise<void> {
  await db.withOrg(held.orgId, async (tx) => {
    await sql`
      update runs set state = 'failed', ended_at = now(), error = 'The node that worked on it ended; what was left is done by the next one.'
      where org_id = ${held.orgId} and connection_id = ${held.connectionId} and lane = ${held.lane} and state = 'running'
        and cause in ('notifications', 'poll', 'read', 'hints', 'consent') and page_cursor is null
        and exists (select from leases l where l.org_id = ${held.orgId} and l.connection_id = ${held.connectionId}
          and l.lane = ${held.lane} and l.fence = ${held.fence})`.execute(tx)
  })
}

/** A run over everything that is under way, and how far it is; null when there is none. */
export interface WholeRun {
  readonly runId: number
  readonly cause: RunCause
  /** The last Salesforce id that is recorded; null before the first page. */
  readonly after: string | null
  /** Records it was asked for; null when nobody counted. */
  readonly total: number | null
  /** The pair never was in step before. */
  readonly first: boolean
}
export async function wholeRun(
  db: Database,
  orgId: number,
  pairId: number,
  lane: Lane
): Promise<WholeRun | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<WholeRun>`
      select run_id as "runId", cause, page_cursor as after, total, initial_synced_at is null as first
      from runs join pairs using (org_id, pair_id)
      where org_id = ${orgId} and pair_id = ${pairId} and lane = ${lane} and state = 'running'
        and cause in ('initial', 'reconcile', 'refresh', 'drift') order by run_id limit 1`.execute(tx)
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
  readonly tick: Tick
}
/** The tick that is due, and when the pair's schedule began; null where the initial sync has not. */
export interface Tick {
  readonly at: Date
  /** As the database writes it, to the microsecond: of a pass that goes on, the one it began for. */
  readonly stored: string
  readonly activatedAt: Date | null
}
/** Where the reading of the external side stands; `cursor` is the connector's own. */
export interface ReadState {
  readonly cursor: string | null
  readonly due: boolean
  readonly tick: Tick
}
const tickOf = (column: string, begunFor: string) =>
  sql`case when isfinite(${sql.ref(column)}) then ${sql.ref(column)} else now() end as at, coalesce(${sql.ref(begunFor)}, ${sql.ref(column)})::text as stored, activated_at as "activatedAt"`
const noTick = (): Tick => ({ at: new Date(), stored: 'infinity', activatedAt: null })
const pickTick = ({ at, stored, activatedAt }: Tick): Tick => ({ at, stored, activatedAt })

export async function readState(db: Database, orgId: number, pairId: number): Promise<ReadState> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Omit<ReadState, 'tick'> & Tick>`
      select ext_cursor as cursor, next_read_at <= now() as due, ${tickOf('next_read_at', 'read_tick')} from pairs
      where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
    const [row] = rows
    if (row === undefined) return { cursor: null, due: false, tick: noTick() }
    return { cursor: row.cursor, due: row.due, tick: pickTick(row) }
  })
}

export async function pollState(db: Database, orgId: number, pairId: number): Promise<PollState> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<
      Tick & {
        readonly cursor: Date | null
        readonly scanTo: Date | null
        readonly pageStamp: Date | null
        readonly pageId: string | null
        readonly due: boolean
      }
    >`
      select sf_cursor as cursor, scan_to as "scanTo", page_stamp as "pageStamp", page_id as "pageId", next_poll_at <= now() as due, ${tickOf('next_poll_at', 'poll_tick')}
      from pairs where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
    const [row] = rows
    if (row === undefined)
      return { cursor: null, scanTo: null, pageStamp: null, pageId: null, due: false, tick: noTick() }
    const iso = (date: Date | null) => date?.toISOString() ?? null
    return {
      cursor: iso(row.cursor),
      scanTo: iso(row.scanTo),
      pageStamp: iso(row.pageStamp),
      pageId: row.pageId,
      due: row.due,
      tick: pickTick(row)
    }
  })
}

/** From this instant on, changes are found by polling. Set once, before the first page of the initial sync; false when it was set. */
export async function startPolling(
  db: Database,
  orgId: number,
  pairId: number,
  from: Date,
  /** Null: not by itself. */
  nextAt: Date | null,
  /** When the external side is read first; null where nothing of it flows to Salesforce. */
  readAt: Date | null
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const [poll, read] = [nextAt, readAt].map((at) => at?.toISOString() ?? 'infinity')
    const started = await sql`
      update pairs set sf_cursor = ${from}, next_poll_at = ${poll}, next_read_at = ${read}, activated_at = now()
      where org_id = ${orgId} and pair_id = ${pairId} and sf_cursor is null`.execute(tx)
    return started.numAffectedRows === 1n
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
