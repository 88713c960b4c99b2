import { expect, test } from 'vitest'
import { startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { pause } from '../../middleware/sync/schedules.ts'
import { eventually } from '../support/eventually.ts'
import { startWorld } from '../support/world.ts'

const key = { orgId: 1, connectionId: 1 }

test('a pause stops an initial sync that is under way behind its batch, and resuming goes on from there', async () => {
  const world = await startWorld({ seed: 5500 })
  const { engine, waker } = world.middleware()
  const outside = () => world.double.contacts().length
  // So slow that the whole of it takes far longer than a lease is renewed.
  world.double.control({ fault: { path: '/contact/batchupsert', latencyMs: 2500, times: 10 } })
  await startInitialSync(engine, key.orgId, key.connectionId)
  waker.wake({ ...key, lane: lanes.backfill })
  await eventually(
    () => Promise.resolve(outside()),
    (count) => count > 0,
    30
  )
  await pause(engine, key, true)
  const held = () =>
    engine.db.withOrg(1, (tx) => tx.selectFrom('leases').select('lane').where('node', 'is not', null).execute()) // prettier-ignore
  await eventually(held, (lanes) => lanes.length === 0, 30)
  const stoppedAt = outside()
  expect(stoppedAt).toBeLessThan(4500)

  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(outside()).toBe(stoppedAt)
  await pause(engine, key, false)
  await world.initialSync()
  expect(outside()).toBeGreaterThan(4500)
})
