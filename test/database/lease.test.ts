import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { releaseLease, renewLease, restLane, takeLease } from '../../middleware/database/lease.ts'
import type { Database } from '../../middleware/database/open.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { freshDatabase } from '../support/database.ts'
import { storedConnection } from '../support/fixtures.ts'

const key = { orgId: 1, connectionId: 1, lane: lanes.live }

test('one node at a time: of fifty that ask at once, one gets the lane', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const taken = await Promise.all(Array.from({ length: 50 }, (_, n) => takeLease(db, key, `node ${n}`)))
  expect(taken.filter((fence) => fence !== null)).toEqual([1])
})

test('a lane asked for while it is held is kept once more, so that no wake-up is lost', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const fence = (await takeLease(db, key, 'A')) ?? 0
  expect(await takeLease(db, key, 'B')).toBeNull()
  expect(await releaseLease(db, key, fence)).toBe(false)
  expect(await releaseLease(db, key, fence)).toBe(true)
  expect(await takeLease(db, key, 'B')).toBe(fence + 1)
})

test('a lease that ran out goes to the next node, and the first can neither renew nor give back what is not its own', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const first = (await takeLease(db, key, 'A')) ?? 0
  await db.withOrg(1, (tx) => sql`update leases set until = now() - interval '1 second'`.execute(tx))
  const second = (await takeLease(db, key, 'B')) ?? 0
  expect(second).toBeGreaterThan(first)
  expect(await renewLease(db, key, first)).toBe(false)
  await releaseLease(db, key, first)
  expect(await renewLease(db, key, second)).toBe(true)
})

test('a lane at rest is taken by nobody before its time, and says why it rests', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const fence = (await takeLease(db, key, 'A')) ?? 0
  await restLane(db, key, fence, { until: new Date(Date.now() + 60_000), trouble: 'The vendor is away.' })
  expect(await takeLease(db, key, 'B')).toBeNull()
  await db.withOrg(1, (tx) => sql`update leases set not_before = now()`.execute(tx))
  expect(await takeLease(db, key, 'B')).toBe(fence + 1)
})

test('a commit that takes longer than its lease does not cost the lane: it is prolonged meanwhile, and taken over by nobody', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const fence = (await takeLease(db, key, 'A')) ?? 0
  const commit = Promise.withResolvers<undefined>()
  const commitOf = (began: () => void) =>
    db.withClient(1, async (client) => {
      await client.query('select hold_fence($1, $2, $3, $4)', [1, 1, key.lane, fence])
      began()
      await commit.promise
    })
  // Two at once, as a node announces one batch while it records another.
  const commits: Promise<void>[] = []
  while (commits.length < 2) await new Promise<void>((began) => commits.push(commitOf(began)))
  expect(await renewLease(db, key, fence)).toBe(true)
  // Its time is over all the same, as if the renewal had come too late.
  await db.withOrg(1, (tx) => sql`update leases set until = now() - interval '1 second'`.execute(tx))
  const order: string[] = []
  const second = takeLease(db, key, 'B').finally(() => order.push('taken over'))
  await waitsForLock(db)
  // Nor does the renewal wait behind whoever waits to take over.
  expect(await renewLease(db, key, fence)).toBe(true)
  await db.withOrg(1, (tx) => sql`update leases set until = now() - interval '1 second'`.execute(tx))
  order.push('committed')
  commit.resolve(undefined)
  await Promise.all(commits)
  expect(await second).toBe(fence + 1)
  expect(order).toEqual(['committed', 'taken over'])
  const late = db.withClient(1, (client) =>
    client.query('select hold_fence($1, $2, $3, $4)', [1, 1, key.lane, fence])
  )
  await expect(late).rejects.toMatchObject({ code: 'BW001' })
})

/** Until somebody in this database waits for somebody else's commit. */
async function waitsForLock(db: Database): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`.execute(
      db.system
    )
    if (rows.length > 0) return
    await sleep(10)
  }
}
