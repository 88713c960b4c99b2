import { afterAll, beforeAll, expect, test } from 'vitest'
import { bulk, ended, ingest, queryJob } from '../bulk/test-bulk.ts'
import { classic, soap } from './door-clients.ts'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { asUser, errorOf, query, rest } from '../test-client.ts'

// The integration user reads and writes contacts, but sees no `Secret__c`, writes no `Shown__c`, deletes no account
// and knows no leads. Whatever door it comes in by, that is what it meets.
let org: Org
let user: Org
let contact: string
let account: string
let lead: string
let report: string

beforeAll(async () => {
  const text = { type: 'string', length: 40 } as const
  org = await startOrg({
    switches: { reportStepUp: false, apiOnlyUsersHaveNoUi: false, bulkDelayMs: 0 },
    customFields: {
      Contact: [
        { name: 'Secret__c', ...text },
        { name: 'Shown__c', ...text },
        { name: 'Key__c', ...text, externalId: true, unique: true }
      ]
    }
  })
  user = await asUser(org)
  await org.control({ command: 'revokePermissionSet', name: 'Practice_Integration' })
  await org.control({
    command: 'grantPermissionSet',
    name: 'Sync',
    objectPermissions: [
      { object: 'Contact', allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true },
      { object: 'Account', allowRead: true, allowEdit: true }
    ],
    fieldPermissions: [
      { field: 'Contact.Email', editable: true },
      { field: 'Contact.AccountId', editable: true },
      { field: 'Contact.Key__c', editable: true },
      { field: 'Contact.Shown__c', readable: true }
    ]
  })
  const create = async (object: string, values: object) =>
    ((await org.control({ command: 'create', object, values })) as { id: string }).id
  account = await create('Account', { Name: 'Acorn' })
  lead = await create('Lead', { LastName: 'Leaf', Company: 'Acorn' })
  const hidden = { Secret__c: 'concealed', Shown__c: 'seen', Key__c: 'k1' }
  contact = await create('Contact', { LastName: 'Ash', AccountId: account, ...hidden })
  const columns = ['LastName', 'Secret__c', 'Shown__c']
  report = ((await org.control({ command: 'defineReport', name: 'All', object: 'Contact', columns })) as { id: string }).id // prettier-ignore
})
afterAll(() => org.close())

const base = '/services/data/v62.0'
const soql = (text: string) => encodeURIComponent(text)
const answer = async (method: string, path: string, body?: unknown) =>
  JSON.stringify((await rest(user, method, path, body)).body)
const part = (method: string, path: string, body?: object) => ({
  compositeRequest: [{ method, url: base + path, referenceId: 'one', ...(body && { body }) }]
})
const found = 'SELECT Secret__c FROM Contact'

test.each<[string, () => Promise<string>]>([
  ['query', () => answer('GET', `/query?q=${soql(found)}`)],
  ['queryAll', () => answer('GET', `/queryAll?q=${soql(found)}`)],
  ['a filter', () => answer('GET', `/query?q=${soql("SELECT Id FROM Contact WHERE Secret__c = 'a'")}`)],
  ['an order', () => answer('GET', `/query?q=${soql('SELECT Id FROM Contact ORDER BY Secret__c')}`)],
  ['an aggregate', () => answer('GET', `/query?q=${soql('SELECT MAX(Secret__c) FROM Contact')}`)],
  ['children', () => answer('GET', `/query?q=${soql('SELECT (SELECT Secret__c FROM Contacts) FROM Account')}`)],
  ['explain', () => answer('GET', `/query?explain=${soql(found)}`)],
  ['columns', () => answer('GET', `/query?columns=true&q=${soql(found)}`)],
  ['a record', () => answer('GET', `/sobjects/Contact/${contact}?fields=Secret__c`)],
  ['a record by key', () => answer('GET', `/sobjects/Contact/Key__c/k1?fields=Secret__c`)],
  ['children of a record', () => answer('GET', `/sobjects/Account/${account}/Contacts?fields=Secret__c`)],
  ['collections', () => answer('POST', '/composite/sobjects/Contact', { ids: [contact], fields: ['Secret__c'] })],
  ['composite', () => answer('POST', '/composite', part('GET', `/query?q=${soql(found)}`))],
  ['batch', () => answer('POST', '/composite/batch', { batchRequests: [{ method: 'GET', url: `v62.0/query?q=${soql(found)}` }] })],
  ['SOSL', () => answer('GET', `/search?q=${soql('FIND {ash} RETURNING Contact(Secret__c)')}`)],
  ['parameterized search', () => answer('GET', '/parameterizedSearch?q=ash&sobject=Contact&Contact.fields=Secret__c')],
  ['Bulk 2.0', async () => JSON.stringify((await rest(user, 'POST', '/jobs/query', { operation: 'query', query: found })).body)],
  ['Bulk 1.0 CSV', () => classic(user, 'query', 'CSV', found)],
  ['Bulk 1.0 JSON', () => classic(user, 'query', 'JSON', found)],
  ['Bulk 1.0 XML', () => classic(user, 'query', 'XML', found)],
  ['SOAP query', () => soap(user, `<query><queryString>${found}</queryString></query>`)],
  ['SOAP retrieve', () => soap(user, `<retrieve><fieldList>Secret__c</fieldList><sObjectType>Contact</sObjectType><ids>${contact}</ids></retrieve>`)]
])('a field the user may not read does not exist for %s', async (_, ask) => {
  const told = await ask()
  expect(told).toMatch(/INVALID_FIELD|No such column 'Secret__c'/)
  expect(told).not.toContain('concealed')
}) // prettier-ignore

