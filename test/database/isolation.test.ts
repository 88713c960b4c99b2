import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { loadConnection } from '../../middleware/database/connections.ts'
import { dueLanes } from '../../middleware/database/due.ts'
import { createInbox } from '../../middleware/database/inbox.ts'
import { openDatabase } from '../../middleware/database/open.ts'
import { freshDatabase, freshDatabaseUrl } from '../support/database.ts'
import { contactId, storedConnection } from '../support/fixtures.ts'

test("one org's transaction sees, changes and adds nothing of another org, whatever it asks for", async () => {
  const db = await freshDatabase()
  const mine = await storedConnection(db, 1)
  await storedConnection(db, 2)
  await createInbox(db).accept(mine, [
    { id: '04l000000000001AAA', object: 'Contact', recordId: contactId(1) }
  ])
  await db.withOrg(2, async (tx) => {
    const { rows: tables } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
      where n.nspname = 'bothways' and c.relkind in ('r', 'p') and not c.relispartition`.execute(tx)
    expect(tables.length).toBeGreaterThan(10)
    for (const { name } of tables) {
      const { rows } = await sql<{
        n: number
      }>`select count(*)::int as n from ${sql.id(name)} where org_id = 1`.execute(tx)
      expect([name, rows[0]?.n]).toEqual([name, 0])
    }
    expect((await sql`update inbox set state = 1`.execute(tx)).numAffectedRows).toBe(0n)
    expect(await loadConnection(db, 1, 1)).not.toBeNull()
  })
  await expect(
    db.withOrg(2, (tx) =>
      tx
        .insertInto('inbox')
        .values({ org_id: 1, connection_id: 1, notification_id: 'x', object: 'Contact', record_id: null })
        .execute()
    )
  ).rejects.toThrow(/row-level security/)
})

test('the system role finds work of every org and no record of any', async () => {
  const db = await freshDatabase()
  const mine = await storedConnection(db, 1)
  await createInbox(db).accept(mine, [
    { id: '04l000000000001AAA', object: 'Contact', recordId: contactId(1) }
  ])
  expect(await dueLanes(db)).toEqual([{ orgId: 1, connectionId: 1, lane: 2 }])
  for (const statement of [
    'select record_id from inbox',
    'select sealed from connections',
    'select sf_id from links',
    'select salesforce from bases'
  ])
    await expect(sql.raw(statement).execute(db.system)).rejects.toThrow(/permission denied/)
})

test('the service refuses to start when a table lets other orgs through', async () => {
  const url = await freshDatabaseUrl()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('set role bothways_owner; alter table bothways.links no force row level security')
  await client.end()
  await expect(openDatabase(url)).rejects.toThrow('links does not force row-level security')
})
