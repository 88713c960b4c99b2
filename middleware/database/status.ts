import { sql } from 'kysely'
import { listIssues, type OpenIssue } from './issues.ts'
import type { Database } from './open.ts'

export type { OpenIssue }

export interface Agreement {
  readonly pair: string
  readonly links: number
  readonly equal: number
  readonly at: Date
  /** By `DriftCause`. */
  readonly drift: Readonly<Record<string, number>>
}

/** How a connection is doing. Counts of now; instants by the database's clock. */
export interface ConnectionStatus {
  /** Hints that wait, and the age of the oldest in seconds. */
  readonly waiting: number
  readonly oldestSeconds: number | null
  /** Of them, the ones that failed before. */
  readonly retrying: number
  readonly links: number
  readonly openIssues: number
  readonly lastMessageAt: Date | null
  readonly initialSyncedAt: Date | null
  readonly initial: {
    readonly total: number | null
    readonly counters: Readonly<Record<string, number>>
    readonly state: string
  } | null
  /** Pairs that write nothing before their first plan is carried out. */
  readonly unapproved: readonly string[]
  /** Of each pair whose sides were compared whole: how many of its linked records agreed, and why the others did not. */
  readonly agreement: readonly Agreement[]
  /** Lanes that rest, and why. */
  readonly troubles: readonly { readonly lane: number; readonly trouble: string; readonly until: Date }[]
  /** Calls of the last 24 hours that Bothways made, and what Salesforce says of its own limit. */
  readonly calls: readonly {
    readonly scope: string
    readonly used: number
    readonly limitUsed: number | null
    readonly limitMax: number | null
  }[]
}

export async function connectionStatus(
  db: Database,
  orgId: number,
  connectionId: number
): Promise<ConnectionStatus> {
  return db.withOrg(orgId, async (tx) => {
    const is = sql`org_id = ${orgId} and connection_id = ${connectionId}`
    const { rows } = await sql<Omit<ConnectionStatus, 'initial' | 'agreement' | 'troubles' | 'calls'>>`
      select
        hints.*,
        (select count(*)::int from links where org_id = ${orgId} and state = 0
          and pair_id in (select pair_id from pairs where ${is})) as links,
        (select count(*)::int from issues where ${is} and state = 0) as "openIssues",
        (select max(at) from last_messages where ${is}) as "lastMessageAt",
        (select min(initial_synced_at) from pairs where ${is}) as "initialSyncedAt",
        array(select p.name from pairs p join connections c using (org_id, connection_id)
          where p.org_id = ${orgId} and p.connection_id = ${connectionId} and p.writes_from is null and coalesce(c.rules ->> 'approve', 'plan') = 'plan'
          order by p.pair_id) as unapproved
      from (select count(*)::int as waiting, extract(epoch from now() - min(at))::int as "oldestSeconds",
          count(*) filter (where tries > 0)::int as retrying
        from inbox where ${is} and state = 0) as hints`.execute(tx)
    // Each pair has a run of its own; told is the newest of each, together.
    const initial = await sql<NonNullable<ConnectionStatus['initial']>>`
      with newest as (
        select distinct on (pair_id) total, counters, state from runs where ${is} and cause = 'initial' order by pair_id, run_id desc
      )
      select case when count(total) = count(*) then sum(total)::int end as total,
        coalesce((select jsonb_object_agg(key, n) from (
          select key, sum(value::bigint) as n from newest, jsonb_each_text(counters) group by key) as summed), '{}') as counters,
        case when bool_or(state = 'running') then 'running' when bool_or(state <> 'done') then min(state) filter (where state <> 'done') else 'done' end as state
      from newest having count(*) > 0`.execute(tx)
    const troubles = await sql<ConnectionStatus['troubles'][number]>`
      select lane, trouble, not_before as until from leases where ${is} and trouble is not null and not_before > now()`.execute(
      tx
    )
    const calls = await sql<ConnectionStatus['calls'][number]>`
      select scope, sum(used)::int as used,
        (array_agg(limit_used order by window_start desc) filter (where limit_used is not null))[1] as "limitUsed",
        (array_agg(limit_max order by window_start desc) filter (where limit_max is not null))[1] as "limitMax"
      from budget where org_id = ${orgId} and scope in ('salesforce', ${`connection ${connectionId}`}) and window_start > now() - interval '24 hours'
      group by scope order by scope desc`.execute(tx)
    const agreement = await sql<Agreement>`
      select name as pair, compared_links as links, equal_links as equal, compared_at as at, coalesce(drift, '{}') as drift
      from pairs where ${is} and compared_at is not null order by pair_id`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new Error('The status was not answered.')
    return {
      ...row,
      agreement: agreement.rows,
      initial: initial.rows[0] ?? null,
      troubles: troubles.rows,
      calls: calls.rows
    }
  })
}

/** Issues that wait for a person, oldest first. */
export const openIssues = (db: Database, orgId: number, limit: number): Promise<OpenIssue[]> =>
  listIssues(db, orgId, {}, { limit })

export interface RecordStep {
  readonly at: Date
  readonly what: string
  readonly line: string | null
  readonly from: string | null
  readonly to: string | null
}

/** What happened to a Salesforce record here, newest first: outcomes, and the values that were written. */
export async function recordTimeline(
  db: Database,
  orgId: number,
  sfId: string,
  limit: number
): Promise<RecordStep[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<RecordStep>`
      select at, what, line, "from", "to" from (
        select at, bucket || coalesce(' (' || code || ')', '') as what, null as line, null as "from", null as "to"
        from outcomes where org_id = ${orgId} and sf_id = ${sfId}
        union all
        select e.at, case e.kind when 'written' then 'written to ' || e.side else e.kind || coalesce(' (' || coalesce(e.actor, e.how) || ')', '') end,
          nullif(e.line, ''), e.value_from, e.value_to
        from events e join links l on l.org_id = e.org_id and l.link_id = e.link_id and l.pair_id = e.pair_id
        where e.org_id = ${orgId} and l.sf_id = ${sfId}
      ) as steps order by at desc limit ${limit}`.execute(tx)
    return rows
  })
}
