import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { beginBulkPoll } from '../../middleware/database/bulk-poll.ts'
import { forgetConnection, markDeleted } from '../../middleware/database/delete-connection.ts'
import type { Database, OrgTransaction } from '../../middleware/database/open.ts'
import { asHolder, insertPlan, startPlan } from '../../middleware/database/plans.ts'
import { ConnectionDeletedError } from '../../middleware/database/record.ts'
import { startRun, type Tick } from '../../middleware/database/runs.ts'
import { beginDue, setPaused } from '../../middleware/database/schedules.ts'
import { startUndo } from '../../middleware/database/undo.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { freshDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { heldRun, storedConnection } from '../support/fixtures.ts'

const key = { orgId: 1, connectionId: 1 }
const plan = { ...key, pairId: 1, rev: 1, total: null, pollFrom: null }
const tick: Tick = { at: new Date(), stored: 'infinity', activatedAt: null }
const begins: Readonly<Record<string, (db: Database) => Promise<unknown>>> = {
  'a run': (db) => startRun(db, { ...key, pairId: 1, lane: lanes.live }, 'poll', null),
  'an initial sync': (db) => startRun(db, { ...key, pairId: 1, lane: lanes.backfill }, 'initial', 5),
  'a plan': (db) => startPlan(db, plan),
  'a plan that takes a run back': (db) =>
    startUndo(db, { ...key, pairId: 1, lane: lanes.pressed }, { undoes: 1, rev: 1, author: 'test' }),
  'a poll by a bulk query': (db) =>
    beginBulkPoll(db, { ...key, pairId: 1, lane: lanes.live }, new Date(), tick),
  'a comparison that is due': (db) => beginDue(db, key, 1)
}
const runs = (db: Database) =>
  db.withOrg(1, async (tx) => (await sql`select run_id from runs`.execute(tx)).rows.length)
const isDue = (tx: OrgTransaction) => sql`update pairs set next_scan_at = now()`.execute(tx)
/** Whether somebody waits for a lock in this database. */
const waits = async ({ system }: Database) => {
  const { rows } = await sql`
    select from pg_locks w where not w.granted and exists (
      select from pg_locks o join pg_database d on d.oid = o.database where o.pid = w.pid and d.datname = current_database())`.execute(
    system
  )
  return rows.length > 0
}

test.each(Object.keys(begins))(
  '%s that begins after its connection was deleted is refused, and what was begun before that is gone',
  async (what) => {
    const db = await freshDatabase()
    await storedConnection(db)
    await db.withOrg(1, isDue)
    const begin = async () => begins[what]?.(db)
    await begin()
    expect(await runs(db)).toBe(1)
    await db.withOrg(1, async (tx) => {
      await sql`update runs set state = 'done'`.execute(tx)
      await isDue(tx)
    })
    await markDeleted(db, key)
    await expect(begin()).rejects.toThrow(ConnectionDeletedError)
    await forgetConnection(db, key)
    expect(await runs(db)).toBe(0)
    // Nothing of its pairs is left that could be due.
    if (what !== 'a comparison that is due') await expect(begin()).rejects.toThrow(ConnectionDeletedError)
    expect(await runs(db)).toBe(0)
  }
)

test('a run that begins at the very moment at which its connection is deleted and forgotten goes with it', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  let gone: Promise<void> | undefined
  await db.withOrg(1, async (tx) => {
    await insertPlan(tx, plan, null)
    gone = markDeleted(db, key).then(() => forgetConnection(db, key))
    // Nothing of it is to be seen yet by whoever takes everything away; the connection itself waits for it.
    await eventually(() => waits(db), (waiting) => waiting) // prettier-ignore
  })
  await gone
  expect(await runs(db)).toBe(0)
})

test('who deletes a connection and who opens a run as the holder of its lane never wait for each other', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held } = await heldRun(db, 1, lanes.pressed)
  let marked: Promise<boolean> | undefined
  await asHolder(db, held, async (tx) => {
    marked = markDeleted(db, key)
    await eventually(() => waits(db), (waiting) => waiting) // prettier-ignore
    await insertPlan(tx, plan, null)
  })
  expect(await marked).toBe(true)
  await forgetConnection(db, key)
  expect(await runs(db)).toBe(0)
})

test('who pauses a connection and who opens a run of a pair that is due never wait for each other', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  await db.withOrg(1, isDue)
  const opened = { ...key, pairId: 1, lane: lanes.reconcile }
  let paused: Promise<boolean> | undefined
  await db.withOrg(1, async (tx) => {
    await isDue(tx)
    paused = setPaused(db, key, true)
    await eventually(() => waits(db), (waiting) => waiting) // prettier-ignore
    await sql`
      insert into runs (org_id, connection_id, pair_id, lane, cause)
      values (${opened.orgId}, ${opened.connectionId}, ${opened.pairId}, ${opened.lane}, 'reconcile')`.execute(
      tx
    )
  })
  expect(await paused).toBe(true)
  expect(await runs(db)).toBe(1)
})
