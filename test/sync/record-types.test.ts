import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { contacts, objects } from '../support/plain-pairs.ts'

test('only records of a record type take part, by its name; one that gets another type stays as it is outside, and comes back in step', async () => {
  const people = contacts({
    lines: contacts().lines.filter((one) => one.external !== 'companyId'),
    criterion: { all: [{ field: 'RecordType.DeveloperName', is: 'equal', values: ['Client'] }] }
  })
  const world = await startPipeline({ objects, pairs: [people] })
  const type = async (developerName: string, isDefault = false) =>
    ((await world.org.control({ command: 'addRecordType', object: 'Contact', developerName, isDefault })) as { id: string }).id // prettier-ignore
  const [client, supplier] = [await type('Client', true), await type('Supplier')]
  const anna = await world.contacts.create({ LastName: 'Nowak', Email: 'anna@example.com', RecordTypeId: client }) // prettier-ignore
  const bob = await world.contacts.create({ LastName: 'Kowalski', Email: 'bob@example.com', RecordTypeId: supplier }) // prettier-ignore
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ email: 'anna@example.com' }])
  expect((await world.outcomes(bob)).at(-1)).toMatchObject({ bucket: 'skipped', code: 'out-of-criterion' })

  // It leaves, is edited, and nobody outside hears of it.
  await world.contacts.edit(anna, { RecordTypeId: supplier, Phone: '+48221112233' })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ email: 'anna@example.com', phone: null }])
  // It comes back, and what it missed is brought over; it is the same one.
  await world.contacts.edit(anna, { RecordTypeId: client })
  await world.contacts.edit(bob, { RecordTypeId: client })
  await world.pass()
  expect(world.system.all('person').map((one) => [one['email'], one['phone']])).toEqual([
    ['anna@example.com', '+48221112233'],
    ['bob@example.com', null]
  ])
  expect(await world.links()).toHaveLength(2)
})
