import { sql } from 'kysely'
import { lanes } from '../sync/lanes.ts'
import type { Database } from './open.ts'
import { fenced } from './record.ts'

type ConnectionKey = { readonly orgId: number; readonly connectionId: number }

/** Asks for a comparison of everything. One that has read something by now does not do: another one follows it. */
export async function wantScan(db: Database, orgId: number, pairId: number): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`update pairs set next_scan_at = now() where org_id = ${orgId} and pair_id = ${pairId}`.execute(
      tx
    )
  })
}

/**
 * The external side's tick of a pair whose vendor tells of no changes: a comparison of everything, and again at the next tick.
 * One that is under way stands for its tick: where it takes longer than from tick to tick, there is time between two.
 */
export async function scanAtTick(
  db: Database,
  orgId: number,
  pairId: number,
  /** ISO, or `infinity`. */
  nextAt: string
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs p set next_read_at = ${nextAt}, read_ran_at = now(),
        next_scan_at = case when exists (
          select from runs r where r.org_id = p.org_id and r.connection_id = p.connection_id and r.pair_id = p.pair_id
            and r.cause = 'reconcile' and r.state = 'running') then next_scan_at else now() end
      where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
  })
}

/** What is looked at by itself, set-based, and how often. */
const rounds = {
  reconcile: {
    lane: lanes.reconcile,
    column: 'next_scan_at',
    every: "interval '7 days'",
    // What was asked for since this one began to read is due until it is over; whoever asked before that is answered by it.
    over: `not exists (
      select from runs r join scans s on s.org_id = r.org_id and s.run_id = r.run_id
      where r.org_id = p.org_id and r.connection_id = p.connection_id and r.pair_id = p.pair_id
        and r.cause = 'reconcile' and r.state = 'running' and s.began_at <= p.next_scan_at)`
  },
  refresh: { lane: lanes.refresh, column: 'next_refresh_at', every: "interval '1 day'", over: 'true' }
} as const

/**
 * Stores the runs of comparisons and refreshes whose time has come; their lanes do them. One that is under way still is not
 * begun again before it is over. A pair whose first sync is over gets its time.
 */
export async function beginDue(
  db: Database,
  { orgId, connectionId }: ConnectionKey,
  pairId: number
): Promise<void> {
  await fenced(
    db.withOrg(orgId, async (tx) => {
      await sql`
      update pairs set next_scan_at = now() + interval '7 days'
      where org_id = ${orgId} and pair_id = ${pairId} and next_scan_at = 'infinity' and initial_synced_at is not null`.execute(
        tx
      )
      for (const [cause, { lane, column, every, over }] of Object.entries(rounds))
        await sql`
        with due as (
          update pairs p set ${sql.ref(column)} = now() + ${sql.raw(every)}
          where org_id = ${orgId} and pair_id = ${pairId} and ${sql.ref(column)} <= now() and ${sql.raw(over)}
          returning pair_id
        )
        insert into runs (org_id, connection_id, pair_id, lane, cause)
        select ${orgId}, ${connectionId}, pair_id, ${lane}, ${cause} from due
        where not exists (select from runs r where r.org_id = ${orgId} and r.pair_id = due.pair_id and r.cause = ${cause} and r.state = 'running')`.execute(
          tx
        )
    })
  )
}

/** Whether a pair is refreshed by itself: for the first time in a day, or not any more. */
export async function setRefreshing(
  db: Database,
  orgId: number,
  pairId: number,
  wanted: boolean
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set next_refresh_at = ${wanted ? sql`now() + interval '1 day'` : sql`'infinity'`}
      where org_id = ${orgId} and pair_id = ${pairId} and isfinite(next_refresh_at) <> ${wanted}`.execute(tx)
  })
}

/** At the pair's next tick everything is synchronized again. */
export async function wantResync(db: Database, orgId: number, pairId: number): Promise<void> {
  await setResync(db, orgId, pairId, true)
}
/** The run that does it is stored. */
export async function resyncBegun(db: Database, orgId: number, pairId: number): Promise<void> {
  await setResync(db, orgId, pairId, false)
}
async function setResync(db: Database, orgId: number, pairId: number, wanted: boolean): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`update pairs set resync = ${wanted} where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
  })
}
export async function resyncWanted(db: Database, orgId: number, pairId: number): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ resync: boolean }>`
      select resync from pairs where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
    return rows[0]?.resync === true
  })
}

/** A message that is missing for longer than this, though there were some, was lost on the way. */
const SILENCE = sql`interval '15 minutes'`

/**
 * The last poll found work that no message had told of: the next one comes in a minute. `often`: the schedule is an interval;
 * a nightly one is meant.
 */
export async function shortenAfterGap(
  db: Database,
  { orgId, connectionId }: ConnectionKey,
  pairId: number,
  often: boolean
): Promise<void> {
  if (!often) return
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set next_poll_at = least(next_poll_at, now() + interval '1 minute')
      where org_id = ${orgId} and pair_id = ${pairId}
        and (select counters ?| array['created', 'linked', 'updated', 'deleted'] from runs
          where org_id = ${orgId} and connection_id = ${connectionId} and pair_id = ${pairId} and cause = 'poll'
          order by run_id desc limit 1)
        and (select max(at) < now() - ${SILENCE} from inbox
          where org_id = ${orgId} and connection_id = ${connectionId} and notification_id >= '04l' and notification_id < '04m')`.execute(
      tx
    )
  })
}

/** A pair's times, as they are stored; a time that never comes is null. */
export interface PairTimes {
  readonly pairId: number
  readonly name: string
  readonly activatedAt: Date | null
  readonly pollRanAt: Date | null
  readonly readRanAt: Date | null
  readonly nextPollAt: Date | null
  readonly nextReadAt: Date | null
}
export async function pairTimes(db: Database, { orgId, connectionId }: ConnectionKey): Promise<PairTimes[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<PairTimes>`
      select pair_id as "pairId", name, activated_at as "activatedAt", poll_ran_at as "pollRanAt", read_ran_at as "readRanAt",
        case when isfinite(next_poll_at) then next_poll_at end as "nextPollAt",
        case when isfinite(next_read_at) then next_read_at end as "nextReadAt"
      from pairs where org_id = ${orgId} and connection_id = ${connectionId} order by pair_id`.execute(tx)
    return rows
  })
}

/** Sets when a pair is looked at next; null: not by itself. */
export async function setTimes(
  db: Database,
  orgId: number,
  pairId: number,
  { pollAt, readAt }: { readonly pollAt: Date | null; readonly readAt: Date | null }
): Promise<void> {
  const [poll, read] = [pollAt, readAt].map((at) => at?.toISOString() ?? 'infinity')
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set next_poll_at = ${poll}, next_read_at = ${read} where org_id = ${orgId} and pair_id = ${pairId}`.execute(
      tx
    )
  })
}

/** Pauses a connection, or lets it go on; opt-outs flow all the same. False when it was so already. */
export async function setPaused(
  db: Database,
  { orgId, connectionId }: ConnectionKey,
  paused: boolean
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const changed = await sql`
      update connections set state = ${paused ? 'paused' : 'active'}
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> ${paused ? 'paused' : 'active'}`.execute(
      tx
    )
    if (changed.numAffectedRows === 0n) return false
    // What was read for opt-outs alone is read again, whole.
    await sql`
      update pairs set consent_cursor = null, next_consent_at = now()
      where org_id = ${orgId} and connection_id = ${connectionId}`.execute(tx)
    return true
  })
}
