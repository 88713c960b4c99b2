import { sql } from 'kysely'
import type { LineSpec, PairSpec } from '../connectors/connector.ts'
import type { MappingDocument } from './connections.ts'
import type { Database, OrgTransaction } from './open.ts'

/** Thrown when somebody else has saved since what is to be changed was read. */
export class StaleError extends Error {
  override readonly name = 'StaleError'
  constructor() {
    super('Somebody else has saved meanwhile. Load it again, and make your change to what is there now.')
  }
}

/** The newest revision of a connection's mapping; null when there is no such connection. */
export async function newestRevision(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number }
): Promise<{ readonly rev: number; readonly document: MappingDocument } | null> {
  return db.withOrg(key.orgId, async (tx) => (await latest(tx, key.orgId, key.connectionId)) ?? null)
}

/**
 * Stores a new revision of a connection's mapping and moves its pairs to it; gives its number. Links keep the bases of lines
 * that stayed as they were. New lines begin without a value on either side, as at first sight. Pairs that are left out rest.
 * Throws `StaleError` when the newest revision is not the `expected` one.
 */
export async function saveRevision(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number },
  document: MappingDocument,
  author: string,
  expected?: number
): Promise<number> {
  const { orgId, connectionId } = key
  return db.withOrg(orgId, async (tx) => {
    // Whoever saves at the same time waits here, and builds on what is saved now.
    await sql`select from connections where org_id = ${orgId} and connection_id = ${connectionId} for update`.execute(
      tx
    )
    const before = await latest(tx, orgId, connectionId)
    if (expected !== undefined && before?.rev !== expected) throw new StaleError()
    const rev = (before?.rev ?? 0) + 1
    await tx
      .insertInto('revisions')
      .values({ org_id: orgId, connection_id: connectionId, rev, document: JSON.stringify(document), author })
      .execute()
    const pairs = await tx
      .selectFrom('pairs')
      .select(['pair_id', 'name'])
      .where('org_id', '=', orgId)
      .where('connection_id', '=', connectionId)
      .execute()
    for (const spec of document.pairs) {
      const known = pairs.find((one) => one.name === spec.name)
      const old = before?.document.pairs.find((one) => one.name === spec.name)
      if (known === undefined) await addPair(tx, orgId, connectionId, rev, spec)
      else if (old !== undefined) await rebase(tx, orgId, known.pair_id, old, spec, rev)
      else await chooseAgain(tx, orgId, known.pair_id)
    }
    await sql`
      update pairs p set rev = ${rev},
        -- One that is taken out is due no more.
        next_poll_at = case when d.name is null then 'infinity' else p.next_poll_at end,
        next_read_at = case when d.name is null then 'infinity' else p.next_read_at end,
        next_consent_at = case when d.name is null then 'infinity' else p.next_consent_at end,
        next_scan_at = case when d.name is null then 'infinity' else p.next_scan_at end,
        next_refresh_at = case when d.name is null then 'infinity' else p.next_refresh_at end,
        sf_object = coalesce(d.salesforce, p.sf_object), ext_object = coalesce(d.external, p.ext_object)
      from pairs q left join jsonb_to_recordset(${JSON.stringify(document.pairs)}::jsonb) as d (name text, salesforce text, external text) on d.name = q.name
      where p.org_id = ${orgId} and p.connection_id = ${connectionId} and q.org_id = p.org_id and q.pair_id = p.pair_id`.execute(
      tx
    )
    return rev
  })
}

/** It goes on from where it was; one that never had its initial sync waits for that. */
async function chooseAgain(tx: OrgTransaction, orgId: number, pairId: number): Promise<void> {
  await sql`
    update pairs set next_consent_at = now(),
      next_poll_at = case when initial_synced_at is null then next_poll_at else now() end,
      next_read_at = case when initial_synced_at is null then next_read_at else now() end
    where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
}

async function latest(tx: OrgTransaction, orgId: number, connectionId: number) {
  const { rows } = await sql<{ rev: number; document: MappingDocument }>`
    select rev, document from revisions where org_id = ${orgId} and connection_id = ${connectionId} order by rev desc limit 1`.execute(
    tx
  )
  return rows[0]
}

/** Nothing of it is polled before its initial sync has begun. */
export async function addPair(
  tx: OrgTransaction,
  orgId: number,
  connectionId: number,
  rev: number,
  spec: PairSpec
): Promise<void> {
  // A number is given once: what is left of a deleted pair is never taken for this one's.
  await sql`
    with next as (
      update orgs set last_pair = greatest(last_pair, (select coalesce(max(pair_id), 0) from pairs where org_id = ${orgId})) + 1
      where org_id = ${orgId} returning last_pair
    )
    insert into pairs (org_id, pair_id, connection_id, name, sf_object, ext_object, rev, next_poll_at)
    select ${orgId}, last_pair, ${connectionId}, ${spec.name}, ${spec.salesforce}, ${spec.external}, ${rev}, 'infinity'
    from next`.execute(tx)
}

/** Puts the values of lines that stayed as they were into their new places. One statement, whatever the number of links. */
async function rebase(
  tx: OrgTransaction,
  orgId: number,
  pairId: number,
  old: PairSpec,
  next: PairSpec,
  rev: number
): Promise<void> {
  const places = next.lines.map((line) => old.lines.findIndex((one) => sameValues(one, line)) + 1)
  const pick = (column: string) =>
    `array[${places.map((place) => (place === 0 ? 'null' : `${column}[${place}]`)).join(', ')}]::text[]`
  const flags = places.map((place) => (place === 0 ? `'-'` : `rpad(substr(b.flags, ${place}, 1), 1, '-')`))
  await sql`
    with moved as (
      update bases b set salesforce = ${sql.raw(pick('b.salesforce'))}, external = ${sql.raw(pick('b.external'))},
        flags = case when b.flags = '' then '' else ${sql.raw(flags.join(' || ') || `''`)} end
      from links l
      where b.org_id = ${orgId} and b.pair_id = ${pairId} and l.org_id = b.org_id and l.pair_id = b.pair_id and l.link_id = b.link_id and l.rev > 0
      returning b.link_id, b.salesforce, b.external
    )
    update links l set rev = ${rev}, sf_hash = hash_array_extended(m.salesforce, ${rev}), ext_hash = hash_array_extended(m.external, ${rev})
    from moved m where l.org_id = ${orgId} and l.pair_id = ${pairId} and l.link_id = m.link_id`.execute(tx)
}

/** The two lines speak of the same values, so what is known of one holds for the other; direction and winner don't matter. */
const sameValues = (one: LineSpec, other: LineSpec): boolean =>
  one.external === other.external &&
  one.salesforce.join() === other.salesforce.join() &&
  one.join === other.join &&
  one.type === other.type
