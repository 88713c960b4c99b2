import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A key as it is known from its beginning, before anybody proved to hold the rest. */
export interface FoundKey {
  readonly orgId: number
  readonly salesforceOrgId: string
  readonly keyId: number
  readonly hash: Buffer
}

/** The key that begins so; null for an unknown or revoked one. */
export async function keyByPrefix(db: Database, prefix: string): Promise<FoundKey | null> {
  const { rows } = await sql<FoundKey>`
    select k.org_id as "orgId", o.sf_org_id as "salesforceOrgId", k.key_id as "keyId", k.hash
    from org_keys k join orgs o on o.org_id = k.org_id
    where k.prefix = ${prefix} and k.revoked_at is null`.execute(db.system)
  return rows[0] ?? null
}

/** Stores a key that `newOrgKey` made; gives its number. */
export async function saveOrgKey(
  db: Database,
  orgId: number,
  key: { readonly prefix: string; readonly hash: Buffer; readonly createdBy: string }
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ key_id: number }>`
      insert into org_keys (org_id, prefix, hash, created_by)
      values (${orgId}, ${key.prefix}, ${key.hash}, ${key.createdBy}) returning key_id`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new Error('The key was not stored.')
    return row.key_id
  })
}

/** How exact "last used" is: a call is never worth a commit of its own. */
const USED = sql`interval '10 minutes'`

/** Notes that a key was used. */
export async function keyUsed(db: Database, orgId: number, keyId: number): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update org_keys set last_used_at = now()
      where org_id = ${orgId} and key_id = ${keyId} and coalesce(last_used_at < now() - ${USED}, true)`.execute(
      tx
    )
  })
}

export interface OrgKey {
  readonly keyId: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** An org's keys, newest first. */
export async function orgKeys(db: Database, orgId: number): Promise<OrgKey[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<OrgKey>`
      select key_id as "keyId", created_at as "createdAt", created_by as "createdBy", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
      from org_keys where org_id = ${orgId} order by key_id desc`.execute(tx)
    return rows
  })
}

/** Refuses a key from now on; without one, all of the org's but `except`. False when there was nothing to revoke. */
export async function revokeOrgKeys(
  db: Database,
  orgId: number,
  which: { readonly keyId?: number; readonly except?: number },
  by: string
): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const done = await sql`
      update org_keys set revoked_at = now(), revoked_by = ${by}
      where org_id = ${orgId} and revoked_at is null
        and key_id = coalesce(${which.keyId ?? null}::bigint, key_id) and key_id is distinct from ${which.except ?? null}::bigint`.execute(
      tx
    )
    return (done.numAffectedRows ?? 0n) > 0n
  })
}
