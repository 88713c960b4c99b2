import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A thing that was done in an org, or was not. `name` is the item of the checklist it belongs to. */
export interface SetupStep {
  readonly name: string
  readonly label: string
  readonly ok: boolean
  readonly said: string
}
export interface StoredSetup {
  readonly namespace: string
  readonly pairedAt: Date | null
  readonly pairedBy: string | null
  readonly steps: readonly SetupStep[]
  readonly stepsAt: Date | null
  readonly foreignOrg: string | null
  readonly foreignAt: Date | null
}

const nothing: StoredSetup = { namespace: '', pairedAt: null, pairedBy: null, steps: [], stepsAt: null, foreignOrg: null, foreignAt: null } // prettier-ignore

export async function setupOf(db: Database, orgId: number): Promise<StoredSetup> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredSetup>`
      select namespace, paired_at as "pairedAt", paired_by as "pairedBy", steps, steps_at as "stepsAt",
        foreign_org as "foreignOrg", foreign_at as "foreignAt"
      from org_setup where org_id = ${orgId}`.execute(tx)
    return rows[0] ?? nothing
  })
}

/** An org is paired: its own address is known from now on, and nothing is left to repair. */
export async function savePairing(
  db: Database,
  orgId: number,
  paired: { readonly namespace: string; readonly by: string; readonly address: string; readonly steps: readonly SetupStep[] }
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      insert into org_setup (org_id, namespace, paired_at, paired_by, steps, steps_at)
      values (${orgId}, ${paired.namespace}, now(), ${paired.by}, ${JSON.stringify(paired.steps)}, now())
      on conflict (org_id) do update set namespace = excluded.namespace, paired_at = now(), paired_by = excluded.paired_by,
        steps = excluded.steps, steps_at = now(), foreign_org = null, foreign_at = null`.execute(tx)
    await sql`update orgs set address = ${paired.address} where org_id = ${orgId}`.execute(tx)
  })
} // prettier-ignore

export async function endPairing(db: Database, orgId: number): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`update org_setup set paired_at = null, steps = '[]', steps_at = null where org_id = ${orgId}`.execute(tx) // prettier-ignore
  })
}

/** Notes that another org's messages came to an address of this one; at most once a minute. */
export async function noteForeignOrg(db: Database, orgId: number, foreignOrg: string): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      insert into org_setup (org_id, foreign_org, foreign_at) values (${orgId}, ${foreignOrg}, now())
      on conflict (org_id) do update set foreign_org = excluded.foreign_org, foreign_at = now()
        where coalesce(org_setup.foreign_at < now() - interval '1 minute', true)`.execute(tx)
  })
}

/** Notes why the org has to be connected anew, or that all is well again. */
export async function noteRepair(db: Database, orgId: number, why: string | null): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`update orgs set repair = ${why} where org_id = ${orgId} and repair is distinct from ${why}`.execute(tx) // prettier-ignore
  })
}

/** True for the first who brings this token. Forgotten after an hour, when the token itself is over. */
export async function spend(db: Database, orgId: number, hash: Buffer): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    await sql`delete from spent_tokens where org_id = ${orgId} and at < now() - interval '1 hour'`.execute(tx)
    const first = await sql`insert into spent_tokens (org_id, hash) values (${orgId}, ${hash}) on conflict do nothing`.execute(tx) // prettier-ignore
    return first.numAffectedRows === 1n
  })
}

/** Numbers of an org's connections, but for those that are being deleted. */
export async function connectionIds(db: Database, orgId: number): Promise<number[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select connection_id as id from connections where org_id = ${orgId} and state <> 'deleting' order by 1`.execute(
      tx
    )
    return rows.map((row) => row.id)
  })
}

/** Runs `work` unless somebody else, on any node, does such work for the org right now: then null. Ends with the process. */
export async function alone<T>(db: Database, orgId: number, work: () => Promise<T>): Promise<{ readonly done: T } | null> {
  return db.withClient(orgId, async (client) => {
    const { rows } = await client.query<{ free: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('bothways.setup'), $1) as free`,
      [orgId]
    )
    return rows[0]?.free === true ? { done: await work() } : null
  })
} // prettier-ignore
