import { sql } from 'kysely'
import type { Link } from '../sync/change.ts'
import type { Database } from './open.ts'

/** Links of these Salesforce records with their bases, by Salesforce id. One statement. */
export async function linksOf(
  db: Database,
  orgId: number,
  pairId: number,
  sfIds: readonly string[]
): Promise<Map<string, Link>> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Omit<Link, 'stamp'> & { stamp: Date | null }>`
      select l.link_id as "linkId", l.sf_id as "sfId", l.ext_id as "extId", l.sf_stamp as stamp, l.rev, l.state,
        coalesce(b.salesforce, '{}') as salesforce, coalesce(b.external, '{}') as external
      from links l left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id
      where l.org_id = ${orgId} and l.pair_id = ${pairId} and l.state < 2 and l.sf_id = any(${[...sfIds]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.sfId, { ...row, stamp: row.stamp?.toISOString() ?? null }]))
  })
}

/** Which Salesforce record each of these external records is linked to; missing when to none. */
export async function ownersOf(
  db: Database,
  orgId: number,
  pairId: number,
  extIds: readonly string[]
): Promise<Map<string, string>> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ extId: string; sfId: string }>`
      select ext_id as "extId", sf_id as "sfId" from links
      where org_id = ${orgId} and pair_id = ${pairId} and state < 2 and ext_id = any(${[...extIds]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.extId, row.sfId]))
  })
}
