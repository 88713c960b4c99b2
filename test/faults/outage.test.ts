import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld } from '../support/world.ts'

const HOUR = 3_600_000

test('what changed during 25 hours of downtime is found, though Salesforce dropped its messages after 24', async () => {
  // Only the org's clock jumps here, and an assertion of ours would be 25 hours old to it.
  const world = await startWorld({ seed: 50, login: 'client-credentials' })
  await world.initialSync()
  await world.settled()
  const edited = world.double
    .contacts()
    .slice(0, 10)
    .map((one) => String(one.externalId))
  const deleted = world.double
    .contacts()
    .slice(10, 12)
    .map((one) => String(one.externalId))

  await world.stopMiddleware()
  for (const [n, id] of edited.entries()) await world.edit(id, { Title: `Changed in the dark ${n}` })
  for (const id of deleted) await world.org.control({ command: 'delete', object: 'Contact', id })
  const made = await world.create({ LastName: 'Dark', Email: 'made.in.the.dark@example.com' })
  await world.org.control({ command: 'advance', ms: 25 * HOUR })
  const monitor = async () =>
    (await world.org.control({ command: 'messages' })) as { pending: unknown[]; dropped: number }
  const { dropped } = await eventually(monitor, ({ pending }) => pending.length === 0)
  expect(dropped).toBeGreaterThan(0)

  await world.startMiddleware()
  // The next poll is due by the database's clock, which did not jump: make it due as 25 hours would have.
  await world.middleware().engine.db.withOrg(1, (tx) =>
    tx
      .updateTable('pairs')
      .set({ next_poll_at: new Date(0) })
      .execute()
  )
  await eventually(() => world.outside(made), (found) => found !== undefined, 60) // prettier-ignore
  await world.settled()
  for (const [n, id] of edited.entries())
    expect(world.outside(id)?.properties).toContainEqual({ name: 'Title', value: `Changed in the dark ${n}` })
  const states = await world
    .middleware()
    .engine.db.withOrg(1, (tx) =>
      tx.selectFrom('links').select(['sf_id', 'state']).where('sf_id', 'in', deleted).execute()
    )
  expect(states.map((link) => link.state)).toEqual([1, 1])
})
