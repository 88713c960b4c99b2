import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A connection at a glance. */
export interface ConnectionGlance {
  readonly connectionId: number
  readonly name: string
  readonly connector: string
  readonly state: 'setup' | 'active' | 'paused'
  readonly links: number
  readonly openIssues: number
  readonly lastSyncAt: Date | null
  readonly trouble: string | null
}

/** `setup`: none of its pairs was ever synchronized. */
export const stateNow = (c: string) => sql<'setup' | 'active' | 'paused'>`
  case when ${sql.ref(`${c}.state`)} = 'paused' then 'paused'
    when exists (select from pairs p where p.org_id = ${sql.ref(`${c}.org_id`)} and p.connection_id = ${sql.ref(`${c}.connection_id`)}
      and p.activated_at is not null) then 'active'
    else 'setup' end`

/** When a run over anything but opt-outs last ended well: by the index of runs, newest first. */
export const lastSync = (c: string) => sql<Date | null>`
  (select r.ended_at from runs r where r.org_id = ${sql.ref(`${c}.org_id`)} and r.connection_id = ${sql.ref(`${c}.connection_id`)}
    and r.state = 'done' and r.cause <> 'consent' order by r.run_id desc limit 1)`

/** An org's connections, or one of them. */
export async function glances(
  db: Database,
  orgId: number,
  connectionId: number | null = null
): Promise<ConnectionGlance[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<ConnectionGlance>`
      select c.connection_id as "connectionId", c.name, c.connector, ${stateNow('c')} as state, ${lastSync('c')} as "lastSyncAt",
        (select count(*)::int from links l join pairs p on p.org_id = l.org_id and p.pair_id = l.pair_id
          where p.org_id = c.org_id and p.connection_id = c.connection_id and l.state = 0) as links,
        (select count(*)::int from issues i where i.org_id = c.org_id and i.connection_id = c.connection_id and i.state = 0) as "openIssues",
        (select l.trouble from leases l where l.org_id = c.org_id and l.connection_id = c.connection_id
          and l.trouble is not null and l.not_before > now() order by l.lane limit 1) as trouble
      from connections c
      where c.org_id = ${orgId} and c.state <> 'deleting' and c.connection_id = coalesce(${connectionId}::int, c.connection_id)
      order by c.connection_id`.execute(tx)
    return rows
  })
}
