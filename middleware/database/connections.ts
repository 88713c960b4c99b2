import { sql } from 'kysely'
import type { PairSpec } from '../connectors/connector.ts'
import type { OrgNames } from '../salesforce/names.ts'
import type { Database } from './open.ts'
import { addPair } from './revisions.ts'

/** The mapping of a connection, as a revision keeps it. */
export interface MappingDocument {
  readonly pairs: readonly PairSpec[]
}

/** A connection as it is stored: secrets still sealed. */
export interface StoredConnection {
  readonly orgId: number
  readonly connectionId: number
  readonly salesforceOrgId: string
  readonly connector: string
  readonly name: string
  readonly state: 'active' | 'paused' | 'deleting'
  readonly settings: Readonly<Record<string, string>>
  readonly sealed: Readonly<Record<string, string>>
  /** As stored; `readRules` in sync/rules.ts reads them. */
  readonly rules: object
  readonly login: Readonly<Record<string, string>>
  readonly sealedLogin: Readonly<Record<string, string>>
  readonly pairs: readonly StoredPair[]
  /** What fields are called in the org, as far as somebody looked. */
  readonly names: OrgNames
  /** When fields that were missing were last looked for; ISO, or the beginning of time. */
  readonly namesAt: string
}
export interface StoredPair {
  readonly pairId: number
  readonly rev: number
  readonly spec: PairSpec
  /** Its initial sync was approved, or needed no approval, and has begun. */
  readonly mayWrite: boolean
}

/** The connection behind an intake address; null for an unknown token. */
export async function byTokenHash(db: Database, hash: Buffer) {
  const found = await db.system
    .selectFrom('connections')
    .innerJoin('orgs', 'orgs.org_id', 'connections.org_id')
    .select(['connections.org_id', 'connection_id', 'sf_org_id'])
    .where((is) => is.or([is('token_hash', '=', hash), is('message_hash', '=', hash)]))
    .where('state', '<>', 'deleting')
    .executeTakeFirst()
  if (found === undefined) return null
  return { orgId: found.org_id, connectionId: found.connection_id, salesforceOrgId: found.sf_org_id }
}

/** Which orgs and connections there are, without their data. */
export async function listConnections(db: Database) {
  return db.system
    .selectFrom('connections')
    .innerJoin('orgs', 'orgs.org_id', 'connections.org_id')
    .select([
      'connections.org_id as orgId',
      'connection_id as connectionId',
      'connector',
      'connections.name',
      'state',
      'sf_org_id as salesforceOrgId'
    ])
    .where('state', '<>', 'deleting')
    .orderBy('connections.org_id')
    .orderBy('connection_id')
    .execute()
}

/** A connection with its pairs, each with the rules of its current revision; null when it is gone. */
export async function loadConnection(
  db: Database,
  orgId: number,
  connectionId: number
): Promise<StoredConnection | null> {
  return db.withOrg(orgId, async (tx) => {
    const found = await tx
      .selectFrom('connections as c')
      .innerJoin('orgs as o', 'o.org_id', 'c.org_id')
      .select([
        'c.connector',
        'c.name',
        'c.state',
        'c.settings',
        'c.sealed',
        'c.rules',
        'o.sf_org_id',
        'o.login',
        'o.sealed as sealed_login',
        'o.names',
        'o.names_at'
      ])
      .where('c.org_id', '=', orgId)
      .where('c.connection_id', '=', connectionId)
      .where('c.state', '<>', 'deleting')
      .executeTakeFirst()
    if (found === undefined) return null
    const rows = await tx
      .selectFrom('pairs as p')
      .innerJoin('revisions as r', (join) =>
        join
          .onRef('r.org_id', '=', 'p.org_id')
          .onRef('r.connection_id', '=', 'p.connection_id')
          .onRef('r.rev', '=', 'p.rev')
      )
      .select(['p.pair_id', 'p.name', 'p.rev', 'p.writes_from', 'r.document'])
      .where('p.org_id', '=', orgId)
      .where('p.connection_id', '=', connectionId)
      .orderBy('p.pair_id')
      .execute()
    const placed = rows.flatMap(({ pair_id: pairId, name, rev, writes_from, document }) => {
      const specs = (document as MappingDocument).pairs
      const at = specs.findIndex((one) => one.name === name)
      const spec = specs[at]
      return spec === undefined ? [] : [{ at, pair: { pairId, rev, spec, mayWrite: writes_from !== null } }]
    })
    // Parents stand before children in the mapping, whichever was added first.
    const pairs = placed.sort((a, b) => a.at - b.at).map((one) => one.pair)
    const { connector, name, state, settings, sealed, rules, login, names } = found
    return {
      orgId, connectionId, connector, name, state, settings, sealed, rules, login, names, pairs,
      salesforceOrgId: found.sf_org_id,
      sealedLogin: found.sealed_login,
      namesAt: instantOf(found.names_at)
    } // prettier-ignore
  })
}

