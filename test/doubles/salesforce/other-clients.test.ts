import { deflateSync, gzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import { openOrg, query, rest, send } from './test-client.ts'
import type { Sent } from './test-client.ts'

// How clients of other languages put their requests: simple-salesforce (Python), restforce (Ruby), nforce (Node),
// simpleforce (Go), Salesforce's Java connector, and curl as in Salesforce's documentation.

const org = await openOrg({
  seed: 3,
  customFields: {
    Contact: [
      { name: 'Key__c', type: 'string', length: 40, externalId: true, unique: true },
      { name: 'Score__c', type: 'double', precision: 5, scale: 1 }
    ]
  }
})
beforeEach(async () => {
  const record = { LastName: 'Known', Title: 'Boss' }
  expect((await rest(org, 'PATCH', '/sobjects/Contact/Key__c/known', record)).status).toBeLessThan(300)
})

const data = '/services/data/v62.0'
const known = `${data}/sobjects/Contact/Key__c/known`
const soql = (text: string) => `${data}/query/?q=${encodeURIComponent(text)}`
const json = { 'Content-Type': 'application/json' }
const xml = { 'Content-Type': 'application/xml', Accept: 'application/xml' }
const packed = (encoding: string, body: Uint8Array<ArrayBuffer>): Sent => ({
  method: 'POST',
  path: `${data}/sobjects/Contact`,
  headers: { ...json, 'Content-Encoding': encoding },
  body
})
const contact = '{"LastName":"Packed"}'

test.each<[string, Sent, number, RegExp]>([
  ['simple-salesforce: a slash after every address', { path: `${data}/sobjects/Contact/` }, 200, /"recentItems"/],
  ['simple-salesforce: a query with plus signs', { path: `${data}/query/?q=SELECT+Id+FROM+Contact+LIMIT+1` }, 200, /"totalSize":1/],
  ['restforce: the resources with a slash', { path: `${data}/` }, 200, /"identity":"http/],
  ['nforce: an object in small letters', { path: `${data}/sobjects/contact/key__c/known` }, 200, /"LastName":"Known"/],
  ['nforce: whether a password has expired', { path: `${data}/sobjects/user/USER/password` }, 200, /^\{"isExpired":false\}$/],
  ['a library that knows no PATCH', { method: 'POST', path: `${known}?_HttpMethod=PATCH`, headers: json, body: '{"Title":"Chief"}' }, 200, /"created":false/],
  ['a library that knows no DELETE', { method: 'POST', path: `${known}?_HttpMethod=DELETE` }, 204, /^$/],
  ['restforce: an upsert without an id', { method: 'POST', path: `${data}/sobjects/Contact/Id`, headers: json, body: contact }, 201, /"created":true/],
  ['a record count', { path: `${data}/limits/recordCount?sObjects=Lead,Nothing` }, 200, /^\{"sObjects":\[\{"count":\d+,"name":"Lead"\}\]\}$/],
  ['curl: JSON by the ending', { path: `${data}/sobjects/Contact/describe.json` }, 200, /^\{"actionOverrides"|"fields":\[/],
  ['curl: XML by the ending', { path: `${data}/sobjects/Contact/describe.xml` }, 200, /^<\?xml .*<name>LastName<\/name>/s],
  ['an external id that ends like a format', { method: 'PATCH', path: `${data}/sobjects/Contact/Key__c/a.xml`, headers: json, body: contact }, 201, /"created":true/],
  ['curl: versions in XML', { path: '/services/data/', headers: xml }, 200, /<Versions.*<Version><label>Summer '14<\/label><url>/],
  ['curl: a query in XML', { path: soql("SELECT Key__c, Email, Account.Name FROM Contact WHERE Key__c = 'known'"), headers: xml }, 200, /<QueryResult .*<records type="Contact" url="\/services\/data\/v62.0\/[^"]+"><Key__c>known<\/Key__c><Email xsi:nil="true"\/>/],
  ['curl: an error in XML', { path: soql('SELECT Nope FROM Contact'), headers: xml }, 400, /<Errors.*<Error><message>[^]*<errorCode>INVALID_FIELD<\/errorCode><\/Error><\/Errors>/],
  ['a dead session in XML', { path: `${data}/limits`, headers: xml, auth: 'Bearer dead' }, 401, /<errorCode>INVALID_SESSION_ID</],
  ['XML that breaks off', { method: 'POST', path: `${data}/sobjects/Contact`, headers: xml, body: '<Contact><LastName>' }, 400, /<errorCode>XML_PARSER_ERROR</],
  ['a browser gets JSON', { path: `${data}/limits`, headers: { Accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' } }, 200, /^\{"/],
  ['bulk jobs stay JSON', { path: `${data}/jobs/ingest`, headers: { Accept: 'application/xml' } }, 200, /^\{"/],
  ['Java: a body in gzip', packed('gzip', gzipSync(contact)), 201, /"success":true/],
  ['an encoding in capitals', packed('GZIP', gzipSync(contact)), 201, /"success":true/],
  ['a body in deflate', packed('deflate', deflateSync(contact)), 201, /"success":true/],
  ['a body that is not what it says', packed('gzip', Buffer.from(contact)), 400, /not in the gzip format/],
  ['OAuth instead of Bearer', { path: `${data}/limits`, auth: 'OAuth TOKEN' }, 200, /DailyApiRequests/]
])('%s', async (_, sent, status, body) => {
  const user = org.credentials.admin.username
  const [found] = (await query(org, `SELECT Id FROM User WHERE Username = '${user}'`)).records
  const answer = await send(org, {
    ...sent,
    path: sent.path.replace('USER', String(found?.['Id'])),
    ...(sent.auth !== undefined && { auth: sent.auth.replace('TOKEN', org.accessToken) })
  })
  expect(answer).toMatchObject({ status, text: expect.stringMatching(body) as unknown })
}) // prettier-ignore

test('a record made of XML is the record that JSON would have made', async () => {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><Contact xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    '<LastName>Łódź &amp; Co</LastName><DoNotCall>true</DoNotCall><Score__c>3.5</Score__c><Title xsi:nil="true"/></Contact>'
  const made = await send(org, { method: 'PATCH', path: known, headers: xml, body })
  expect(made.text).toMatch(/<Result [^>]*><id>003\w{15}<\/id><success>true<\/success><created>false</)
  expect(made.type).toMatch(/^application\/xml/)
  const { body: read } = await rest(org, 'GET', '/sobjects/Contact/Key__c/known')
  expect(read).toMatchObject({ LastName: 'Łódź & Co', DoNotCall: true, Score__c: 3.5, Title: null })
})

const async = (path: string, type: string, body?: string | Uint8Array<ArrayBuffer>, more = {}) =>
  send(org, {
    path: `/services/async/${path}`,
    auth: '',
    headers: { 'X-SFDC-Session': org.accessToken, 'Content-Type': type, ...more },
    ...(body !== undefined && { method: 'POST', body })
  })

test('Bulk API 1.0 takes the Java connector’s prefixed XML and packed CSV', async () => {
  const space = 'xmlns:ns1="http://www.force.com/2009/06/asyncapi/dataload"'
  const request = `<?xml version="1.0" encoding="UTF-8"?><ns1:jobInfo ${space}><ns1:operation>upsert</ns1:operation><ns1:object>Contact</ns1:object><ns1:externalIdFieldName>Key__c</ns1:externalIdFieldName><ns1:contentType>CSV</ns1:contentType></ns1:jobInfo>`
  const type = 'application/xml; charset=UTF-8'
  const job = /<id>(\w+)</.exec((await async('62.0/job', type, request)).text)?.[1] ?? ''
  const rows = gzipSync('"Key__c","LastName","Title"\n"known","Packed","#N/A"\n')
  const more = { 'Content-Encoding': 'gzip' }
  const sent = await async(`62.0/job/${job}/batch`, 'text/csv; charset=UTF-8', rows, more)
  const batch = /<id>(\w+)</.exec(sent.text)?.[1] ?? ''
  const path = `62.0/job/${job}/batch/${batch}`
  while (!/<state>(Completed|Failed)</.test((await async(path, type)).text))
    await new Promise((go) => setTimeout(go, 5))
  expect((await async(`${path}/result`, type)).text).toMatch(/^"Id".*\n"003\w+","true","false",""/)
  const { body } = await rest(org, 'GET', '/sobjects/Contact/Key__c/known')
  expect(body).toMatchObject({ LastName: 'Packed', Title: null })
})

test('Bulk API 1.0 takes simple-salesforce’s numbered concurrency mode, and no retired version', async () => {
  const mode = async (concurrencyMode: number) => {
    const request = { operation: 'insert', object: 'Contact', concurrencyMode, contentType: 'JSON' }
    const { text } = await async('62.0/job', 'application/json', JSON.stringify(request))
    return (JSON.parse(text) as { concurrencyMode: string }).concurrencyMode
  }
  expect([await mode(0), await mode(1)]).toEqual(['Parallel', 'Serial'])
  const retired = await async('29.0/job', 'application/xml', '<jobInfo/>')
  expect(retired.status).toBe(400)
  expect(retired.text).toContain('<exceptionCode>InvalidVersion</exceptionCode>')
})

test('restforce’s batch names its parts from the version on', async () => {
  const batchRequests = [
    { method: 'PATCH', url: 'v62.0/sobjects/Contact/Key__c/known', richInput: { Title: 'Batch' } },
    { method: 'GET', url: 'v62.0/sobjects/Contact/Key__c/known?fields=Title' }
  ]
  const { body } = await rest(org, 'POST', '/composite/batch', { batchRequests, haltOnError: false })
  expect(body).toMatchObject({
    hasErrors: false,
    results: [{ statusCode: 200 }, { statusCode: 200, result: { Title: 'Batch' } }]
  })
})
