import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startRun } from '../../middleware/database/runs.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { reconcile } from '../../middleware/sync/schedules.ts'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

/** As an initial sync that somebody asked for without counting: everything is staged and compared. */
async function scanAll(
  world: World,
  cause: 'initial' | 'reconcile' = 'initial',
  seconds = 30
): Promise<Record<string, number>> {
  const { engine, waker } = world.middleware()
  const lane = cause === 'initial' ? lanes.backfill : lanes.reconcile
  const runId = await startRun(engine.db, { orgId: 1, connectionId: 1, pairId: 1, lane }, cause, null)
  waker.wake({ orgId: 1, connectionId: 1, lane })
  const state = () =>
    engine.db.withOrg(1, (tx) =>
      tx
        .selectFrom('runs')
        .select(['state', 'counters', 'error'])
        .where('run_id', '=', runId)
        .executeTakeFirstOrThrow()
    )
  const { counters } = await eventually(state, (run) => run.state === 'done', seconds)
  return counters
}

const outside = (world: World) => world.double.contacts().length

test('a scan makes what is missing outside, links what is there, and a second one finds nothing to do', async () => {
  const world = await startWorld({ seed: 300 })
  const id = await world.create({ FirstName: 'Anna', LastName: 'Nowak', Email: 'anna@example.com' })
  world.double.control({ edit: { contact: { email: 'ANNA@example.com', name: 'Anna Nowak', fax: '1' } } })
  await world.settled()

  const lookUps = world.double.seen.calls['/contact/listAll']
  const first = await scanAll(world)
  // Whom the others match is looked up in what was staged.
  expect(world.double.seen.calls['/contact/listAll']).toBe(lookUps)
  expect(first['created']).toBe(outside(world) - 1)
  expect(world.outside(id)).toMatchObject({ fax: '1' })
  const calls = { ...world.double.seen.calls }
  const second = await scanAll(world, 'reconcile')
  expect(Object.keys(second).filter((bucket) => !['skipped', 'held', 'unchanged'].includes(bucket))).toEqual(
    []
  )
  expect(world.double.seen.calls['/contact/batchupsert']).toBe(calls['/contact/batchupsert'])
  const staged = () =>
    world
      .middleware()
      .engine.db.withOrg(1, (tx) =>
        sql<{ n: number }>`select count(*)::int as n from pg_tables where schemaname = 'staging'`.execute(tx)
      )
  await eventually(staged, ({ rows }) => rows[0]?.n === 0)
})

test('what messages and polls missed is found by a scan: an edit behind every stamp, and a hard deletion that nobody deletes for', async () => {
  const world = await startWorld({ seed: 50 })
  const id = await world.create({
    FirstName: 'Anna',
    LastName: 'Nowak',
    Email: 'anna@example.com',
    Phone: '+48500100200'
  })
  const gone = await world.create({ FirstName: 'Jan', LastName: 'Kowal', Email: 'jan@example.com' })
  await scanAll(world)
  await world.settled()
  const before = outside(world)
  await world.org.control({ command: 'alter', object: 'Contact', id, values: { Title: 'Chair' } })
  await world.org.control({ command: 'hardDelete', object: 'Contact', id: gone })

  await scanAll(world, 'reconcile')
  expect(JSON.stringify(world.outside(id)?.properties)).toContain('Chair')
  expect(outside(world)).toBe(before)
})

test('a side that suddenly shows nothing stops the comparison: nothing is written, and the run says why', async () => {
  const world = await startWorld({ seed: 30 })
  await world.initialSync()
  await world.settled()
  for (const { email } of world.double.contacts())
    world.double.control({ remove: { email, permanently: true } })
  const { engine } = world.middleware()
  await reconcile(engine, { orgId: 1, connectionId: 1 })
  const run = await eventually(
    () =>
      engine.db.withOrg(1, (tx) =>
        tx.selectFrom('runs').select(['state', 'error']).where('cause', '=', 'reconcile').executeTakeFirst()
      ),
    (found) => found?.state === 'failed',
    30
  )
  expect(run?.error).toContain('showed no record at all')
  expect(outside(world)).toBe(0)
})

test('of records that have one address one is made outside, behind all others, and the rest are held, each with a word', async () => {
  const world = await startWorld({ seed: 1500 })
  const counted = await scanAll(world)
  const issues = await world.issues()
  expect(issues.length).toBeGreaterThan(3)
  expect(counted['held']).toBe(issues.length)
  for (const { code, sfId, message } of issues) {
    expect(code).toBe('link-taken')
    expect(world.outside(/003\w{15}/.exec(message)?.[0] ?? '')).toBeDefined()
    expect(world.outside(sfId ?? '')).toBeUndefined()
  }
  expect(outside(world)).toBe(counted['created'])
  const again = await scanAll(world, 'reconcile')
  expect(again['created'] ?? 0).toBe(0)
  expect(outside(world)).toBe(counted['created'])
  const held = new Set((await world.issues()).map((one) => one.sfId))
  expect(issues.every((one) => held.has(one.sfId))).toBe(true)
})

test('a vendor that fails for a moment in the middle of a scan leaves no record out: no page counts as read before those before it', async () => {
  const world = await startWorld({ seed: 6500 })
  // A call of one batch fails late: the batch behind it has been written by then.
  const failing = eventually(
    () => Promise.resolve(outside(world)),
    (count) => count > 900,
    60
  ).then(() =>
    world.double.control({
      fault: { path: '/contact/batchupsert', status: 503, latencyMs: 1500, times: 1 }
    })
  )
  const counted = await scanAll(world, 'initial', 60)
  await failing
  const linked = await world
    .middleware()
    .engine.db.withOrg(1, (tx) => sql<{ n: number }>`select count(*)::int as n from links`.execute(tx))
  expect(linked.rows[0]?.n).toBe(outside(world))
  expect(counted['created']).toBe(outside(world))
  const again = await scanAll(world, 'reconcile')
  expect([again['created'] ?? 0, again['linked'] ?? 0]).toEqual([0, 0])
}, 90_000)
