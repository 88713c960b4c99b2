import { sql } from 'kysely'
import type { Lane } from '../sync/lanes.ts'
import type { Database } from './open.ts'

/** A connection's lane: what one node at a time works on. */
export interface LaneKey {
  readonly orgId: number
  readonly connectionId: number
  readonly lane: Lane
}

export const LEASE_MS = 15_000

/** Takes a free or expired lease and gives its fence; null when another node holds it, which is then told to look again. */
export async function takeLease(db: Database, key: LaneKey, node: string): Promise<number | null> {
  return db.withOrg(key.orgId, async (tx) => {
    const taken = await sql<{ fence: number }>`
      insert into leases as l (org_id, connection_id, lane, node, fence, until)
      values (${key.orgId}, ${key.connectionId}, ${key.lane}, ${node}, 1, now() + ${LEASE_MS} * interval '1 ms')
      on conflict (org_id, connection_id, lane) do update
        set node = excluded.node, fence = l.fence + 1, until = excluded.until, again = false
        where (l.until is null or l.until <= now()) and (l.not_before is null or l.not_before <= now())
      returning fence`.execute(tx)
    const fence = taken.rows[0]?.fence
    if (fence !== undefined) return fence
    await sql`update leases set again = true where ${is(key)} and node is not null`.execute(tx)
    return null
  })
}

/** Prolongs the lease; false when it has been taken over. */
export async function renewLease(db: Database, key: LaneKey, fence: number): Promise<boolean> {
  return db.withOrg(key.orgId, async (tx) => {
    const renewed = await sql`
      update leases set until = now() + ${LEASE_MS} * interval '1 ms'
      where ${is(key)} and fence = ${fence} and node is not null`.execute(tx)
    return renewed.numAffectedRows === 1n
  })
}

/** What a turn at this connection works by, as a text: another one means that its state, settings, rules or mapping were changed. */
export async function setupOf(db: Database, { orgId, connectionId }: LaneKey): Promise<string> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ setup: string }>`
      select concat_ws(' ', state, settings_rev, rules_rev, (
        select max(rev) from revisions where org_id = ${orgId} and connection_id = ${connectionId})) as setup
      from connections where org_id = ${orgId} and connection_id = ${connectionId}`.execute(tx)
    return rows[0]?.setup ?? 'gone'
  })
}

/** Gives the lease back; false when somebody asked to look again, so the holder keeps it and works on. */
export async function releaseLease(db: Database, key: LaneKey, fence: number): Promise<boolean> {
  return db.withOrg(key.orgId, async (tx) => {
    const released = await sql`
      update leases set node = null, until = null, not_before = null, trouble = null
      where ${is(key)} and fence = ${fence} and not again`.execute(tx)
    if (released.numAffectedRows === 1n) return true
    const kept = await sql`update leases set again = false where ${is(key)} and fence = ${fence}`.execute(tx)
    // Taken over by another node: there is nothing left to give back.
    return kept.numAffectedRows === 0n
  })
}

/** Gives the lease back although there is more to do; whoever comes next goes on. */
export async function yieldLease(db: Database, key: LaneKey, fence: number): Promise<void> {
  await db.withOrg(key.orgId, async (tx) => {
    await sql`update leases set node = null, until = null, again = false where ${is(key)} and fence = ${fence}`.execute(
      tx
    )
  })
}

/** Puts the lane to rest after a failure that every record would meet, and says why. Its writes on the wire are over. */
export async function restLane(
  db: Database,
  key: LaneKey,
  fence: number,
  rest: { until: Date; trouble: string }
): Promise<void> {
  await db.withOrg(key.orgId, async (tx) => {
    await sql`
      update leases set node = null, until = null, again = false, not_before = ${rest.until}, trouble = ${rest.trouble},
        troubles = troubles + 1
      where ${is(key)} and fence = ${fence}`.execute(tx)
  })
}

/** How often the lane was put to rest since it last worked. */
export async function troublesOf(db: Database, key: LaneKey): Promise<number> {
  return db.withOrg(key.orgId, async (tx) => {
    const found = await sql<{ troubles: number }>`select troubles from leases where ${is(key)}`.execute(tx)
    return found.rows[0]?.troubles ?? 0
  })
}

/** The lane works again. */
export async function clearTroubles(db: Database, key: LaneKey): Promise<void> {
  await db.withOrg(key.orgId, async (tx) => {
    await sql`update leases set troubles = 0, trouble = null where ${is(key)} and troubles > 0`.execute(tx)
  })
}

const is = (key: LaneKey) =>
  sql`org_id = ${key.orgId} and connection_id = ${key.connectionId} and lane = ${key.lane}`
