import { beforeAll, expect, test } from 'vitest'
import { errorOf, openOrg, query, rest } from './test-client.ts'

let account: string
let contact: string

const org = await openOrg()
beforeAll(async () => {
  account = await create('Account', { Name: 'Zebra Works' })
  contact = await create('Contact', { FirstName: 'Zoë', LastName: 'Stripe', AccountId: account })
})

async function create(object: string, values: object): Promise<string> {
  const { body } = await rest(org, 'POST', `/sobjects/${object}`, values)
  return (body as { id: string }).id
}

test('a parent and children are found by relationship', async () => {
  const parent = await rest(org, 'GET', `/sobjects/Contact/${contact}/Account?fields=Name`)
  expect(parent.body).toMatchObject({ Name: 'Zebra Works', attributes: { type: 'Account' } })
  const children = await rest(org, 'GET', `/sobjects/Account/${account}/Contacts`)
  expect(children.body).toMatchObject({ totalSize: 1, done: true, records: [{ LastName: 'Stripe' }] })
  expect((await rest(org, 'PATCH', `/sobjects/Contact/${contact}/Account`, { Site: 'Main' })).status).toBe(
    204
  )
  expect(errorOf(await rest(org, 'GET', `/sobjects/Contact/${contact}/ReportsTo`))).toMatch(/^NOT_FOUND/)
})

test('SOSL and the parameterized search find words and beginnings of words', async () => {
  const sosl = async (text: string) => (await rest(org, 'GET', `/search?q=${encodeURIComponent(text)}`)).body
  expect(
    await sosl('FIND {zeb*} IN NAME FIELDS RETURNING Account(Id, Name WHERE Name != null LIMIT 3), Lead')
  ).toMatchObject({
    searchRecords: [{ Id: account, Name: 'Zebra Works' }]
  })
  expect(await sosl('FIND {zeb}')).toEqual({ searchRecords: [] })
  expect(await sosl('FIND {a}')).toMatchObject([{ errorCode: 'MALFORMED_SEARCH' }])
  const { body } = await rest(org, 'POST', '/parameterizedSearch', {
    q: 'stripe',
    sobjects: [{ name: 'Contact', fields: ['Id', 'FirstName'] }]
  })
  expect(body).toMatchObject({ searchRecords: [{ Id: contact, FirstName: 'Zoë' }] })
})

test('a query plan tells an index from a scan', async () => {
  const plan = async (where: string) => {
    const text = encodeURIComponent(`SELECT Id FROM Contact WHERE ${where}`)
    const { body } = await rest(org, 'GET', `/query/?explain=${text}`)
    return (body as { plans: { leadingOperationType: string }[] }).plans.map(
      (each) => each.leadingOperationType
    )
  }
  expect(await plan(`AccountId = '${account}'`)).toContain('Index')
  expect(await plan("Title = 'x'")).toEqual(['TableScan'])
})

test('recent items are the user’s own, tabs and limits have the names of a real org', async () => {
  const { body } = await rest(org, 'GET', '/recent?limit=5')
  expect((body as { Id: string }[]).map(({ Id }) => Id).sort()).toEqual([account, contact].sort())
  const tabs = (await rest(org, 'GET', '/tabs')).body as { sobjectName: string }[]
  expect(tabs.map(({ sobjectName }) => sobjectName)).toContain('Contact')
  expect((await rest(org, 'GET', '/limits')).body).toMatchObject({
    DailyApiRequests: { Max: 100_000 },
    ConcurrentSyncReportRuns: { Max: 20 },
    HourlySyncReportRuns: { Max: 500, Remaining: 500 }
  })
})

test('a wrong method is told the right ones in Allow', async () => {
  const { status, headers } = await rest(org, 'DELETE', '/jobs/ingest')
  expect([status, headers.get('allow')]).toEqual([405, 'POST, GET'])
})

test('a query may lock what it reads', async () => {
  await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Oak' })
  expect((await query(org, 'SELECT Id FROM Contact LIMIT 1 FOR UPDATE')).totalSize).toBe(1)
})
