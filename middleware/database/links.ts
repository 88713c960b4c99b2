import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { Link } from '../sync/change.ts'
import type { Database, OrgTransaction } from './open.ts'

/** Links of these records with their bases, by the id on `side`. One statement. */
export async function linksOf(
  db: Database,
  orgId: number,
  pairId: number,
  ids: readonly string[],
  side: Side = 'salesforce'
): Promise<Map<string, Link>> {
  if (ids.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredLink>`
      select ${columns}, o.sent from links l left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id
      left join operations o on o.org_id = l.org_id and o.pair_id = l.pair_id and o.record_key = l.sf_id and o.state = 'uncertain'
      where l.org_id = ${orgId} and l.pair_id = ${pairId} and l.state <> 2 and ${idOf(side)} = any(${[...ids]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [side === 'salesforce' ? row.sfId : row.extId, toLink(row)]))
  })
}

/** Links that are not over, by their number. */
export async function linksById(
  db: Database,
  orgId: number,
  pairId: number,
  linkIds: readonly number[]
): Promise<Map<number, Link>> {
  if (linkIds.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredLink>`
      select ${columns} from links l left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id
      where l.org_id = ${orgId} and l.pair_id = ${pairId} and l.state <> 2 and l.link_id = any(${[...linkIds]}::bigint[])`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.linkId, toLink(row)]))
  })
}

type StoredLink = Omit<Link, 'stamp' | 'extStamp'> & {
  readonly stamp: Date | null
  readonly extStamp: Date | null
}

const columns = sql`
  l.link_id as "linkId", l.sf_id as "sfId", l.ext_id as "extId", l.sf_stamp as stamp, l.ext_stamp as "extStamp", l.rev, l.state,
  coalesce(b.salesforce, '{}') as salesforce, coalesce(b.external, '{}') as external, coalesce(b.flags, '') as flags`

/** The columns of a record's id and its partner's, seen from a side. */
export const idsFrom = (side: Side) =>
  side === 'salesforce' ? [sql`sf_id`, sql`ext_id`] : [sql`ext_id`, sql`sf_id`]

const idOf = (side: Side) => (side === 'salesforce' ? sql`l.sf_id` : sql`l.ext_id`)

const toLink = (row: StoredLink): Link => ({
  ...row,
  stamp: row.stamp?.toISOString() ?? null,
  extStamp: row.extStamp?.toISOString() ?? null
})

/** Which of these Salesforce records are linked, or were. */
export async function everLinked(
  db: Database,
  orgId: number,
  pairId: number,
  sfIds: readonly string[]
): Promise<readonly string[]> {
  if (sfIds.length === 0) return []
  return db.withOrg(orgId, async (tx) => {
    // Each half by its own index.
    const linked = (state: ReturnType<typeof sql>) =>
      sql`select sf_id as id from links where org_id = ${orgId} and pair_id = ${pairId} and ${state} and sf_id = any(${[...sfIds]})`
    const { rows } = await sql<{
      id: string
    }>`${linked(sql`state <> 2`)} union ${linked(sql`state = 2`)}`.execute(tx)
    return rows.map((row) => row.id)
  })
}

/** What each of these records is linked to, by its id on `side`; missing when to nothing. */
export async function partnersOf(
  db: Database,
  orgId: number,
  pairIds: readonly number[],
  side: Side,
  ids: readonly string[]
): Promise<Map<string, string>> {
  if (ids.length === 0 || pairIds.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const [own, other] = idsFrom(side)
    const { rows } = await sql<{ id: string; partner: string }>`
      select ${own} as id, ${other} as partner from links
      where org_id = ${orgId} and pair_id = any(${[...pairIds]}) and state <> 2 and ${own} = any(${[...ids]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.id, row.partner]))
  })
}

