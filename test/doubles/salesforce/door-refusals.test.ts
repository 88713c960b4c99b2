import { afterAll, beforeAll, expect, test } from 'vitest'
import { soap } from './access/door-clients.ts'
import { bulk, ingest } from './bulk/test-bulk.ts'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { errorOf, query, rest } from './test-client.ts'

let org: Org
beforeAll(async () => {
  const key = { name: 'Key__c', type: 'string', length: 20, externalId: true, unique: true } as const
  org = await startOrg({ customFields: { Contact: [key] } })
})
afterAll(() => org.close())

const contact = (values: object) => ({ attributes: { type: 'Contact' }, ...values })
const create = async (object: string, values: object) =>
  ((await rest(org, 'POST', `/sobjects/${object}`, values)).body as { id: string }).id

test('a record that breaks several validation rules is told of all of them, in every door', async () => {
  const rule = { command: 'addValidationRule', object: 'Lead' }
  await org.control({ ...rule, name: 'A', condition: 'ISBLANK(Email)', message: 'No e-mail', field: 'Email' })
  await org.control({ ...rule, name: 'B', condition: 'ISBLANK(Phone)', message: 'No phone' })
  const lead = { LastName: 'Leaf', Company: 'Oak' }
  const code = 'FIELD_CUSTOM_VALIDATION_EXCEPTION'
  expect((await rest(org, 'POST', '/sobjects/Lead', lead)).body).toEqual([
    { message: 'No e-mail', errorCode: code, fields: ['Email'] },
    { message: 'No phone', errorCode: code, fields: [] }
  ])
  const records = [{ attributes: { type: 'Lead' }, ...lead }]
  expect((await rest(org, 'POST', '/composite/sobjects', { records })).body).toMatchObject([
    { success: false, errors: [{ statusCode: code }, { statusCode: code, message: 'No phone' }] }
  ])
  const answer = await soap(
    org,
    '<create><sObjects><type>Lead</type><LastName>Leaf</LastName><Company>Oak</Company></sObjects></create>'
  )
  expect(answer.match(/<errors>/g)).toHaveLength(2)
  const { id } = await ingest(org, { object: 'Lead', operation: 'insert' }, 'LastName,Company\nLeaf,Oak\n')
  expect((await bulk(org, 'GET', `ingest/${String(id)}/failedResults`)).text).toContain(
    `"${code}:No e-mail:Email --${code}:No phone:--"`
  )
})

test('a duplicate in a collection says what it is a duplicate of', async () => {
  const id = await create('Account', { Name: 'Twin' })
  await org.control({
    command: 'addDuplicateRule',
    object: 'Account',
    name: 'Names',
    fields: ['Name'],
    action: 'alert'
  })
  const records = [{ attributes: { type: 'Account' }, Name: 'Twin' }]
  const { body } = await rest(org, 'POST', '/composite/sobjects', { records })
  expect(body).toMatchObject([
    {
      success: false,
      errors: [
        {
          statusCode: 'DUPLICATES_DETECTED',
          duplicateResut: { allowSave: true, matchResults: [{ matchRecords: [{ record: { Id: id } }] }] }
        }
      ]
    }
  ])
  await org.control({ command: 'removeDuplicateRule', object: 'Account', name: 'Names' })
})

test('a collection takes ten runs of one object, and a key once', async () => {
  const records = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      i % 2
        ? contact({ LastName: 'Odd' })
        : {
            attributes: { type: 'Opportunity' },
            Name: 'Even',
            StageName: 'Prospecting',
            CloseDate: '2030-01-01'
          }
    )
  expect((await rest(org, 'POST', '/composite/sobjects', { records: records(10) })).status).toBe(200)
  expect(errorOf(await rest(org, 'POST', '/composite/sobjects', { records: records(11) }))).toMatch(
    /^LIMIT_EXCEEDED.*10 chunks/
  )
  const twice = ['k', 'k'].map((Key__c) => contact({ LastName: 'Key', Key__c }))
  const { body } = await rest(org, 'PATCH', '/composite/sobjects/Contact/Key__c', { records: twice })
  expect(body).toMatchObject([
    { success: true, created: true },
    { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] }
  ])
})

test('collated parts of a composite call run kind by kind, and are answered in their own order', async () => {
  const url = '/services/data/v62.0/sobjects'
  const part = (object: string, referenceId: string, body: object) => ({
    method: 'POST',
    url: `${url}/${object}`,
    referenceId,
    body
  })
  const compositeRequest = [
    part('Account', 'a1', { Name: 'First' }),
    part('Contact', 'c1', { LastName: 'Child', AccountId: '@{a1.id}' }),
    part('Case', 's1', { Subject: 'Help', ContactId: '@{c1.id}' }),
    part('Account', 'a2', { Name: 'Second' }),
    part('Contact', 'c2', { LastName: 'Alone' })
  ]
  const run = async (collateSubrequests: boolean) => {
    const { body } = await rest(org, 'POST', '/composite', { collateSubrequests, compositeRequest })
    const parts = (
      body as { compositeResponse: { referenceId: string; httpStatusCode: number; body: { id: string } }[] }
    ).compositeResponse
    expect(parts.map(({ referenceId, httpStatusCode }) => `${referenceId} ${httpStatusCode}`)).toEqual([
      'a1 201',
      'c1 201',
      's1 201',
      'a2 201',
      'c2 201'
    ])
    return new Map(parts.map(({ referenceId, body: { id } }) => [referenceId, id]))
  }
  const apart = await run(false)
  expect((apart.get('c1') ?? '') < (apart.get('c2') ?? '')).toBe(true)
  const together = await run(true)
  expect((together.get('c2') ?? '') < (together.get('c1') ?? '')).toBe(true) // c1 waits for a1
})

test('a delete keeps to its preconditions', async () => {
  const id = await create('Account', { Name: 'Careful' })
  const address = `${org.url}/services/data/v62.0/sobjects/Account/${id}`
  const call = (method: string, headers: Record<string, string>) =>
    fetch(address, { method, headers: { Authorization: `Bearer ${org.accessToken}`, ...headers } })
  const etag = (await call('GET', {})).headers.get('etag') ?? ''
  expect((await call('DELETE', { 'If-Match': '"other"' })).status).toBe(412)
  expect((await call('DELETE', { 'If-Unmodified-Since': 'Thu, 01 Jan 2015 00:00:00 GMT' })).status).toBe(412)
  expect((await call('DELETE', { 'If-Match': etag })).status).toBe(204)
  expect((await query(org, `SELECT Id FROM Account WHERE Id = '${id}'`)).totalSize).toBe(0)
})

test('an unknown address is not found whatever the method, one too long is refused as such', async () => {
  for (const path of ['/nowhere', '/00O000000000001']) {
    expect((await fetch(org.url + path, { method: 'POST', body: '{}' })).status).toBe(404)
  }
  const long = await rest(org, 'GET', `/query?q=SELECT+Id+FROM+Contact+WHERE+Name='${'x'.repeat(16_400)}'`)
  expect(long.status).toBe(414)
})