/** The beginning of time comes as a number that is none. */
const instantOf = (at: Date): string =>
  at instanceof Date && Number.isFinite(at.getTime()) ? at.toISOString() : new Date(0).toISOString()

/** The number an org has here; a new one is reserved for an org that was never seen. */
export async function orgIdFor(db: Database, salesforceOrgId: string): Promise<number> {
  const known = await db.system
    .selectFrom('orgs')
    .select('org_id')
    .where('sf_org_id', '=', salesforceOrgId)
    .executeTakeFirst()
  return known?.org_id ?? db.call<number>("nextval('org_ids')::int", [])
}

export interface NewOrg {
  readonly orgId: number
  readonly salesforceOrgId: string
  readonly login: Readonly<Record<string, string>>
  readonly sealedLogin: Readonly<Record<string, string>>
  /** As the org says of itself; what it did not say stays as it was. */
  readonly name?: string
  readonly edition?: string
  readonly sandbox?: boolean
  readonly address?: string
}

/** Stores an org and how to log in to it; a known org gets the new login. False where it is known by another number. */
export async function saveOrg(db: Database, org: NewOrg): Promise<boolean> {
  const login = JSON.stringify(org.login)
  const sealed = JSON.stringify(org.sealedLogin)
  const { orgId, name = '', edition = '', sandbox = false, address = '' } = org
  return db.withOrg(orgId, async (tx) => {
    const known = await sql`
      update orgs set login = ${login}, sealed = ${sealed}, name = coalesce(nullif(${name}, ''), name), edition = coalesce(nullif(${edition}, ''), edition),
        sandbox = ${sandbox}, address = coalesce(nullif(${address}, ''), address)
      where org_id = ${orgId}`.execute(tx)
    if (known.numAffectedRows === 1n) return true
    const made = await sql`
      insert into orgs (org_id, sf_org_id, login, sealed, name, edition, sandbox, address)
      values (${orgId}, ${org.salesforceOrgId}, ${login}, ${sealed}, ${name}, ${edition}, ${sandbox}, ${address})
      on conflict do nothing`.execute(tx)
    return made.numAffectedRows === 1n
  })
}

/** The number the next connection of an org gets. A number is given once: what is left of a deleted one is never another's. */
export async function nextConnectionId(db: Database, orgId: number): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ next: number }>`
      update orgs set last_connection = greatest(last_connection,
        (select coalesce(max(connection_id), 0) from connections where org_id = ${orgId})) + 1
      where org_id = ${orgId} returning last_connection as next`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new Error(`There is no org ${orgId}.`)
    return row.next
  })
}

export interface NewConnection {
  readonly orgId: number
  readonly connectionId: number
  readonly connector: string
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  readonly sealed: Readonly<Record<string, string>>
  readonly tokenHash: Buffer
  readonly document: MappingDocument
  /** What `readRules` accepts; its defaults where nothing is said. */
  readonly rules?: object
  readonly author: string
  /** Not beside another one of that name. */
  readonly alone?: true
}

/**
 * Stores a connection, its first mapping revision and its pairs. Nothing is polled before the initial sync has begun. False
 * where it would not be alone.
 */
export async function saveConnection(db: Database, one: NewConnection): Promise<boolean> {
  const key = { org_id: one.orgId, connection_id: one.connectionId }
  return db.withOrg(one.orgId, async (tx) => {
    if (one.alone === true) {
      // Whoever makes one at the same time waits here.
      await sql`select from orgs where org_id = ${one.orgId} for update`.execute(tx)
      const same = await sql`
        select from connections where org_id = ${one.orgId} and name = ${one.name} and state <> 'deleting'`.execute(
        tx
      )
      if (same.rows.length > 0) return false
    }
    await tx
      .insertInto('connections')
      .values({
        ...key,
        connector: one.connector,
        name: one.name,
        state: 'active',
        settings: JSON.stringify(one.settings),
        sealed: JSON.stringify(one.sealed),
        token_hash: one.tokenHash,
        rules: JSON.stringify(one.rules ?? {})
      })
      .execute()
    await tx
      .insertInto('revisions')
      .values({ ...key, rev: 1, document: JSON.stringify(one.document), author: one.author })
      .execute()
    for (const spec of one.document.pairs) await addPair(tx, one.orgId, one.connectionId, 1, spec)
    return true
  })
}