/** Which of these records somebody took out of the sync, with the reason. */
export async function blockedOf(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  ids: readonly string[]
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ record_id: string; reason: string }>`
      select record_id, reason from blocked
      where org_id = ${orgId} and pair_id = ${pairId} and side = ${side} and record_id = any(${[...ids]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.record_id, row.reason]))
  })
}

/** Ends a link by hand: both records stay, and no rule links either again. False when there is none. */
export async function unlink(
  db: Database,
  orgId: number,
  pairId: number,
  sfId: string,
  author = 'by hand'
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const done = await sql`
      with ended as (
        update links set state = 4 where org_id = ${orgId} and pair_id = ${pairId} and sf_id = ${sfId} and state not in (2, 4)
        returning link_id, ext_id
      )
      insert into events (org_id, pair_id, link_id, kind, line, side, value_from, actor)
      select ${orgId}, ${pairId}, link_id, 'unlinked', '', 'external', ext_id, ${author} from ended`.execute(
      tx
    )
    return done.numAffectedRows === 1n
  })
}

/**
 * Links two records by hand, and asks for them to be looked at. Links that hold one of them end for it. They are merged as
 * at first sight.
 */
export async function linkByHand(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number },
  pair: { readonly pairId: number; readonly salesforce: string },
  sfId: string,
  extId: string,
  author = 'by hand'
): Promise<void> {
  const { orgId, connectionId } = key
  const { pairId } = pair
  await db.withOrg(orgId, async (tx) => {
    await sql`
      with ended as (
        update links set state = 2
        where org_id = ${orgId} and pair_id = ${pairId} and state <> 2 and (sf_id = ${sfId} or ext_id = ${extId})
        returning link_id, sf_id, ext_id
      )
      insert into events (org_id, pair_id, link_id, kind, line, side, value_from, value_to, how, actor)
      select ${orgId}, ${pairId}, link_id, 'ended', '', case when sf_id = ${sfId} then 'external' else 'salesforce' end,
        case when sf_id = ${sfId} then ext_id else sf_id end, case when sf_id = ${sfId} then ${extId} else ${sfId} end,
        'linked to another by hand', ${author} from ended`.execute(tx)
    await sql`
      with made as (
        insert into links (org_id, pair_id, sf_id, ext_id, rev, how) values (${orgId}, ${pairId}, ${sfId}, ${extId}, 0, 'by hand')
        returning link_id
      )
      insert into events (org_id, pair_id, link_id, kind, line, side, value_to, how, actor)
      select ${orgId}, ${pairId}, link_id, 'linked', '', 'external', ${extId}, 'by hand', ${author} from made`.execute(
      tx
    )
    await sql`select release_waits(${orgId}, ${connectionId}, ${pairId}, ${[sfId, extId]}::text[], '{}')`.execute(
      tx
    )
    await hint(tx, orgId, connectionId, `linked:${pairId}:${sfId}`, pair.salesforce, sfId)
  })
}

/** Takes a record out of the sync, or brings it back. */
export async function block(
  db: Database,
  orgId: number,
  record: {
    readonly pairId: number
    readonly side: Side
    readonly id: string
    readonly reason: string
    readonly author: string
  }
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    const { pairId, side, id, reason, author } = record
    await tx
      .insertInto('blocked')
      .values({ org_id: orgId, pair_id: pairId, side, record_id: id, reason, author })
      .onConflict((conflict) =>
        conflict.columns(['org_id', 'pair_id', 'side', 'record_id']).doUpdateSet({ reason, author })
      )
      .execute()
  })
}
export async function unblock(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  id: string
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await tx
      .deleteFrom('blocked')
      .where('org_id', '=', orgId)
      .where('pair_id', '=', pairId)
      .where('side', '=', side)
      .where('record_id', '=', id)
      .execute()
  })
}

async function hint(
  tx: OrgTransaction,
  orgId: number,
  connectionId: number,
  id: string,
  object: string,
  recordId: string
): Promise<void> {
  await sql`
    insert into inbox (org_id, connection_id, notification_id, object, record_id, lane)
    values (${orgId}, ${connectionId}, ${id}, ${object}, ${recordId}, 1)
    on conflict (org_id, connection_id, notification_id) do update set state = 0, tries = 0, next_at = now()`.execute(
    tx
  )
}
