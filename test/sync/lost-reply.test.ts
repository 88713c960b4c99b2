import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { contacts, objects } from '../support/plain-pairs.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })

test('a contact that Salesforce made and whose answer was cut off is found and linked, and is never made twice', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = world.system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  // The org carries it out, and the line breaks before its answer.
  await world.org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn().catch(() => undefined)
  const made = async () => (await world.admin.query<{ Id: string }>(`select Id from Contact where Email = 'anna@example.com'`)).records // prettier-ignore
  expect(await made()).toHaveLength(1)
  expect(await world.links()).toEqual([])

  // While the request may still land nobody sends it again, however often the record comes up.
  await world.query(sql`update inbox set next_at = now() where state = 0`)
  await world.query(sql`update leases set not_before = null, trouble = null`)
  await world.press('person', [id], 'external').catch(() => undefined)
  expect(await made()).toHaveLength(1)

  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.press('person', [id], 'external')
  }
  const contactsMade = await made()
  expect(contactsMade).toHaveLength(1)
  expect(await world.links()).toMatchObject([{ sfId: contactsMade[0]?.Id, extId: id, state: 0 }])
  expect(await world.issues()).toEqual([])
})

test('a contact whose create outside had no answer, and that is deleted before anybody knows of it, does not come back', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const anna = await world.contacts.create({ LastName: 'Nowak', Email: 'anna@example.com' })
  world.system.faults.loseReplies = 1
  await world.press('Contact', [anna]).catch(() => undefined)
  const [made] = world.system.all('person')
  expect(made?.['email']).toBe('anna@example.com')
  expect(await world.links()).toEqual([])
  await world.contacts.remove(anna)

  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.syncSalesforce()
    await world.later()
    await world.syncOutside()
  }
  expect(await world.links()).toMatchObject([{ sfId: anna, extId: made?.id, state: 1 }])
  expect((await world.admin.query(`select Id from Contact where Email = 'anna@example.com'`)).records).toEqual([]) // prettier-ignore
  expect(await world.query(sql`select from operations`)).toEqual([])
})

test('a contact that Salesforce made without an answer, and that is deleted there before anybody knows of it, is not made again', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = world.system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  await world.org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn().catch(() => undefined)
  const made = async () => (await world.admin.query<{ Id: string }>(`select Id from Contact where Email = 'anna@example.com'`)).records // prettier-ignore
  const [first] = await made()
  if (first === undefined) throw new Error('It was not made.')
  await world.contacts.remove(first.Id)

  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.press('person', [id], 'external')
  }
  expect(await made()).toEqual([])
  expect(await world.links()).toMatchObject([{ sfId: first.Id, extId: id, state: 1 }])
})

test('of two people with one address whom Salesforce made without an answer, and who are deleted there before anybody knows, none is made again', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const ids = ['Nowak', 'Kos'].map((lastName) => world.system.add('person', { lastName, email: 'both@example.com' })) // prettier-ignore
  await world.org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn().catch(() => undefined)
  const made = async () => (await world.admin.query<{ Id: string }>(`select Id from Contact where Email = 'both@example.com'`)).records // prettier-ignore
  const first = await made()
  expect(first).toHaveLength(2)
  for (const { Id } of first) await world.contacts.remove(Id)

  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.press('person', ids, 'external')
  }
  expect(await made()).toEqual([])
  const links = await world.links()
  expect(links.map((one) => one.sfId).sort()).toEqual(first.map((one) => one.Id).sort())
  expect(links.map((one) => [one.extId, one.state]).sort()).toEqual(ids.map((id) => [id, 1]).sort())
})

test('a contact that Salesforce made without an answer is not taken for a new one when the person outside has another address since', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = world.system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  await world.org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn().catch(() => undefined)
  world.system.edit('person', id, { email: 'anna.nowak@example.com' })

  // Salesforce is looked at first, where nobody outside has the address any more.
  await world.later()
  await world.syncSalesforce()
  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.syncOutside()
  }
  const { records } = await world.admin.query<{ Id: string; Email: string }>('select Id, Email from Contact')
  expect(records).toMatchObject([{ Email: 'anna.nowak@example.com' }])
  expect(await world.links()).toMatchObject([{ sfId: records[0]?.Id, extId: id, state: 0 }])
  expect(world.system.all('person')).toHaveLength(1)
})
