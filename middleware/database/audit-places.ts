import { sql } from 'kysely'
import type { Database } from './open.ts'

/** What an audit entry names, by its number: a plan is a run. */
export interface Named {
  readonly connection: readonly number[]
  readonly run: readonly number[]
  readonly issue: readonly number[]
}

/** Connections and their names, and which connection runs and issues are of. What is deleted is missing. */
export interface Places {
  readonly names: ReadonlyMap<number, string>
  readonly run: ReadonlyMap<number, number>
  readonly issue: ReadonlyMap<number, number>
}

export async function placesOf(db: Database, orgId: number, named: Named): Promise<Places> {
  return db.withOrg(orgId, async (tx) => {
    const of = async (table: 'runs' | 'issues', id: 'run_id' | 'issue_id', ids: readonly number[]) => {
      const { rows } = await sql<{ id: number; connection: number }>`
        select ${sql.ref(id)} as id, connection_id as connection from ${sql.table(table)}
        where org_id = ${orgId} and ${sql.ref(id)} = any(${[...ids]}::bigint[])`.execute(tx)
      return new Map(rows.map((row) => [row.id, row.connection]))
    }
    const run = await of('runs', 'run_id', named.run)
    const issue = await of('issues', 'issue_id', named.issue)
    const ids = [...named.connection, ...run.values(), ...issue.values()]
    const { rows } = await sql<{ id: number; name: string }>`
      select connection_id as id, name from connections
      where org_id = ${orgId} and connection_id = any(${ids}::int[]) and state <> 'deleting'`.execute(tx)
    return { names: new Map(rows.map(({ id, name }) => [id, name])), run, issue }
  })
}
