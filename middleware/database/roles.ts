import pg from 'pg'

/**
 * Who works in the database. `bothways` is the service: not an owner, not a superuser, so row-level security binds it.
 * `bothways_system` finds waiting work across orgs and carries pg-boss; it sees no record data. `bothways_owner` migrates.
 */
export const roles = { owner: 'bothways_owner', service: 'bothways', system: 'bothways_system' } as const
export type Role = keyof typeof roles

/** Connection settings by which everything on a connection happens as `role`, whoever logged in. */
export function connectionAs(url: string, role: Role): pg.ClientConfig {
  return {
    connectionString: url,
    // Start-up options, so that RESET ROLE comes back to the role and not to the login. A page of a few thousand rows that is
    // sought by its keys looks dear enough for several processes, and takes longer to start them than to be read.
    options: `-c role=${roles[role]} -c search_path=${role === 'system' ? 'bothways,pgboss' : 'bothways,staging'} -c max_parallel_workers_per_gather=0`,
    application_name: `bothways ${role}`,
    keepAlive: true,
    connectionTimeoutMillis: 5000
  }
}

/** One number for all nodes: who holds this lock prepares the database. */
const PREPARE_LOCK = 0x626f7468

/** Makes the roles and schemas that are missing. Needs a login that may create roles; says so when it may not. */
export async function prepareRoles(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
    const { rows } = await client.query<{ rolname: string }>(
      'select rolname from pg_roles where rolname = any($1)',
      [Object.values(roles)]
    )
    const present = new Set(rows.map((row) => row.rolname))
    for (const role of Object.values(roles)) {
      if (!present.has(role)) await client.query(`create role ${role} nologin nosuperuser nobypassrls`)
    }
    await client.query(`grant ${Object.values(roles).join(', ')} to current_user with set true, inherit true`)
    await client.query(`create schema if not exists bothways authorization ${roles.owner}`)
    await client.query(`create schema if not exists staging authorization ${roles.service}`)
    await client.query(`create schema if not exists pgboss authorization ${roles.system}`)
    await client.query(`grant usage on schema bothways to ${roles.service}, ${roles.system}`)
  } catch (cause) {
    const advice =
      'Bothways needs a login that may create roles and schemas in its database (PostgreSQL 16 or later), at least for its first start.'
    throw new Error(`The database could not be prepared. ${advice}`, { cause })
  } finally {
    await client.end()
  }
}
