import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A record as a pair knows it: by its link, or by what was told of it before it had one. */
export interface KnownRecord {
  readonly connectionId: number
  readonly pairId: number
  readonly sfObject: string
  readonly extObject: string
  readonly linkId: number | null
  readonly sfId: string | null
  readonly extId: string | null
}

/** What is known by this id of either side, pair by pair: the link that holds it now, or else its issue. */
export async function recordsById(db: Database, orgId: number, id: string): Promise<KnownRecord[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<KnownRecord>`
      select distinct on (p.pair_id) p.connection_id as "connectionId", p.pair_id as "pairId", p.sf_object as "sfObject",
        p.ext_object as "extObject", known.link_id as "linkId", known.sf_id as "sfId", known.ext_id as "extId"
      from pairs p cross join lateral (
        select link_id, sf_id, ext_id, 0 as place from links
        where org_id = p.org_id and pair_id = p.pair_id and sf_id = ${id} and state <> 2
        union all
        select link_id, sf_id, ext_id, 0 from links
        where org_id = p.org_id and pair_id = p.pair_id and ext_id = ${id} and state <> 2
        union all
        select null, sf_id, ext_id, 1 from issues
        where org_id = p.org_id and pair_id = p.pair_id and record_key in (${id}, 'ext:' || ${id}) and state <> 1
      ) as known
      where p.org_id = ${orgId} order by p.pair_id, known.place`.execute(tx)
    return rows
  })
}
