import { sql } from 'kysely'
import type { Database } from './open.ts'

/** The message and flow of a mapped object, as they were last seen in the org. */
export interface RealTimeRow {
  readonly connectionId: number
  readonly object: string
  readonly message: string
  readonly flow: string
  readonly state: 'deployed' | 'active' | 'broken'
  readonly said: string
  readonly at: Date
  readonly lastMessageAt: Date | null
}

export async function realTimeRows(db: Database, orgId: number): Promise<RealTimeRow[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<RealTimeRow>`
      select r.connection_id as "connectionId", r.object, message, flow, state, said, r.at, greatest(r.last_message_at, m.at) as "lastMessageAt"
      from real_time r left join last_messages m using (org_id, connection_id, object)
      where org_id = ${orgId} order by 1, 2`.execute(tx)
    return rows
  })
}

export async function saveRealTime(
  db: Database,
  orgId: number,
  rows: readonly Omit<RealTimeRow, 'at' | 'lastMessageAt'>[]
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    for (const { connectionId, object, message, flow, state, said } of rows)
      await sql`
        insert into real_time (org_id, connection_id, object, message, flow, state, said)
        values (${orgId}, ${connectionId}, ${object}, ${message}, ${flow}, ${state}, ${said})
        on conflict (org_id, connection_id, object) do update
          set message = excluded.message, flow = excluded.flow, state = excluded.state, said = excluded.said, at = now()`.execute(tx)
  })
} // prettier-ignore

export async function dropRealTime(
  db: Database,
  orgId: number,
  rows: readonly Pick<RealTimeRow, 'connectionId' | 'object'>[]
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    for (const { connectionId, object } of rows)
      await sql`delete from real_time where org_id = ${orgId} and connection_id = ${connectionId} and object = ${object}`.execute(tx) // prettier-ignore
  })
}

/** When the last outbound message came for each object, to a few seconds. */
export async function lastMessages(
  db: Database,
  orgId: number
): Promise<{ readonly connectionId: number; readonly object: string; readonly at: Date }[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ connectionId: number; object: string; at: Date }>`
      select connection_id as "connectionId", object, at from last_messages where org_id = ${orgId}`.execute(
      tx
    )
    return rows
  })
}

/** The sealed token of the address that deployed messages go to; `fresh` is kept where there was none. */
export async function messageToken(
  db: Database,
  { orgId, connectionId }: { readonly orgId: number; readonly connectionId: number },
  fresh: { readonly sealed: string; readonly hash: Buffer }
): Promise<string> {
  return db.withOrg(orgId, async (tx) => {
    const kept = await sql<{ message_token: string }>`
      select message_token from connections where org_id = ${orgId} and connection_id = ${connectionId} and message_token is not null`.execute(
      tx
    )
    const [known] = kept.rows
    if (known !== undefined) return known.message_token
    const { rows } = await sql<{ message_token: string }>`
      update connections set message_token = coalesce(message_token, ${fresh.sealed}), message_hash = coalesce(message_hash, ${fresh.hash})
      where org_id = ${orgId} and connection_id = ${connectionId} returning message_token`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new Error(`There is no connection ${connectionId} of org ${orgId}.`)
    return row.message_token
  })
}
