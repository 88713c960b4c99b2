import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { checkIsolation } from './isolation.ts'
import { migrate } from './migrate.ts'
import { connectionAs } from './roles.ts'
import type { Tables } from './tables.ts'

export type OrgTransaction = Transaction<Tables>

/** The doors to the database. What belongs to an org is reached only through `withOrg` or a function that sets its org. */
export interface Database {
  readonly url: string
  /** Runs `work` in one transaction that sees and writes this org's rows and no others. */
  withOrg<T>(orgId: number, work: (tx: OrgTransaction) => Promise<T>): Promise<T>
  /** The same on a bare connection, for COPY, which no query builder speaks. */
  withClient<T>(orgId: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** One statement that calls a function which sets the org itself: a transaction in one round trip. */
  call<T>(text: string, values: readonly unknown[]): Promise<T>
  /** Finds work and addresses across orgs; sees no record data. */
  readonly system: Kysely<Tables>
  close(): Promise<void>
}

pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
})

/** Migrates, connects, and refuses to go on if one org's rows could be seen without naming the org. */
export async function openDatabase(
  url: string,
  options: { pool?: number; onError?: (error: Error) => void } = {}
): Promise<Database> {
  await migrate(url)
  const onError = options.onError ?? (() => undefined)
  const pool = openPool(connectionAs(url, 'service'), options.pool ?? 16, onError)
  const systemPool = openPool(connectionAs(url, 'system'), 4, onError)
  const service = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const system = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: systemPool }) })
  const close = async () => {
    await Promise.all([service.destroy(), system.destroy()])
  }
  try {
    await preparePartitions(system)
    await checkIsolation(service)
  } catch (error) {
    await close()
    throw error
  }
  return {
    url,
    system,
    close,
    withOrg: (orgId, work) =>
      service.transaction().execute(async (tx) => {
        await sql`select set_config('bothways.org', ${String(orgId)}, true)`.execute(tx)
        return work(tx)
      }),
    withClient: (orgId, work) => onClient(pool, orgId, work),
    async call<T>(text: string, values: readonly unknown[]) {
      // Named by its text, so that each connection parses it once. PostgreSQL knows 63 characters of a name.
      const query = { name: text.slice(0, 63), text: `select ${text} as result`, values: [...values] }
      const { rows } = await pool.query<{ result: T }>(query)
      const [row] = rows
      if (row === undefined) throw new Error(`${text} gave no row`)
      return row.result
    }
  }
}

async function onClient<T>(
  pool: pg.Pool,
  orgId: number,
  work: (client: pg.PoolClient) => Promise<T>
): Promise<T> {
  const client = await pool.connect()
  let broken = false
  try {
    await client.query('begin')
    await client.query(`select set_config('bothways.org', $1, true)`, [String(orgId)])
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => (broken = true))
    throw error
  } finally {
    client.release(broken)
  }
}

/** Makes the months of history that are missing: this one and two ahead. */
export async function preparePartitions(system: Kysely<Tables>): Promise<void> {
  await sql`select ensure_partitions()`.execute(system)
}

function openPool(config: pg.ClientConfig, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...config, max, idleTimeoutMillis: 30_000 })
  // A connection that breaks must not end the process, neither in the pool nor in a transaction between two statements,
  // where the pool does not listen: the next query fails or opens another.
  pool.on('error', onError)
  pool.on('connect', (client) => {
    client.on('error', onError)
  })
  return pool
}
