import { expect, test } from 'vitest'
import { startOrg } from './index.ts'
import { errorOf, openOrg, query, rest } from './test-client.ts'

const org = await openOrg({
  customFields: {
    Contact: [
      { name: 'Key__c', type: 'string', length: 40, externalId: true },
      { name: 'Unique__c', type: 'string', length: 40, externalId: true, unique: true },
      { name: 'Score__c', type: 'double', precision: 6, scale: 2 }
    ]
  }
})

async function create(values: Record<string, unknown>): Promise<string> {
  const { body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Oak', ...values })
  return (body as { id: string }).id
}
const refusal = async (values: Record<string, unknown>) =>
  errorOf(await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Oak', ...values }))

test('a write is refused in Salesforce’s words', async () => {
  expect(await refusal({ LastName: '' })).toBe(
    'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]'
  )
  expect(await refusal({ LastName: 'x'.repeat(81) })).toMatch(
    /^STRING_TOO_LONG: Last Name: data value too large: x+ \(max length=80\)/
  )
  expect(await refusal({ Nothing__c: 1 })).toBe(
    "INVALID_FIELD: No such column 'Nothing__c' on sobject of type Contact"
  )
  expect(await refusal({ Name: 'Whole' })).toMatch(
    /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create\/update fields: Name\./
  )
  expect(await refusal({ Email: 'no mail' })).toBe(
    'INVALID_EMAIL_ADDRESS: Email: invalid email address: no mail'
  )
  expect(await refusal({ CleanStatus: 'Dirty' })).toMatch(/^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/)
  expect(await refusal({ Birthdate: '2026-02-30' })).toMatch(/^INVALID_TYPE_ON_FIELD_IN_RECORD/)
  expect(await refusal({ AccountId: '001xx0000000001AAA' })).toMatch(/^INVALID_CROSS_REFERENCE_KEY/)
})

test('numbers keep their point, blanks are null and a name is made of its parts', async () => {
  const id = await create({ FirstName: 'Ida', Score__c: 39, Title: '  ', MailingCity: 'Łódź' })
  const response = await fetch(`${org.url}/services/data/v62.0/sobjects/Contact/${id.slice(0, 15)}`, {
    headers: { Authorization: `Bearer ${org.accessToken}` }
  })
  const text = await response.text()
  expect(text).toContain('"Score__c":39.0')
  expect(JSON.parse(text)).toMatchObject({
    Id: id,
    Name: 'Ida Oak',
    Title: null,
    MailingAddress: { city: 'Łódź', street: null }
  })
})

test('an unknown id, a deleted record and a doubled value are told apart', async () => {
  const id = await create({ Unique__c: 'one' })
  expect(errorOf(await rest(org, 'PATCH', '/sobjects/Contact/003xx0000000001AAA', {}))).toMatch(/^NOT_FOUND/)
  expect(await refusal({ Unique__c: 'ONE' })).toMatch(
    new RegExp(`^DUPLICATE_VALUE: .* with id: ${id.slice(0, 15)}$`)
  )
  await rest(org, 'DELETE', `/sobjects/Contact/${id}`)
  expect(errorOf(await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'x' }))).toBe(
    'ENTITY_IS_DELETED: entity is deleted'
  )
  await org.control({ command: 'undelete', object: 'Contact', id })
  expect((await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'x' })).status).toBe(204)
})

test('an external id that several records share answers 300 with their addresses', async () => {
  const ids = [await create({ Key__c: 'shared' }), await create({ Key__c: 'shared' })]
  const { status, body } = await rest(org, 'PATCH', '/sobjects/Contact/Key__c/shared', { Title: 'x' })
  expect(status).toBe(300)
  expect(body).toEqual(ids.map((id) => `/services/data/v62.0/sobjects/Contact/${id}`))
})

test('an all-or-none collection with a bad row changes nothing', async () => {
  const before = (await query(org, 'SELECT COUNT() FROM Contact')).totalSize
  const attributes = { type: 'Contact' }
  const records = [{ attributes, LastName: 'Good' }, { attributes }]
  const { status, body } = await rest(org, 'POST', '/composite/sobjects', { allOrNone: true, records })
  expect(status).toBe(200)
  expect(body).toMatchObject([
    { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
    { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }
  ])
  expect((await query(org, 'SELECT COUNT() FROM Contact')).totalSize).toBe(before)
})

test('a collection read gives null for what is deleted or hidden', async () => {
  const ids = [await create({}), await create({}), await create({})]
  await rest(org, 'DELETE', `/sobjects/Contact/${String(ids[0])}`)
  await org.control({ command: 'hide', ids: [ids[1]] })
  const { body } = await rest(org, 'POST', '/composite/sobjects/Contact', { ids, fields: ['Id', 'LastName'] })
  expect(body).toMatchObject([null, null, { Id: ids[2], LastName: 'Oak' }])
})

test('a composite call carries an answer into the next part', async () => {
  const { body } = await rest(org, 'POST', '/composite', {
    compositeRequest: [
      {
        method: 'POST',
        url: '/services/data/v62.0/sobjects/Account',
        referenceId: 'a',
        body: { Name: 'Composite' }
      },
      {
        method: 'POST',
        url: '/services/data/v62.0/sobjects/Contact',
        referenceId: 'c',
        body: { LastName: 'Part', AccountId: '@{a.id}' }
      },
      {
        method: 'GET',
        url: "/services/data/v62.0/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{c.id}'",
        referenceId: 'q'
      }
    ]
  })
  const { compositeResponse } = body as { compositeResponse: { httpStatusCode: number; body: unknown }[] }
  expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200])
  expect(compositeResponse[2]?.body).toMatchObject({ records: [{ Account: { Name: 'Composite' } }] })
})

test('a fault on command cuts the answer but keeps the write', async () => {
  await org.control({ command: 'fault', method: 'POST', path: '/services/data', cut: 'after' })
  await expect(rest(org, 'POST', '/sobjects/Contact', { LastName: 'Lost Answer' })).rejects.toThrow()
  expect((await query(org, "SELECT Id FROM Contact WHERE LastName = 'Lost Answer'")).totalSize).toBe(1)
})

test('what the seed makes is what the API would accept', async () => {
  const seeded = await startOrg({ seed: 300 })
  const { records } = await query(seeded, 'SELECT FIELDS(ALL) FROM Contact LIMIT 200')
  const writable = new Set<string>()
  const { body } = await rest(seeded, 'GET', '/sobjects/Contact/describe')
  for (const { name, createable } of (body as { fields: { name: string; createable: boolean }[] }).fields) {
    if (createable) writable.add(name)
  }
  const copies = records.map((record) => ({
    attributes: { type: 'Contact' },
    ...Object.fromEntries(Object.entries(record).filter(([name]) => writable.has(name)))
  }))
  const answer = await rest(seeded, 'POST', '/composite/sobjects', { records: copies })
  await seeded.close()
  expect((answer.body as { success: boolean }[]).filter(({ success }) => !success)).toEqual([])
  for (const { Email } of records) expect(Email ?? 'a@example.com').toMatch(/@example\.(com|org|net)$/i)
})

test('an upsert with updateOnly changes what is there and creates nothing', async () => {
  const upsert = (key: string) =>
    rest(org, 'PATCH', `/sobjects/Contact/Key__c/${key}?updateOnly=true`, { LastName: 'Elm' })
  await create({ Key__c: 'known' })
  expect((await upsert('known')).body).toMatchObject({ created: false })
  expect((await upsert('unknown')).status).toBe(404)
  expect((await query(org, "SELECT Id FROM Contact WHERE Key__c = 'unknown'")).totalSize).toBe(0)
})
