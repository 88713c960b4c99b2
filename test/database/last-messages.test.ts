import { expect, test } from 'vitest'
import { forgetConnection, markDeleted } from '../../middleware/database/delete-connection.ts'
import { createInbox } from '../../middleware/database/inbox.ts'
import type { Database } from '../../middleware/database/open.ts'
import { lastMessages } from '../../middleware/database/real-time.ts'
import { connectionStatus } from '../../middleware/database/status.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, storedConnection } from '../support/fixtures.ts'

const message = (n: number, object = 'Contact') => ({
  id: `04l${String(n).padStart(15, '0')}`,
  object,
  recordId: contactId(n)
})
const made = (db: Database, agoSeconds: number) =>
  db.withClient(1, (client) =>
    client.query('update last_messages set at = now() - make_interval(secs => $1)', [agoSeconds])
  )
const times = async (db: Database, orgId = 1) =>
  Object.fromEntries((await lastMessages(db, orgId)).map(({ object, at }) => [object, at.getTime()]))

test('the last message of each object is known from the moment it is stored, and again some seconds later', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  await storedConnection(db, 2)
  const inbox = createInbox(db)
  expect(await lastMessages(db, 1)).toEqual([])
  expect((await connectionStatus(db, 1, 1)).lastMessageAt).toBeNull()
  const before = Date.now()
  await inbox.accept(connection, [message(1), message(2), message(3, 'Lead')])
  const first = await times(db)
  expect(Object.keys(first).sort()).toEqual(['Contact', 'Lead'])
  expect(Math.abs((first['Contact'] ?? 0) - before)).toBeLessThan(5000)
  expect(await lastMessages(db, 2)).toEqual([])

  await inbox.accept(connection, [message(4)])
  expect(await times(db)).toEqual(first)
  await made(db, 6)
  const old = await times(db)
  await inbox.accept(connection, [message(5)])
  const later = await times(db)
  expect(later['Contact']).toBeGreaterThan(old['Contact'] ?? 0)
  expect(later['Lead']).toBe(old['Lead'])
  expect((await connectionStatus(db, 1, 1)).lastMessageAt?.getTime()).toBe(later['Contact'])
})

test('messages of several objects that come at once wait for one another, and none fails', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const inbox = createInbox(db)
  for (let round = 0; round < 5; round++) {
    const stored = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const objects = n % 2 === 0 ? ['Account', 'Contact', 'Lead'] : ['Lead', 'Contact', 'Account']
        return inbox.accept(connection, objects.map((object, at) => message(round * 1000 + n * 3 + at, object))) // prettier-ignore
      })
    )
    expect(stored.every((one) => one === 3)).toBe(true)
    await made(db, 6)
  }
})

test('when a message came last is told without reading those that came before', async () => {
  const db = await freshDatabase({ pool: 1 })
  const connection = await storedConnection(db)
  await createInbox(db).accept(connection, [message(1)])
  await db.withClient(1, (client) =>
    client.query(
      `insert into inbox (org_id, connection_id, notification_id, object, record_id, state)
       select 1, 1, '04l' || lpad(g::text, 15, '0'), 'Contact', 'x', 1 from generate_series(2, 50000) g`
    )
  )
  const read = () =>
    db.withClient(1, async (client) => {
      await client.query('select pg_stat_force_next_flush()')
      await client.query('commit; begin')
      const { rows } = await client.query<{ n: string }>(
        `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n from pg_stat_user_tables where relname = 'inbox'`
      )
      return Number(rows[0]?.n)
    })
  const before = await read()
  expect((await connectionStatus(db, 1, 1)).lastMessageAt).not.toBeNull()
  expect(await lastMessages(db, 1)).toHaveLength(1)
  // The one that waits.
  expect((await read()) - before).toBeLessThanOrEqual(2)
})

test('it goes with its connection', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  await createInbox(db).accept(connection, [message(1)])
  await markDeleted(db, connection)
  await forgetConnection(db, connection)
  expect(await lastMessages(db, 1)).toEqual([])
})
