import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A linked record outside, of a Salesforce record. */
export interface LinkedRecord {
  readonly connectionId: number
  readonly object: string
  readonly extId: string
}

/** What a Salesforce record is linked to, by connection. */
export async function linkedRecords(db: Database, orgId: number, sfId: string): Promise<LinkedRecord[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<LinkedRecord>`
      select p.connection_id as "connectionId", p.ext_object as object, l.ext_id as "extId"
      from pairs p join links l on l.org_id = p.org_id and l.pair_id = p.pair_id
      where p.org_id = ${orgId} and l.sf_id = ${sfId} and l.state = 0
      order by p.connection_id, p.pair_id`.execute(tx)
    return rows
  })
}
