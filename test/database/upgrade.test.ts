import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { migrate } from '../../middleware/database/migrate.ts'
import { connectionAs, prepareRoles } from '../../middleware/database/roles.ts'
import { databaseUrl, onCluster } from '../support/cluster.ts'

const folder = join(import.meta.dirname, '../../middleware/database/migrations')
const salesforceOrg = '00D000000000001EAA'

/** A database as it stood after the migration with this number, put there by the owner, who is bound by row-level security. */
async function databaseAt(number: number): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const cluster = inject('clusterUrl')
  await onCluster(cluster, `create database ${name}`)
  const url = databaseUrl(cluster, name)
  await prepareRoles(url)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql') && Number(file.slice(0, 4)) <= number).sort() // prettier-ignore
  const texts = await Promise.all(files.map(async (file) => [file.slice(0, -4), await readFile(join(folder, file), 'utf8')] as const)) // prettier-ignore
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(connectionAs(url, 'owner')) }) }) // prettier-ignore
  const migrations = Object.fromEntries(texts.map(([file, text]) => [file, { up: (at: Kysely<unknown>) => sql.raw(text).execute(at).then(() => undefined) }])) // prettier-ignore
  const provider = { getMigrations: () => Promise.resolve(migrations) }
  const { error } = await new Migrator({ db, provider, migrationTableSchema: 'bothways' }).migrateToLatest()
  await db.destroy()
  expect(error).toBeUndefined()
  return url
}

/** As a superuser: sees what is there. */
async function asked(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=bothways' })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

/** An org with a pair that has been synchronized, one that is at it, and one that has not begun. */
const tenants = (made = 'now()') => `
  insert into orgs (org_id, sf_org_id, login, sealed) values (1, '${salesforceOrg}', '{}', '{}');
  insert into connections (org_id, connection_id, connector, name, state, settings, sealed, token_hash, created_at)
    values (1, 1, 'salesmanago', 'Shop', 'active', '{}', '{}', sha256('token'), ${made});
  insert into revisions (org_id, connection_id, rev, document, author) values (1, 1, 1, '{"pairs":[]}', 'test');
  insert into pairs (org_id, pair_id, connection_id, name, sf_object, ext_object, rev, sf_cursor, initial_synced_at) values
    (1, 1, 1, 'done', 'Contact', 'contact', 1, '2026-01-02', '2026-01-03'),
    (1, 2, 1, 'begun', 'Lead', 'contact', 1, '2026-01-02', null),
    (1, 3, 1, 'new', 'Account', 'contact', 1, null, null);`

test.each([
  [7, 'now()', true],
  [8, 'now()', true],
  // It was upgraded before, when nothing was changed for it.
  [10, "'2026-01-01'", true],
  [31, "'2026-01-01'", true],
  // Made when plans were known already: it waits for one.
  [10, 'now()', false]
])('a database of migration %i goes on where it was, its connection made %s: who wrote may write, and schedules run', async (number, made, writes) => {
  const url = await databaseAt(number)
  await asked(url, tenants(made))
  await migrate(url)
  const pairs = await asked(url, 'select name, writes_from is not null as writes, activated_at::date::text as since from pairs order by pair_id')
  const today = (await asked(url, 'select current_date::text as today'))[0]?.['today']
  expect(pairs).toEqual([
    { name: 'done', writes, since: '2026-01-03' },
    { name: 'begun', writes, since: today },
    { name: 'new', writes: false, since: null }
  ])
}) // prettier-ignore

test('issues and messages of an old database are kept, the issues under the record they are about', async () => {
  const url = await databaseAt(7)
  await asked(url, `${tenants()}
    insert into issues (org_id, connection_id, pair_id, sf_id, code, message, run_id) values (1, 1, 1, '003000000000001AAA', 'several-matches', 'Two.', 1);
    insert into inbox (org_id, connection_id, notification_id, object, record_id, at) values
      (1, 1, '04l000000000001AAA', 'Contact', '003000000000001AAA', '2026-02-01 10:00Z'),
      (1, 1, '04l000000000002AAA', 'Contact', '003000000000002AAA', '2026-02-01 11:00Z'),
      (1, 1, 'retry:1', 'Contact', '003000000000002AAA', '2026-02-01 12:00Z');`)
  await migrate(url)
  expect(await asked(url, 'select record_key, state from issues')).toEqual([{ record_key: '003000000000001AAA', state: 0 }])
  expect(await asked(url, 'select object, at from last_messages')).toEqual([{ object: 'Contact', at: new Date('2026-02-01T11:00Z') }])
}) // prettier-ignore

test('runs that a deleted connection left behind are gone after the upgrade, the others are kept', async () => {
  const url = await databaseAt(91)
  await asked(url, `${tenants()}
    insert into runs (org_id, connection_id, pair_id, lane, cause) values (1, 1, 1, 2, 'poll'), (1, 7, 9, 2, 'poll');`)
  await migrate(url)
  expect(await asked(url, 'select connection_id from runs')).toEqual([{ connection_id: 1 }])
}) // prettier-ignore

test('row-level security is as it was after every migration', async () => {
  const url = await databaseAt(9999)
  const open = await asked(url, `
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where n.nspname = 'bothways' and c.relkind in ('r', 'p') and not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity)`)
  expect(open).toEqual([])
}) // prettier-ignore