test.each<[string, () => Promise<string>]>([
  ['describe', () => answer('GET', '/sobjects/Contact/describe')],
  ['a record', () => answer('GET', `/sobjects/Contact/${contact}`)],
  ['FIELDS(ALL)', () => answer('GET', `/query?q=${soql('SELECT FIELDS(ALL) FROM Contact LIMIT 1')}`)],
  ['children of a record', () => answer('GET', `/sobjects/Account/${account}/Contacts`)],
  ['recent', () => answer('GET', '/recent')],
  ['a report', () => answer('GET', `/analytics/reports/${report}?includeDetails=true`)],
  ['a report’s description', () => answer('GET', `/analytics/reports/${report}/describe`)],
  ['the CSV export', async () => (await fetch(`${org.url}/${report}?isdtp=p1&export=1&enc=UTF-8&xf=csv`, { headers: { Cookie: `sid=${user.accessToken}` } })).text()],
  ['SOAP describe', () => soap(user, '<describeSObject><sObjectType>Contact</sObjectType></describeSObject>')],
  ['Bulk 2.0', async () => (await bulk(user, 'GET', `query/${await queryJob(user, 'SELECT Id, Shown__c FROM Contact')}/results`)).text]
])('%s leaves out a field the user may not read', async (_, ask) => {
  const told = await ask()
  expect(told).not.toMatch(/Secret|concealed/)
}) // prettier-ignore

const body = { LastName: 'Elm', Shown__c: 'changed' }
const typed = { attributes: { type: 'Contact' }, ...body }
const csv = (id: string, row: string) => `${id}LastName,Shown__c\n${row}Elm,changed\n`
const element = (id = '') =>
  `<sObjects><type>Contact</type>${id}<LastName>Elm</LastName><Shown__c>changed</Shown__c></sObjects>`

async function ingested(job: object, text: string): Promise<string> {
  const { id } = await ingest(user, { object: 'Contact', ...job }, text)
  return (await bulk(user, 'GET', `ingest/${String(id)}/failedResults`)).text
}

test.each<[string, () => Promise<string>]>([
  ['create', () => answer('POST', '/sobjects/Contact', body)],
  ['update', () => answer('PATCH', `/sobjects/Contact/${contact}`, body)],
  ['upsert, new', () => answer('PATCH', '/sobjects/Contact/Key__c/k2', body)],
  ['upsert, known', () => answer('PATCH', '/sobjects/Contact/Key__c/k1', body)],
  ['collections create', () => answer('POST', '/composite/sobjects', { records: [typed] })],
  ['collections update', () => answer('PATCH', '/composite/sobjects', { records: [{ ...typed, id: contact }] })],
  ['collections upsert', () => answer('PATCH', '/composite/sobjects/Contact/Key__c', { records: [{ ...typed, Key__c: 'k1' }] })],
  ['tree', () => answer('POST', '/composite/tree/Contact', { records: [{ ...typed, attributes: { type: 'Contact', referenceId: 'a' } }] })],
  ['composite', () => answer('POST', '/composite', part('PATCH', `/sobjects/Contact/${contact}`, body))],
  ['graph', () => answer('POST', '/composite/graph', { graphs: [{ graphId: '1', ...part('POST', '/sobjects/Contact', body) }] })],
  ['Bulk 2.0 insert', () => ingested({ operation: 'insert' }, csv('', ''))],
  ['Bulk 2.0 update', () => ingested({ operation: 'update' }, csv('Id,', `${contact},`))],
  ['Bulk 2.0 upsert', () => ingested({ operation: 'upsert', externalIdFieldName: 'Key__c' }, csv('Key__c,', 'k1,'))],
  ['Bulk 1.0 CSV', () => classic(user, 'update', 'CSV', csv('Id,', `${contact},`))],
  ['Bulk 1.0 JSON', () => classic(user, 'update', 'JSON', JSON.stringify([{ Id: contact, ...body }]))],
  ['Bulk 1.0 XML', () => classic(user, 'update', 'XML', `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload"><sObject><Id>${contact}</Id><Shown__c>changed</Shown__c></sObject></sObjects>`)],
  ['SOAP create', () => soap(user, `<create>${element()}</create>`)],
  ['SOAP update', () => soap(user, `<update>${element(`<Id>${contact}</Id>`)}</update>`)],
  ['SOAP upsert', () => soap(user, `<upsert><externalIDFieldName>Key__c</externalIDFieldName>${element('<Key__c>k1</Key__c>')}</upsert>`)]
])('a field the user may not write is refused by %s, and nothing changes', async (_, ask) => {
  expect(await ask()).toContain('INVALID_FIELD_FOR_INSERT_UPDATE')
  const { records } = await query(org, 'SELECT Shown__c FROM Contact')
  expect(records.map(({ Shown__c }) => Shown__c)).toEqual(['seen'])
}) // prettier-ignore

