import { sql } from 'kysely'
import { lastSync, stateNow } from './cards.ts'
import type { Database } from './open.ts'
import type { RunCause, RunState } from './runs.ts'

/** How far a run is. */
export interface RunProgress {
  readonly runId: number
  readonly cause: RunCause
  readonly state: RunState
  readonly seen: number
  readonly total: number | null
  readonly counters: Readonly<Record<string, number>>
  /** Of a plan: operations by "kind/bucket/code". */
  readonly planned: Readonly<Record<string, number>>
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly error: string | null
}

export interface Information {
  readonly state: 'setup' | 'active' | 'paused'
  readonly lastSyncAt: Date | null
  readonly nextSyncAt: Date | null
  /** Pairs in all, and of them those whose first sync is over, which was at the instant. */
  readonly pairs: number
  readonly synced: number
  readonly syncedAt: Date | null
  /** What is under way now, the largest first. */
  readonly current: RunProgress | null
  /** The newest run that begins a connection: an initial sync, or a plan of one. */
  readonly first: RunProgress | null
}

const progress = sql`r.run_id as "runId", r.cause, r.state,
  case when r.cause = 'plan' and r.state = 'running' then greatest(r.seen, coalesce((select s.staged_rows from scans s
    where s.org_id = r.org_id and s.run_id = r.run_id and s.side = 'salesforce'), 0)) else r.seen end as seen,
  r.total, r.counters, r.planned, r.started_at as "startedAt", r.ended_at as "endedAt", r.error`

/** Null when there is no such connection. */
export async function informationOf(
  db: Database,
  orgId: number,
  connectionId: number
): Promise<Information | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Omit<Information, 'current' | 'first'>>`
      select ${stateNow('c')} as state, ${lastSync('c')} as "lastSyncAt", p.*
      from connections c cross join lateral (
        select count(*)::int as pairs, count(initial_synced_at)::int as synced, max(initial_synced_at) as "syncedAt",
          min(nullif(least(next_poll_at, next_read_at), 'infinity')) filter (where activated_at is not null) as "nextSyncAt"
        from pairs q where org_id = c.org_id and connection_id = c.connection_id
          and exists (select from revisions r, jsonb_array_elements(r.document -> 'pairs') d
            where r.org_id = q.org_id and r.connection_id = q.connection_id and r.rev = q.rev and d ->> 'name' = q.name)
      ) as p
      where c.org_id = ${orgId} and c.connection_id = ${connectionId} and c.state <> 'deleting'`.execute(tx)
    const [row] = rows
    if (row === undefined) return null
    const is = sql`r.org_id = ${orgId} and r.connection_id = ${connectionId}`
    const current = await sql<RunProgress>`
      select ${progress} from runs r where ${is} and r.state in ('running', 'approved', 'applying') and r.cause <> 'consent'
      order by r.cause in ('initial', 'plan', 'reconcile', 'undo') desc, r.state = 'applying' desc, r.run_id limit 1`.execute(
      tx
    )
    const first = await sql<RunProgress>`
      select ${progress} from runs r where ${is} and r.cause in ('initial', 'plan') and r.undoes is null and r.follows is null
        and r.state not in ('cancelled', 'expired')
      order by r.run_id desc limit 1`.execute(tx)
    return { ...row, current: current.rows[0] ?? null, first: first.rows[0] ?? null }
  })
}
