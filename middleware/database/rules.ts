import { sql } from 'kysely'
import type { Database } from './open.ts'
import { StaleError } from './revisions.ts'

/** The rules of a connection as stored, for `readRules` in sync/rules.ts, and their version; null when the connection is gone. */
export async function loadRules(
  db: Database,
  orgId: number,
  connectionId: number
): Promise<{ readonly rules: object; readonly rev: number } | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ rules: object; rev: number }>`
      select rules, rules_rev as rev from connections
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> 'deleting'`.execute(tx)
    return rows[0] ?? null
  })
}

/**
 * Stores rules that `readRules` accepts; gives their version. Throws `StaleError` when that of now is not the `expected` one.
 * @param expected null: whatever is there
 */
export async function saveRules(
  db: Database,
  orgId: number,
  connectionId: number,
  rules: object,
  expected: number | null = null
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ rev: number }>`
      update connections set rules = ${JSON.stringify(rules)}, rules_rev = rules_rev + 1
      where org_id = ${orgId} and connection_id = ${connectionId} and rules_rev = coalesce(${expected}::int, rules_rev)
      returning rules_rev as rev`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new StaleError()
    return row.rev
  })
}
