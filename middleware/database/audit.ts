import { sql } from 'kysely'
import type { Database } from './open.ts'

export interface AuditEntry {
  readonly entryId: number
  readonly at: Date
  readonly kind: 'org' | 'admin'
  readonly actor: string
  readonly route: string
  readonly detail: string
  /** Null: the node ended before it was known. */
  readonly outcome: 'done' | 'refused' | 'failed' | null
}

/** Notes that a change is asked for, before it is carried out; gives the entry's number. */
export async function noteAsked(
  db: Database,
  orgId: number,
  entry: Pick<AuditEntry, 'kind' | 'actor' | 'route' | 'detail'>
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ entry_id: number }>`
      insert into audit (org_id, kind, actor, route, detail)
      values (${orgId}, ${entry.kind}, ${entry.actor}, ${entry.route}, ${entry.detail}) returning entry_id`.execute(
      tx
    )
    const [row] = rows
    if (row === undefined) throw new Error('The audit entry was not stored.')
    return row.entry_id
  })
}

/** What became of it. */
export async function noteOutcome(
  db: Database,
  orgId: number,
  entryId: number,
  outcome: 'done' | 'refused' | 'failed'
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`update audit set outcome = ${outcome} where org_id = ${orgId} and entry_id = ${entryId}`.execute(
      tx
    )
  })
}

/** Newest first, without those of the routes that are left out; the next page begins before the last one's number. */
export async function auditEntries(
  db: Database,
  orgId: number,
  page: { readonly limit: number; readonly before: number | null; readonly without: readonly string[] }
): Promise<AuditEntry[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<AuditEntry>`
      select entry_id as "entryId", at, kind, actor, route, detail, outcome from audit
      where org_id = ${orgId} and (${page.before}::bigint is null or entry_id < ${page.before})
        and route <> all(${[...page.without]}::text[])
      order by entry_id desc limit ${page.limit}`.execute(tx)
    return rows
  })
}
