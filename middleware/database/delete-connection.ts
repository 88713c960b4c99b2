import { sql } from 'kysely'
import type { Database, OrgTransaction } from './open.ts'

interface Key {
  readonly orgId: number
  readonly connectionId: number
}

/** What would go with a connection. */
export interface Belongings {
  readonly name: string
  readonly connector: string
  readonly links: number
  readonly openIssues: number
  readonly runs: number
  /** Runs or plans that are under way. */
  readonly underWay: number
}

export async function belongingsOf(db: Database, { orgId, connectionId }: Key): Promise<Belongings | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Belongings>`
      select name, connector,
        (select count(*)::int from links l join pairs p on p.org_id = l.org_id and p.pair_id = l.pair_id
          where p.org_id = c.org_id and p.connection_id = c.connection_id and l.state = 0) as links,
        (select count(*)::int from issues i where i.org_id = c.org_id and i.connection_id = c.connection_id and i.state = 0) as "openIssues",
        (select count(*)::int from runs r where r.org_id = c.org_id and r.connection_id = c.connection_id) as runs,
        (select count(*)::int from runs r where r.org_id = c.org_id and r.connection_id = c.connection_id
          and r.state in ('running', 'approved', 'applying')) as "underWay"
      from connections c where c.org_id = ${orgId} and c.connection_id = ${connectionId} and c.state <> 'deleting'`.execute(
      tx
    )
    return rows[0] ?? null
  })
}

/**
 * From this commit on the connection is nobody's: no lane works on it, no address leads to it, nobody sees it. Turns under
 * way lose their fence, so that nothing more of them is recorded. `forgetConnection` takes away what is left.
 */
export async function markDeleted(db: Database, { orgId, connectionId }: Key): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const marked = await sql`
      update connections set state = 'deleting', sealed = '{}'
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> 'deleting'`.execute(tx)
    if (marked.numAffectedRows === 0n) return false
    await loseFences(tx, { orgId, connectionId })
    return true
  })
}

const loseFences = (tx: OrgTransaction, { orgId, connectionId }: Key) =>
  sql`
    update leases set fence = fence + 1, node = null, until = null, again = false
    where org_id = ${orgId} and connection_id = ${connectionId}`.execute(tx)

/** Connections that are marked and not gone yet: a node ended, or is at it. */
export async function deletedConnections({ system }: Database): Promise<Key[]> {
  const { rows } = await sql<Key>`
    select org_id as "orgId", connection_id as "connectionId" from connections where state = 'deleting'`.execute(
    system
  )
  return rows
}

/** Rows of one transaction, so that nobody waits for it. */
const RUNS = 200
const LINKS = 5000

/**
 * Takes away everything of a connection that is marked: links, bases, history, issues, what waits and what was counted. What
 * is known of opt-outs belongs to the org and stays, as the audit log does. Any node may do it, or several, again and again.
 */
export async function forgetConnection(db: Database, key: Key): Promise<void> {
  const { orgId, connectionId } = key
  const pairs = sql`(select pair_id from pairs where org_id = ${orgId} and connection_id = ${connectionId})`
  // A lane may have been taken at the moment of the mark, by a node that did not see it yet.
  await db.withOrg(orgId, (tx) => loseFences(tx, key))
  await repeatedly(db, orgId, RUNS, async (tx) => {
    const { rows } = await sql<{ run_id: number }>`
      select run_id from runs where org_id = ${orgId} and connection_id = ${connectionId} limit ${RUNS}`.execute(
      tx
    )
    const runs = rows.map((one) => one.run_id)
    for (const table of ['outcomes', 'outcome_sets', 'plan_operations', 'scans', 'runs'])
      await sql`delete from ${sql.id(table)} where org_id = ${orgId} and run_id = any(${runs}::bigint[])`.execute(
        tx
      )
    return runs.length
  })
  await repeatedly(db, orgId, LINKS, async (tx) => {
    const { rows } = await sql<{ pair_id: number; link_id: number }>`
      select pair_id, link_id from links where org_id = ${orgId} and pair_id in ${pairs} limit ${LINKS}`.execute(
      tx
    )
    const links = rows.map((one) => one.link_id)
    const of = rows.map((one) => one.pair_id)
    for (const table of ['events', 'bases', 'links'])
      await sql`
        delete from ${sql.id(table)} t using unnest(${of}::int[], ${links}::bigint[]) as gone (pair_id, link_id)
        where t.org_id = ${orgId} and t.pair_id = gone.pair_id and t.link_id = gone.link_id`.execute(tx)
    return links.length
  })
  await db.withOrg(orgId, async (tx) => {
    for (const table of ['inbox', 'last_messages', 'operations', 'issues'])
      await sql`delete from ${sql.id(table)} where org_id = ${orgId} and connection_id = ${connectionId}`.execute(
        tx
      )
    for (const table of ['waits', 'blocked', 'value_gaps', 'answers', 'consent_records'])
      await sql`delete from ${sql.id(table)} where org_id = ${orgId} and pair_id in ${pairs}`.execute(tx)
    // Calls of its lanes and of its vendor, their slots and quotas, records: every scope that names it.
    const scopes = `^(((slots|quota) )?connection|salesforce|records) ${connectionId}( |$)`
    for (const table of ['budget', 'call_slots'])
      await sql`delete from ${sql.id(table)} where org_id = ${orgId} and scope ~ ${scopes}`.execute(tx)
    for (const table of ['pairs', 'revisions', 'leases', 'connections'])
      await sql`delete from ${sql.id(table)} where org_id = ${orgId} and connection_id = ${connectionId}`.execute(
        tx
      )
  })
}

async function repeatedly(
  db: Database,
  orgId: number,
  batch: number,
  work: (tx: OrgTransaction) => Promise<number>
): Promise<void> {
  let gone = batch
  while (gone >= batch) gone = await db.withOrg(orgId, work)
}
