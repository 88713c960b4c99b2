import { expect, test } from 'vitest'
import { describe } from '../../middleware/salesforce/describe.ts'
import { count, listAll } from '../../middleware/salesforce/list.ts'
import { readByIds } from '../../middleware/salesforce/read.ts'
import { gathered, world } from './world.ts'

const fields = ['LastName', 'Email']
const counted = (calls: readonly { kind: string }[], kind: string) =>
  calls.filter((call) => call.kind === kind).length

test('2,001 records are read in two calls; deleted, merged, hidden and unknown ones are told apart', async () => {
  const { org, session, create, calls } = await world()
  const ids = []
  for (let n = 0; n < 2001; n++) ids.push(await create('Contact', { LastName: `Person ${n}` }))
  const [deleted = '', merged = '', winner = '', hidden = '', erased = ''] = ids
  await org.control({ command: 'delete', object: 'Contact', id: deleted })
  await org.control({ command: 'delete', object: 'Contact', id: merged })
  await org.control({ command: 'alter', object: 'Contact', id: merged, values: { MasterRecordId: winner } })
  await org.control({ command: 'hide', ids: [hidden] })
  await org.control({ command: 'hardDelete', object: 'Contact', id: erased })
  await describe(session, 'Contact')
  calls.length = 0

  const pages = await gathered(readByIds(session, 'Contact', [...ids, winner.slice(0, 15), 'forged'], fields))
  expect(pages.map((page) => page.length)).toEqual([2000, 2])
  const found = new Map(pages.flat().map((one) => [one.id, one]))
  const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string
  expect(found.get(deleted)).toMatchObject({ deleted: true, masterRecordId: null, values: null, stamp })
  expect(found.get(merged)).toMatchObject({ deleted: true, masterRecordId: winner, values: null, stamp })
  for (const id of [hidden, erased, 'forged']) {
    expect(found.get(id)).toMatchObject({ deleted: false, stamp: null, values: null })
  }
  expect(found.get(winner)).toEqual({
    id: winner,
    object: 'Contact',
    deleted: false,
    masterRecordId: null,
    stamp,
    values: { LastName: 'Person 2', Email: null }
  })
  expect([...found.values()].filter((one) => one.values !== null)).toHaveLength(1997)
  // Two reads of the collection and one look at what was missing.
  expect([counted(calls, 'retrieve'), counted(calls, 'query'), calls.length]).toEqual([2, 1, 3])
})

test('fields of parents are read by queries short enough for an address', async () => {
  const { org, session, create, calls } = await world()
  const account = await create('Account', { Name: "O'Neill & Söhne" })
  const ids = [await create('Contact', { LastName: 'Alone' })]
  for (let n = 0; n < 900; n++) ids.push(await create('Contact', { LastName: `P${n}`, AccountId: account }))
  await org.control({ command: 'delete', object: 'Contact', id: ids[1] })

  const paths = ['LastName', 'Account.Name', 'Account.Owner.Name', 'Owner.CreatedDate', 'CreatedDate']
  const records = (await gathered(readByIds(session, 'Contact', ids, paths))).flat()
  expect(records.map((one) => one.id)).toEqual(ids)
  expect(records[0]?.values).toMatchObject({
    LastName: 'Alone',
    'Account.Name': null,
    'Account.Owner.Name': null
  })
  expect(records[1]).toMatchObject({ deleted: true, values: null })
  expect(records[2]?.values).toMatchObject({
    'Account.Name': "O'Neill & Söhne",
    'Account.Owner.Name': 'Ada Min',
    'Owner.CreatedDate': expect.stringMatching(/\.\d{3}Z$/) as string,
    CreatedDate: expect.stringMatching(/\.\d{3}Z$/) as string
  })
  expect(counted(calls, 'query')).toBe(3)
})

test('a field that is not there is named, and a text that looks like a datetime stays a text', async () => {
  const { session, create } = await world()
  const text = '2026-11-20T10:00:00.000+0000'
  const id = await create('Contact', { LastName: text })
  const [[record] = []] = await gathered(readByIds(session, 'Contact', [id], ['LastName']))
  expect(record?.values).toEqual({ LastName: text })
  await expect(gathered(readByIds(session, 'Contact', [id], ['Nope__c']))).rejects.toMatchObject({
    kind: 'schema',
    code: 'INVALID_FIELD'
  })
})

test('an initial sync lists every record once, in order, and goes on where it stopped', async () => {
  const { org, session, create } = await world({ switches: { pageSize: 7 } })
  const ids = []
  for (let n = 0; n < 45; n++) ids.push(await create('Contact', { LastName: `Person ${n}` }))
  await org.control({ command: 'delete', object: 'Contact', id: ids[3] })
  expect(await count(session, 'Contact')).toBe(44)

  // The org gives pages of 7 rows although 10 were asked for.
  const pages = await gathered(listAll(session, { object: 'Contact', fields, afterId: null, pageSize: 10 }))
  const listed = pages.flatMap((page) => page.records.map((one) => one.id))
  expect(listed).toEqual(ids.filter((_id, n) => n !== 3))
  expect(pages.filter((page) => page.done)).toHaveLength(1)

  const request = { object: 'Contact', fields, afterId: pages[1]?.afterId ?? null }
  const rest = (await gathered(listAll(session, request))).flatMap((page) =>
    page.records.map((one) => one.id)
  )
  expect(rest).toEqual(listed.slice(14))
  const none = await gathered(listAll(session, { object: 'Lead', fields: [], afterId: null }))
  expect(none).toEqual([{ records: [], afterId: null, done: true }])
})
