import { sql } from 'kysely'
import type { Database } from './open.ts'

/** The rules of a connection as stored, for `readRules` in sync/rules.ts; null when the connection is gone. */
export async function loadRules(db: Database, orgId: number, connectionId: number): Promise<object | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ rules: object }>`
      select rules from connections where org_id = ${orgId} and connection_id = ${connectionId}`.execute(tx)
    return rows[0]?.rules ?? null
  })
}

/** Stores rules that `readRules` accepts. */
export async function saveRules(
  db: Database,
  orgId: number,
  connectionId: number,
  rules: object
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update connections set rules = ${JSON.stringify(rules)}
      where org_id = ${orgId} and connection_id = ${connectionId}`.execute(tx)
  })
}
