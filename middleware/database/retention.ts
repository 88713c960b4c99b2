import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Drops the months of outcomes and events that ended longer ago than this; gives their names. Any node may do it, or all. */
export async function dropOldMonths({ system }: Database, days: number): Promise<readonly string[]> {
  const { rows } = await sql<{ dropped: string[] }>`select drop_partitions(${days}) as dropped`.execute(
    system
  )
  return rows[0]?.dropped ?? []
}

/** How many rows go in one transaction, so that nobody waits for it. */
const BATCH = 10_000

/** Counted calls are looked at for a day, records for a day of the vendor's; a vendor's quota clears its own. */
const COUNTS_KEPT = sql`interval '35 days'`

/** Forgets an org's ended runs, their sets of unchanged records, resolved issues and unused answers that are older than this. */
export async function forgetOld(db: Database, orgId: number, days: number): Promise<void> {
  const old = sql`now() - make_interval(days => ${days})`
  const statements = [
    sql`delete from outcome_sets where ctid = any (array(
      select ctid from outcome_sets where org_id = ${orgId} and at < ${old} limit ${BATCH}))`,
    sql`delete from runs where org_id = ${orgId} and run_id = any (array(
      select run_id from runs r where org_id = ${orgId} and state in ('done', 'failed') and ended_at < ${old}
        and not exists (select from scans s where s.org_id = r.org_id and s.run_id = r.run_id and s.state <> 'done') limit ${BATCH}))`,
    sql`delete from issues where ctid = any (array(
      select ctid from issues where org_id = ${orgId} and state = 1 and last_at < ${old} limit ${BATCH}))`,
    sql`delete from budget where ctid = any (array(
      select ctid from budget where org_id = ${orgId} and window_start < now() - ${COUNTS_KEPT} limit ${BATCH}))`,
    // Messages that came in the seconds in which a node still knew the address of a deleted connection.
    sql`delete from inbox where ctid = any (array(
      select ctid from inbox i where org_id = ${orgId}
        and not exists (select from connections c where c.org_id = i.org_id and c.connection_id = i.connection_id) limit ${BATCH}))`,
    sql`delete from last_messages where ctid = any (array(
      select ctid from last_messages m where org_id = ${orgId}
        and not exists (select from connections c where c.org_id = m.org_id and c.connection_id = m.connection_id) limit ${BATCH}))`,
    sql`delete from answers where org_id = ${orgId} and at < ${old}`
  ]
  for (const statement of statements) {
    let gone = BATCH
    while (gone >= BATCH)
      gone = await db.withOrg(orgId, async (tx) =>
        Number((await statement.execute(tx)).numAffectedRows ?? 0n)
      )
  }
}