const sid = (name: string, ids: string) => `<${name}><ids>${ids}</ids></${name}>`

test.each<[string, () => Promise<string>]>([
  ['REST', () => answer('DELETE', `/sobjects/Account/${account}`)],
  ['a relationship', () => answer('DELETE', `/sobjects/Contact/${contact}/Account`)],
  ['collections', () => answer('DELETE', `/composite/sobjects?ids=${account}`)],
  ['composite', () => answer('POST', '/composite', part('DELETE', `/sobjects/Account/${account}`))],
  ['Bulk 2.0', () => ingested({ object: 'Account', operation: 'delete' }, `Id\n${account}\n`)],
  ['Bulk 1.0', () => classic(user, 'delete', 'CSV', `Id\n${account}\n`, 'Account')],
  ['SOAP', () => soap(user, sid('delete', account))]
])('a record of an object the user may not delete stays: %s', async (_, ask) => {
  expect(await ask()).toContain('INSUFFICIENT_ACCESS_OR_READONLY')
  expect((await query(org, 'SELECT COUNT() FROM Account')).totalSize).toBe(1)
})

const leadValues = { LastName: 'New', Company: 'New' }
test.each<[string, RegExp, () => Promise<string>]>([
  ['query', /INVALID_TYPE/, () => answer('GET', `/query?q=${soql('SELECT Id FROM Lead')}`)],
  ['describe', /NOT_FOUND/, () => answer('GET', '/sobjects/Lead/describe')],
  ['read', /NOT_FOUND/, () => answer('GET', `/sobjects/Lead/${lead}`)],
  ['create', /NOT_FOUND/, () => answer('POST', '/sobjects/Lead', leadValues)],
  ['updated', /NOT_FOUND/, () => answer('GET', '/sobjects/Lead/updated?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z')],
  ['collections create', /INVALID_TYPE/, () => answer('POST', '/composite/sobjects', { records: [{ attributes: { type: 'Lead' }, ...leadValues }] })],
  ['collections delete', /MALFORMED_ID|INVALID_/, () => answer('DELETE', `/composite/sobjects?ids=${lead}`)],
  ['tree', /NOT_FOUND/, () => answer('POST', '/composite/tree/Lead', { records: [{ attributes: { type: 'Lead', referenceId: 'a' }, ...leadValues }] })],
  ['Bulk 2.0 ingest', /INVALIDENTITY/, () => answer('POST', '/jobs/ingest', { object: 'Lead', operation: 'insert' })],
  ['Bulk 2.0 query', /INVALID_TYPE/, () => answer('POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Lead' })],
  ['SOAP create', /INVALID_TYPE/, () => soap(user, '<create><sObjects><type>Lead</type><LastName>New</LastName><Company>New</Company></sObjects></create>')],
  ['SOAP delete', /INVALID_ID_FIELD/, () => soap(user, sid('delete', lead))],
  ['SOAP convertLead', /INSUFFICIENT_ACCESS/, () => soap(user, `<convertLead><leadConverts><leadId>${lead}</leadId><convertedStatus>Closed - Converted</convertedStatus></leadConverts></convertLead>`)],
  ['SOSL', /INVALID_TYPE/, () => answer('GET', `/search?q=${soql('FIND {leaf} RETURNING Lead(Id)')}`)]
])('an object the user may not read does not exist for %s', async (_, refusal, ask) => {
  expect(await ask()).toMatch(refusal)
  const { records } = await query(org, 'SELECT IsConverted FROM Lead')
  expect(records).toMatchObject([{ IsConverted: false }])
}) // prettier-ignore

test('nobody goes on with what another user began: a query’s pages, a report’s run, a bulk query’s rows', async () => {
  await org.control({ command: 'set', pageSize: 1 })
  const first = await query(org, 'SELECT Id FROM User')
  await org.control({ command: 'set', pageSize: null })
  const locator = (first.nextRecordsUrl ?? '').replace(base, '')
  expect(errorOf(await rest(user, 'GET', locator))).toMatch(/^INVALID_QUERY_LOCATOR/)
  expect((await rest(org, 'GET', locator)).status).toBe(200)
  const run = (await rest(org, 'POST', `/analytics/reports/${report}/instances`)).body as { id: string }
  const address = `/analytics/reports/${report}/instances/${run.id}`
  expect((await rest(user, 'GET', address)).status).toBe(404)
  expect((await rest(org, 'GET', address)).status).toBe(200)
  const job = await queryJob(org, 'SELECT Id, Secret__c FROM Contact')
  expect((await bulk(user, 'GET', `query/${job}/results`)).text).not.toContain('concealed')
  expect((await ended(org, `query/${job}`))['state']).toBe('JobComplete')
})
