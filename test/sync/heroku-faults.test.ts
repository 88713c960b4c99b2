import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { contactLines, contacts, objects } from '../support/plain-pairs.ts'

/** Faults that the closest rival documents of itself; each can't happen here. */

const anna = { LastName: 'Nowak', Email: 'anna@example.com', Phone: '+48500100200' }
const start = (rest: Partial<Parameters<typeof startPipeline>[0]> = {}) =>
  startPipeline({ objects, pairs: [contacts({ lines: contactLines })], ...rest })

test('no flip-flop: of many quick edits on one side, none is written after a newer one, and none comes back', async () => {
  const { contacts: people, system, ...world } = await start()
  const id = await people.create(anna)
  await world.syncSalesforce()
  for (let n = 1; n <= 12; n++) {
    await people.edit(id, { FirstName: `v${n}` })
    if (n % 3 === 0) await world.pass()
  }
  await world.pass()
  const told = system.seen.writes.flatMap(({ operation }) => operation.kind === 'delete' ? [] : (operation.values['firstName'] ?? [])) // prettier-ignore
  const order = told.map((value) => Number(String(value).slice(1)))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(await people.get(id)).toMatchObject({ FirstName: 'v12' })
  expect(system.all('person')).toMatchObject([{ firstName: 'v12' }])
})

test('no revival: a deleted record stays deleted, whatever is edited on the other side meanwhile', async () => {
  const { contacts: people, admin, system, ...world } = await start()
  const id = await people.create(anna)
  await world.syncSalesforce()
  const [person] = system.all('person')
  await people.remove(id)
  system.edit('person', person?.id ?? '', { firstName: 'Ania' })
  await world.syncOutside()
  await world.pass()
  system.edit('person', person?.id ?? '', { firstName: 'Hania' })
  await world.pass()
  expect((await admin.query("select Id from Contact where Email = 'anna@example.com'")).records).toEqual([])
  expect(system.seen.writes).toHaveLength(1)
})

test('no false duplicate: a create outside whose reply was lost is looked up in its time, and made once', async () => {
  const { contacts: people, system, ...world } = await start()
  const id = await people.create(anna)
  system.faults.loseReplies = 1
  await expect(world.syncSalesforce()).rejects.toThrow('The lane rests')
  await world.later()
  await world.pass()
  expect(system.all('person')).toHaveLength(1)
  expect(await world.links()).toMatchObject([{ sfId: id, extId: system.all('person')[0]?.id, state: 0 }])
  expect(await world.issues()).toEqual([])
})

test('no drift: an edit whose answer was lost is no edit of the other side, and the next real one wins', async () => {
  const { contacts: people, system, ...world } = await start()
  const id = await people.create(anna)
  await world.syncSalesforce()
  const extId = system.all('person')[0]?.id ?? ''
  await people.edit(id, { FirstName: 'Ania' })
  system.faults.loseReplies = 1
  await expect(world.syncSalesforce()).rejects.toThrow('The lane rests')
  expect(system.get('person', extId)).toMatchObject({ firstName: 'Ania' })
  // The person clears it again before anybody knows that the write had landed.
  await people.edit(id, { FirstName: null })
  await world.later()
  await world.pass()
  expect(await people.get(id)).toMatchObject({ FirstName: null })
  expect(system.get('person', extId)).toMatchObject({ firstName: null })
})
