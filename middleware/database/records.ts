import { sql } from 'kysely'
import type { LinkState } from '../sync/change.ts'
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

/** How a pair stands to a Salesforce record. */
export interface RecordState {
  readonly pairId: number
  readonly connectionId: number
  readonly sfObject: string
  readonly extObject: string
  readonly extId: string | null
  /** Null: not linked. */
  readonly state: LinkState | null
  readonly blocked: boolean
  readonly openIssues: number
  /** When a run last came to it. */
  readonly lastAt: Date | null
}

/** Every pair of the org's, with what it knows of this Salesforce record; pairs of other objects know nothing of it. */
export async function recordStates(db: Database, orgId: number, sfId: string): Promise<RecordState[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<RecordState>`
      select p.pair_id as "pairId", p.connection_id as "connectionId", p.sf_object as "sfObject", p.ext_object as "extObject",
        l.ext_id as "extId", l.state,
        exists (select from blocked b where b.org_id = p.org_id and b.pair_id = p.pair_id and b.side = 'salesforce' and b.record_id = ${sfId}) as blocked,
        (select count(*)::int from issues i where i.org_id = p.org_id and i.pair_id = p.pair_id and i.sf_id = ${sfId} and i.state = 0) as "openIssues",
        (select max(at) from outcomes o where o.org_id = p.org_id and o.sf_id = ${sfId} and o.pair_id = p.pair_id) as "lastAt"
      from pairs p left join links l on l.org_id = p.org_id and l.pair_id = p.pair_id and l.sf_id = ${sfId} and l.state <> 2
      where p.org_id = ${orgId} order by p.pair_id`.execute(tx)
    return rows
  })
}

/**
 * Has Salesforce records looked at now, both sides of them, in the lane of what people press. Its hint has a new number each
 * time, so that a turn that is under way does not answer it.
 */
export async function pressRecords(
  db: Database,
  orgId: number,
  connectionId: number,
  object: string,
  ids: readonly string[]
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane, tries)
      select distinct ${orgId}::int, ${connectionId}::int, 'pressed:' || ${object}::text || ':' || id, ${object}, 'salesforce', id, 1, 1
      from unnest(${[...ids]}::text[]) as id order by 3
      on conflict (org_id, connection_id, notification_id) do update
        set state = 0, tries = 1, next_at = now(), lane = 1, seq = default`.execute(tx)
  })
}
