import { sql } from 'kysely'
import type { Database } from './open.ts'
import { StaleError } from './revisions.ts'

interface Key {
  readonly orgId: number
  readonly connectionId: number
}

/** The form of a connection as it was filled in, secrets sealed; `rev` grows with every change. */
export interface StoredSettings {
  readonly rev: number
  readonly settings: Readonly<Record<string, string>>
  readonly sealed: Readonly<Record<string, string>>
}

/** Null when the connection is gone. */
export async function settingsOf(db: Database, { orgId, connectionId }: Key): Promise<StoredSettings | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredSettings>`
      select settings_rev as rev, settings, sealed from connections
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> 'deleting'`.execute(tx)
    return rows[0] ?? null
  })
}

/** Lanes that rested go on at once: what kept them may be what was corrected. Throws `StaleError`. */
export async function updateSettings(
  db: Database,
  { orgId, connectionId }: Key,
  values: Pick<StoredSettings, 'settings' | 'sealed'>,
  expected: number
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ rev: number }>`
      update connections set settings = ${JSON.stringify(values.settings)}, sealed = ${JSON.stringify(values.sealed)},
        settings_rev = settings_rev + 1
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> 'deleting' and settings_rev = ${expected}
      returning settings_rev as rev`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new StaleError()
    await sql`
      update leases set not_before = null where org_id = ${orgId} and connection_id = ${connectionId} and not_before is not null`.execute(
      tx
    )
    return row.rev
  })
}

/** False when the connection is gone. */
export async function renameConnection(
  db: Database,
  { orgId, connectionId }: Key,
  name: string
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const done = await sql`
      update connections set name = ${name}
      where org_id = ${orgId} and connection_id = ${connectionId} and state <> 'deleting'`.execute(tx)
    return done.numAffectedRows === 1n
  })
}
