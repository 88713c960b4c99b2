import { sql } from 'kysely'
import type { Database } from './open.ts'

/** What is known of an org beside how to log in to it. */
export interface StoredOrg {
  readonly orgId: number
  readonly salesforceOrgId: string
  /** Empty where it was never read, as `edition` and `address`. */
  readonly name: string
  readonly edition: string
  readonly sandbox: boolean
  readonly address: string
  /** Why it has to be paired again; null while all is well. */
  readonly repair: string | null
}

const columns = sql`org_id as "orgId", sf_org_id as "salesforceOrgId", name, edition, sandbox, address, repair`

/** The orgs that are registered. */
export async function listOrgs({ system }: Database): Promise<StoredOrg[]> {
  const { rows } = await sql<StoredOrg>`select ${columns} from orgs order by org_id`.execute(system)
  return rows
}

/** Null for an org that is not registered. */
export async function orgBySalesforceId(
  { system }: Database,
  salesforceOrgId: string
): Promise<StoredOrg | null> {
  const { rows } = await sql<StoredOrg>`
    select ${columns} from orgs where sf_org_id = ${salesforceOrgId}`.execute(system)
  return rows[0] ?? null
}

/** How an org is logged in to, its secrets sealed still. */
export interface OrgLogin {
  readonly login: Readonly<Record<string, string>>
  readonly sealedLogin: Readonly<Record<string, string>>
}

export async function orgWithLogin(db: Database, orgId: number): Promise<(StoredOrg & OrgLogin) | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredOrg & OrgLogin>`
      select ${columns}, login, sealed as "sealedLogin" from orgs where org_id = ${orgId}`.execute(tx)
    return rows[0] ?? null
  })
}

/** What the org said of itself just now; what it did not say stays as it was. */
export async function noteOrganization(
  db: Database,
  orgId: number,
  said: Pick<StoredOrg, 'name' | 'edition' | 'sandbox' | 'address'>
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update orgs set name = coalesce(nullif(name, ''), ${said.name}), edition = coalesce(nullif(${said.edition}, ''), edition),
        sandbox = case when ${said.edition} = '' then sandbox else ${said.sandbox} end, address = ${said.address}
      where org_id = ${orgId}`.execute(tx)
  })
}
