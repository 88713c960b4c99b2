import { sql } from 'kysely'
import type { Database } from './open.ts'

interface Key {
  readonly orgId: number
  readonly connectionId: number
}

/** The connection whose vendor was given the address with this token's hash; null for an unknown one. */
export async function byWebhookHash(db: Database, hash: Buffer): Promise<Key | null> {
  const found = await db.system
    .selectFrom('connections')
    .select(['org_id as orgId', 'connection_id as connectionId'])
    .where('webhook_hash', '=', hash)
    .where('state', '<>', 'deleting')
    .executeTakeFirst()
  return found ?? null
}

/** From now on the vendor's address is the one with this token; a former one is refused. False when there is no such connection. */
export async function setWebhookHash(
  db: Database,
  { orgId, connectionId }: Key,
  hash: Buffer
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const set = await tx
      .updateTable('connections')
      .set({ webhook_hash: hash })
      .where('org_id', '=', orgId)
      .where('connection_id', '=', connectionId)
      .executeTakeFirst()
    return set.numUpdatedRows === 1n
  })
}

/**
 * Stores that external records may have changed, committed when it returns. One hint a record, however often it is told:
 * told again while the record is being looked at, it is looked at once more.
 */
export async function acceptExternal(
  db: Database,
  { orgId, connectionId }: Key,
  hints: readonly { readonly object: string; readonly recordId: string }[]
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      insert into inbox (org_id, connection_id, notification_id, object, side, record_id)
      select distinct ${orgId}::int, ${connectionId}::int, 'webhook:' || n.object || ':' || n.record, n.object, 'external', n.record
      from unnest(${hints.map((one) => one.object)}::text[], ${hints.map((one) => one.recordId)}::text[]) as n (object, record)
      order by 3
      on conflict (org_id, connection_id, notification_id) do update
        set state = 0, tries = 0, next_at = now(), lane = 2, seq = default`.execute(tx)
  })
}
