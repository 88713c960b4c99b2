import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld } from '../support/world.ts'

const anna = {
  FirstName: 'Anna',
  LastName: 'Nowak',
  Email: 'anna.nowak@example.com',
  Phone: '+48 500 100 200',
  Title: 'Buyer'
}

test('a contact that is made and edited in Salesforce is in SALESmanago, and only the edited field is sent again', async () => {
  const world = await startWorld()
  const id = await world.create(anna)
  await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
  expect(world.outside(id)).toMatchObject({
    name: 'Anna Nowak',
    email: 'anna.nowak@example.com',
    phone: '+48500100200'
  })

  await world.edit(id, { Title: 'Head of Purchasing' })
  await eventually(() => world.outside(id)?.properties, (details) => JSON.stringify(details).includes('Head of Purchasing')) // prettier-ignore
  await world.settled()
  const { db } = world.middleware().engine
  const events = await db.withOrg(1, (tx) =>
    tx
      .selectFrom('events')
      .select(['line', 'value_from', 'value_to'])
      .orderBy('at', 'desc')
      .limit(1)
      .execute()
  )
  expect(events).toEqual([{ line: 'details.Title', value_from: 'Buyer', value_to: 'Head of Purchasing' }])
})

test('an edit of a field that is not mapped, and a message that comes again, write nothing', async () => {
  const world = await startWorld()
  const id = await world.create(anna)
  await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
  await world.settled()
  const before = world.outside(id)?.modifiedOn
  const writes = world.double.seen.calls['/contact/batchupsert']

  await world.org.control({ command: 'loseAcks', times: 2 })
  await world.edit(id, { Description: 'nobody maps this' })
  await world.settled()
  await world.org.control({ command: 'retryNow' })
  await world.settled()
  expect(world.double.seen.calls['/contact/batchupsert']).toBe(writes)
  expect(world.outside(id)?.modifiedOn).toBe(before)
})

test('a changed e-mail address renames the contact: there is never a second one', async () => {
  const world = await startWorld()
  const id = await world.create(anna)
  const first = await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
  await world.edit(id, { Email: 'anna.kowalska@example.com', LastName: 'Kowalska' })
  const now = await eventually(() => world.outside(id), (found) => found?.email === 'anna.kowalska@example.com') // prettier-ignore
  expect(now).toMatchObject({ id: first?.id, name: 'Anna Kowalska' })
  expect(world.double.contacts()).toHaveLength(1)
})

test('an opt-out travels; taking the tick away again is never sent as an opt-in', async () => {
  const world = await startWorld()
  world.double.control({ switches: { newContact: 'opted-in' } })
  const id = await world.create(anna)
  await eventually(() => world.outside(id), (found) => found?.optedOut === false) // prettier-ignore
  await world.edit(id, { HasOptedOutOfEmail: true })
  await eventually(() => world.outside(id), (found) => found?.optedOut === true) // prettier-ignore
  await world.edit(id, { HasOptedOutOfEmail: false })
  await world.settled()
  expect(world.outside(id)?.optedOut).toBe(true)
  expect(world.double.seen.optIns).toBe(0)
})

test('two contacts with one address are never one: the second waits with a reason, and flows once it has its own', async () => {
  const world = await startWorld()
  const first = await world.create(anna)
  await eventually(() => world.outside(first), (found) => found !== undefined) // prettier-ignore
  const second = await world.create({ ...anna, FirstName: 'Ania' })
  const [issue] = await eventually(() => world.issues(), (open) => open.length > 0) // prettier-ignore
  expect(issue).toMatchObject({ sfId: second, code: 'link-taken' })
  expect(issue?.message).toContain(first)
  // The other contact is no partner: only the one outside could be.
  expect(issue?.candidates?.map((one) => one.id)).toEqual([world.outside(first)?.id])
  expect(world.outside(first)?.name).toBe('Anna Nowak')

  await world.edit(second, { Email: 'ania@example.com' })
  await eventually(() => world.outside(second), (found) => found?.name === 'Ania Nowak') // prettier-ignore
  await eventually(() => world.issues(), (open) => open.length === 0) // prettier-ignore
})

test('a contact that exists outside is linked by its address and brought in step, not made again', async () => {
  const world = await startWorld()
  world.double.control({ edit: { contact: { email: 'Anna.Nowak@example.com', name: 'A. N.', fax: '123' } } })
  const id = await world.create(anna)
  await eventually(() => world.outside(id), (found) => found?.name === 'Anna Nowak') // prettier-ignore
  // A field that is blank in Salesforce and was never agreed on is not cleared there.
  expect(world.outside(id)?.fax).toBe('123')
  expect(world.double.contacts()).toHaveLength(1)
})

test('a contact deleted in Salesforce stays outside, by declared policy; brought back, it is the same one', async () => {
  const world = await startWorld()
  const id = await world.create(anna)
  const made = await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
  await world.settled()
  await world.org.control({ command: 'delete', object: 'Contact', id })
  await world.settled()
  expect(world.outside(id)).toMatchObject({ id: made?.id, deleted: false })
  await world.org.control({ command: 'undelete', object: 'Contact', id })
  await world.edit(id, { Phone: '123' })
  await eventually(() => world.outside(id), (found) => found?.phone === '123') // prettier-ignore
  expect(world.double.contacts()).toHaveLength(1)
})

test('while SALESmanago is down the lane rests with a reason; when it is back everything arrives', async () => {
  const world = await startWorld()
  for (let n = 0; n < 3; n++) world.double.fail({ times: 1, status: 503, body: '<html>busy</html>' })
  const ids = await Promise.all(
    [1, 2, 3].map((n) => world.create({ ...anna, Email: `anna${n}@example.com` }))
  )
  await eventually(() => ids.map((id) => world.outside(id)), (found) => found.every((one) => one !== undefined), 60) // prettier-ignore
  expect(world.double.contacts()).toHaveLength(3)
})

test('one contact that SALESmanago refuses becomes an issue and holds up nobody', async () => {
  const world = await startWorld()
  world.double.control({ switches: { batchInvalid: 'refuse-all' } })
  const bad = await world.create({ ...anna, Email: `${'x'.repeat(65)}@example.com` })
  const good = await world.create({ ...anna, Email: 'good@example.com' })
  await eventually(() => world.outside(good), (found) => found !== undefined) // prettier-ignore
  const [issue] = await eventually(() => world.issues(), (open) => open.length > 0) // prettier-ignore
  expect(issue).toMatchObject({ sfId: bad, line: 'email' })
})
