import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import { lanes } from '../sync/lanes.ts'
import type { LaneKey } from './lease.ts'
import type { Database } from './open.ts'

/** A hint that a record may have changed. `recordId` is null when Salesforce sent none: the record was deleted before. */
export interface Hint {
  readonly seq: number
  readonly recordId: string | null
  readonly tries: number
}

/** Where hints are kept: every notification once, until what it led to is recorded. */
export function createInbox(db: Database) {
  return {
    /** Stores notifications, committed when it returns; gives how many were new. One round trip. */
    accept(
      connection: { readonly orgId: number; readonly connectionId: number },
      notifications: readonly {
        readonly id: string
        readonly object: string
        readonly recordId: string | null
      }[]
    ): Promise<number> {
      return db.call<number>('accept_notifications($1, $2, $3, $4, $5)', [
        connection.orgId,
        connection.connectionId,
        notifications.map((one) => one.id),
        notifications.map((one) => one.object),
        notifications.map((one) => one.recordId)
      ])
    }
  }
}
export type Inbox = ReturnType<typeof createInbox>

/** Hints of one object of a side that are due, the most urgent and the oldest first: the consent lane's, or all others. */
export async function dueHints(
  db: Database,
  key: Omit<LaneKey, 'lane'> & Partial<Pick<LaneKey, 'lane'>>,
  object: string,
  limit: number,
  side: Side = 'salesforce'
): Promise<Hint[]> {
  return db.withOrg(key.orgId, async (tx) => {
    const { rows } = await sql<Hint>`
      select seq, record_id as "recordId", tries from inbox
      where org_id = ${key.orgId} and connection_id = ${key.connectionId} and state = 0 and next_at <= now() and side = ${side} and object = ${object}
        and ${key.lane === lanes.consent ? sql`lane = 0` : sql`lane > 0`}
      order by lane, next_at limit ${limit}`.execute(tx)
    return rows
  })
}

/** Closes hints about objects that no pair of the connection maps. Gives how many there were. */
export async function closeUnmapped(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number },
  objects: Readonly<Record<Side, readonly string[]>>
): Promise<number> {
  return db.withOrg(key.orgId, async (tx) => {
    const closed = await sql`
      update inbox set state = 1
      where org_id = ${key.orgId} and connection_id = ${key.connectionId} and state = 0
        and object <> all(case side when 'external' then ${[...objects.external]}::text[] else ${[...objects.salesforce]}::text[] end)`.execute(
      tx
    )
    return Number(closed.numAffectedRows ?? 0n)
  })
}

/**
 * Lets hints about objects of which no pair may write yet rest until one may: `finishApply` wakes them. The lock keeps a pair
 * from being activated between the look and the update, which would leave them asleep.
 */
export async function restHints(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number }
): Promise<void> {
  const { orgId, connectionId } = key
  await db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ salesforce: string; external: string; awake: boolean }>`
      select sf_object as salesforce, ext_object as external, writes_from is not null as awake from pairs
      where org_id = ${orgId} and connection_id = ${connectionId} for share`.execute(tx)
    const awake = (side: Side) => rows.filter((one) => one.awake).map((one) => one[side])
    await sql`
      update inbox set next_at = 'infinity'
      where org_id = ${orgId} and connection_id = ${connectionId} and state = 0 and lane > 0 and next_at <= now()
        and object <> all(case side when 'external' then ${awake('external')}::text[] else ${awake('salesforce')}::text[] end)`.execute(
      tx
    )
  })
}

/**
 * Asks for records to be looked at now, before the live ones; a record that is asked for twice is looked at once, unless
 * it was being looked at already: the hint gets a new number, so that the batch in flight does not answer it.
 */
export async function pressRecords(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number },
  object: string,
  recordIds: readonly string[],
  side: Side = 'salesforce'
): Promise<void> {
  await db.withOrg(key.orgId, async (tx) => {
    await sql`
      insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane)
      select ${key.orgId}, ${key.connectionId}, 'pressed:' || ${side} || ':' || ${object} || ':' || id, ${object}, ${side}, id, 1 from unnest(${[...recordIds]}::text[]) as id
      on conflict (org_id, connection_id, notification_id) do update set state = 0, tries = 0, next_at = now(), lane = 1, seq = default`.execute(
      tx
    )
  })
}

/** Whether a record waits that somebody asked for. */
export async function isPressed(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number }
): Promise<boolean> {
  return db.withOrg(key.orgId, async (tx) => {
    const { rows } = await sql`
      select from inbox
      where org_id = ${key.orgId} and connection_id = ${key.connectionId} and lane = 1 and state = 0 and next_at <= now()
      limit 1`.execute(tx)
    return rows.length > 0
  })
}

/** Removes done hints that no repeat can come for: Salesforce repeats a message for 24 hours [V]. */
export async function pruneInbox(db: Database, orgId: number): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`delete from inbox where org_id = ${orgId} and state = 1 and at < now() - interval '3 days'`.execute(
      tx
    )
  })
}
