import { sql, type Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * The second lock must hold for the role that works, so it is tried at every start: without an org no row is visible,
 * every table with an org_id forces row-level security, and the role can't get round it. Throws an `Error` that names the gap.
 */
export async function checkIsolation(db: Kysely<Tables>): Promise<void> {
  const { rows: roles } = await sql<{ name: string; above: boolean }>`
    select rolname as name, rolsuper or rolbypassrls as above from pg_roles where rolname = current_user`.execute(
    db
  )
  if (roles[0]?.above !== false) fail(`the role ${roles[0]?.name ?? '?'} is not bound by row-level security`)

  const { rows: tables } = await sql<{ name: string; forced: boolean; owned: boolean }>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
      pg_has_role(current_user, c.relowner, 'usage') as owned
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where n.nspname = 'bothways' and c.relkind in ('r', 'p') and not c.relispartition`.execute(db)
  if (tables.length === 0) fail('there are no tables')
  for (const table of tables) {
    if (!table.forced) fail(`${table.name} does not force row-level security`)
    if (table.owned) fail(`the service's role owns ${table.name}`)
    const { rows } = await sql<{ seen: boolean }>`
      select exists (select from ${sql.id(table.name)}) as seen`.execute(db)
    if (rows[0]?.seen !== false) fail(`rows of ${table.name} are visible without an org`)
  }
}

function fail(gap: string): never {
  throw new Error(`Bothways does not start: one org could see another's data, because ${gap}.`)
}
