import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { GuardReason } from '../sync/guard.ts'
import { lanes } from '../sync/lanes.ts'
import type { Database, OrgTransaction } from './open.ts'
import { fenced, type Held } from './record.ts'
import type { RunState } from './runs.ts'

/** A plan as it stands: what both sides' records would come to, and who said yes to it. */
export interface StoredPlan {
  readonly runId: number
  readonly connectionId: number
  readonly pairId: number
  readonly pair: string
  readonly rev: number
  readonly state: RunState
  /** Where reading goes on; null before the first page. */
  readonly cursor: string | null
  readonly seen: number
  /** Records in Salesforce when it began; null where that was not asked. */
  readonly total: number | null
  /** Records by "kind/bucket/code". */
  readonly planned: Readonly<Record<string, number>>
  readonly tally: Readonly<Record<string, number>>
  readonly calls: Readonly<Record<Side, number>> | null
  readonly guard: readonly GuardReason[] | null
  readonly hash: string | null
  readonly expiresAt: Date | null
  readonly approvedBy: string | null
  readonly appliedSeq: number
  /** What became of its records so far, by bucket. */
  readonly counters: Readonly<Record<string, number>>
  /** The plan whose superseded operations it plans again. */
  readonly follows: number | null
  /** The run that it takes back. */
  readonly undoes: number | null
  readonly error: string | null
  readonly startedAt: Date
}

const columns = sql`
  r.run_id as "runId", r.connection_id as "connectionId", r.pair_id as "pairId", p.name as pair, r.rev, r.state, r.page_cursor as cursor,
  case when r.state = 'running' then greatest(r.seen, coalesce((select s.staged_rows from scans s
    where s.org_id = r.org_id and s.run_id = r.run_id and s.side = 'salesforce'), 0)) else r.seen end as seen, r.total, r.planned, r.tally, r.calls, r.guard, r.content_hash as hash, r.expires_at as "expiresAt", r.approved_by as "approvedBy",
  r.applied_seq as "appliedSeq", r.counters, r.follows, r.undoes, r.error, r.started_at as "startedAt"`

const from = (orgId: number) => sql`
  from runs r join pairs p on p.org_id = r.org_id and p.pair_id = r.pair_id where r.org_id = ${orgId} and r.cause = 'plan'`

export interface NewPlan {
  readonly orgId: number
  readonly connectionId: number
  readonly pairId: number
  readonly rev: number
  readonly total: number | null
  /** The instant from which on changes are found by polling, should the pair not be polled yet. */
  readonly pollFrom: Date | null
}

/** Asks for a plan; the pressed lane makes it. One of the pair that is being made already is joined. */
export async function startPlan(db: Database, one: NewPlan): Promise<number> {
  return fenced(db.withOrg(one.orgId, (tx) => insertPlan(tx, one, null)))
}

export async function insertPlan(tx: OrgTransaction, one: NewPlan, follows: number | null): Promise<number> {
  const { rows } = await sql<{ run_id: number }>`
    insert into runs (org_id, connection_id, pair_id, lane, cause, total, rev, poll_from, follows)
    values (${one.orgId}, ${one.connectionId}, ${one.pairId}, ${lanes.pressed}, 'plan', ${one.total}, ${one.rev}, ${one.pollFrom}, ${follows})
    on conflict (org_id, pair_id, coalesce(undoes, 0)) where cause = 'plan' and state = 'running' do update set total = runs.total
    returning run_id`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('The plan was not stored.')
  return row.run_id
}

export async function planOf(db: Database, orgId: number, runId: number): Promise<StoredPlan | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredPlan>`select ${columns} ${from(orgId)} and r.run_id = ${runId}`.execute(
      tx
    )
    return rows[0] ?? null
  })
}

/** Plans of a connection or of all, the newest first. */
export async function listPlans(
  db: Database,
  orgId: number,
  connectionId: number | null,
  limit: number
): Promise<StoredPlan[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredPlan>`
      select ${columns} ${from(orgId)} and r.connection_id = coalesce(${connectionId}::int, r.connection_id)
      order by r.run_id desc limit ${limit}`.execute(tx)
    return rows
  })
}

/** What the pressed lane has to do with plans of a connection: make them in the order they were asked for, carry one out. */
export async function openPlans(db: Database, orgId: number, connectionId: number): Promise<StoredPlan[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredPlan>`
      select ${columns} ${from(orgId)} and r.connection_id = ${connectionId} and r.state in ('running', 'approved', 'applying')
      order by r.state = 'running', r.run_id`.execute(tx)
    return rows
  })
}

/** How many records of a pair are linked. */
export async function countLinks(db: Database, orgId: number, pairId: number): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from links where org_id = ${orgId} and pair_id = ${pairId} and state = 0`.execute(
      tx
    )
    return rows[0]?.n ?? 0
  })
}

/** A transaction that commits only while the lane is ours. */
export function asHolder<T>(db: Database, held: Held, work: (tx: OrgTransaction) => Promise<T>): Promise<T> {
  return fenced(
    db.withOrg(held.orgId, async (tx) => {
      await sql`select hold_fence(${held.orgId}, ${held.connectionId}, ${held.lane}::smallint, ${held.fence})`.execute(
        tx
      )
      return work(tx)
    })
  )
}

/** Of the operations and the counts, so that who names it names both. */
export const contentHash = (orgId: number, runId: number) => sql<string>`(
  select encode(sha256(convert_to(coalesce(string_agg(md5(row(o.seq, o.pair_id, o.record_key, o.side, o.sf_id, o.ext_id, o.link_id,
    o.sides, o.kind, o.bucket, o.code, o.lines, o.issues, o.sf_hash, o.ext_hash)::text), '' order by o.seq), '') || max(r.planned::text), 'UTF8')), 'hex')
  from runs r left join plan_operations o on o.org_id = r.org_id and o.run_id = r.run_id
  where r.org_id = ${orgId} and r.run_id = ${runId})`
