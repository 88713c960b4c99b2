import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { lanes } from '../../middleware/sync/lanes.ts'
import { linkStates } from '../../middleware/sync/change.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contacts, objects, person } from '../support/plain-pairs.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })
/** A vendor that tells of no changes, and nothing of what is gone. */
const start = () =>
  startPipeline({
    objects: { ...objects, person: { ...person, feed: 'full' } },
    pairs: [people],
    forgetsDeleted: true
  })

/** The external side's tick has come. */
async function tick(world: Pipeline): Promise<void> {
  await world.query(sql`update pairs set next_read_at = now(), next_poll_at = 'infinity'`)
  await world.turn()
  await world.turn(lanes.reconcile)
  await world.turn()
}
const nextRead = async ({ query }: Pipeline) =>
  (await query(sql<{ minutes: number }>`select extract(epoch from next_read_at - now())::float8 / 60 as minutes from pairs`))[0]?.minutes // prettier-ignore

test('where the vendor tells of no changes, each tick compares everything: what is new, edited and gone outside is found', async () => {
  const world = await start()
  const [anna, bob] = [
    await world.contacts.create({ LastName: 'Nowak', Email: 'anna@example.com' }),
    await world.contacts.create({ LastName: 'Kowalski', Email: 'bob@example.com' })
  ]
  await world.initialSync()
  expect(world.system.all('person')).toHaveLength(2)
  const idOf = (email: string) => world.system.all('person').find((one) => one['email'] === email)?.id ?? ''

  world.system.edit('person', idOf('anna@example.com'), { phone: '+48221112233' })
  world.system.remove('person', idOf('bob@example.com'))
  world.system.add('person', { lastName: 'Wolska', email: 'ewa@example.com' })
  await tick(world)
  expect(await world.contacts.get(anna)).toMatchObject({ Phone: '+48221112233' })
  // Nobody deletes for it here, and the link remembers.
  expect(await world.contacts.get(bob)).toMatchObject({ IsDeleted: false })
  expect((await world.links()).find((one) => one.sfId === bob)).toMatchObject({
    state: linkStates.goneOutside
  })
  expect((await world.links()).filter((one) => one.state === 0)).toHaveLength(2)
  expect(await nextRead(world)).toBeGreaterThan(13)

  // Nothing changed: nothing is written, on either side.
  const before = world.system.seen.writes.length
  await tick(world)
  expect(world.system.seen.writes).toHaveLength(before)
  expect(await world.issues()).toEqual([])
})

test('what is edited on both sides between two ticks is merged field by field, and our own writes come back as nothing', async () => {
  const world = await start()
  const anna = await world.contacts.create({ LastName: 'Nowak', Email: 'anna@example.com' })
  await world.initialSync()
  const [first] = world.system.all('person')
  world.system.edit('person', first?.id ?? '', { phone: '+48221112233' })
  await world.contacts.edit(anna, { FirstName: 'Anna' })
  await tick(world)
  expect(world.system.all('person')).toMatchObject([{ firstName: 'Anna', phone: '+48221112233' }])
  expect(await world.contacts.get(anna)).toMatchObject({ FirstName: 'Anna', Phone: '+48221112233' })
  const written = world.system.seen.writes.length
  const stamp = (await world.contacts.get(anna))['SystemModstamp']
  await tick(world)
  expect(world.system.seen.writes).toHaveLength(written)
  expect((await world.contacts.get(anna))['SystemModstamp']).toBe(stamp)
})
