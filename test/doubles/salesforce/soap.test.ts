import { expect, test } from 'vitest'
import { openOrg } from './test-client.ts'
import { jsforceTo } from './jsforce-client.ts'

const org = await openOrg({
  seed: 450,
  customFields: {
    Contact: [{ name: 'Key__c', type: 'string', length: 40, externalId: true, unique: true }]
  }
})
const connection = jsforceTo(org)

interface Options {
  readonly headers?: string
  readonly token?: string
  readonly door?: 'u' | 'c'
}

/** Calls one operation with a body written by hand, as a client without a toolkit would. */
async function soap(operation: string, inner: string, options: Options = {}) {
  const { headers = '', token = org.accessToken, door = 'u' } = options
  const api = door === 'u' ? 'urn:partner.soap.sforce.com' : 'urn:enterprise.soap.sforce.com'
  const response = await fetch(`${org.url}/services/Soap/${door}/62.0`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' },
    body:
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${api}" ` +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
      `<e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader>${headers}</e:Header>` +
      `<e:Body><${operation}>${inner}</${operation}></e:Body></e:Envelope>`
  })
  return { status: response.status, text: await response.text() }
}

const contact = (fields: string) => `<sObjects><type>Contact</type>${fields}</sObjects>`
const all = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value ?? '')

test('records are created, changed, blanked, read and deleted by SOAP', async () => {
  const created = await soap(
    'create',
    contact(
      '<LastName>Oak &amp; Son</LastName><Title xsi:type="xsd:string">Boss</Title><DoNotCall>true</DoNotCall>'
    )
  )
  const [id = ''] = all(created.text, 'id')
  expect(id).toMatch(/^003/)
  expect(created.text).toMatch(/<limitInfo><current>\d+<\/current><limit>100000<\/limit><type>API REQUESTS/)
  await soap('update', contact(`<fieldsToNull>Title</fieldsToNull><Id>${id}</Id><Department></Department>`))
  const read = await soap(
    'retrieve',
    `<fieldList>Id, LastName, Title, DoNotCall</fieldList><sObjectType>Contact</sObjectType><ids>${id}</ids>`
  )
  expect(read.text).toContain(
    `<result xsi:type="sf:sObject"><sf:type>Contact</sf:type><sf:Id>${id}</sf:Id><sf:Id>${id}</sf:Id>` +
      '<sf:LastName>Oak &amp; Son</sf:LastName><sf:Title xsi:nil="true"/><sf:DoNotCall>true</sf:DoNotCall></result>'
  )
  expect(all((await soap('delete', `<ids>${id}</ids>`)).text, 'success')).toEqual(['true'])
  expect(all((await soap('undelete', `<ids>${id}</ids>`)).text, 'success')).toEqual(['true'])
})

test('a bad row fails alone, or takes the rest along under AllOrNoneHeader', async () => {
  const rows = contact('<LastName>Good</LastName>') + contact('<FirstName>Only</FirstName>')
  const { text } = await soap('create', rows)
  expect(all(text, 'success')).toEqual(['true', 'false'])
  expect(text).toContain('<errors><fields>LastName</fields><message>Required fields are missing: [LastName]')
  const headers = '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>'
  const none = await soap('create', rows, { headers })
  expect(all(none.text, 'statusCode')).toEqual([
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'REQUIRED_FIELD_MISSING'
  ])
})

test('an upsert says what it created', async () => {
  const key = '<externalIDFieldName>Key__c</externalIDFieldName>'
  const row = contact('<LastName>Key</LastName><Key__c>k-1</Key__c>')
  expect(all((await soap('upsert', key + row)).text, 'created')).toEqual(['true'])
  expect(all((await soap('upsert', key + row)).text, 'created')).toEqual(['false'])
})

test('a query is read page by page, with parents and children', async () => {
  const headers = '<QueryOptions><batchSize>200</batchSize></QueryOptions>'
  const ask = '<queryString>SELECT Id, Account.Name, LastModifiedDate FROM Contact ORDER BY Id</queryString>'
  let { text } = await soap('query', ask, { headers })
  const ids = new Set(all(text, 'sf:Id'))
  expect(text).toMatch(/<sf:LastModifiedDate>[\d-]+T[\d:]+\.000Z</)
  while (text.includes('<done>false</done>')) {
    const [locator = ''] = all(text, 'queryLocator')
    text = (await soap('queryMore', `<queryLocator>${locator}</queryLocator>`)).text
    for (const id of all(text, 'sf:Id')) ids.add(id)
  }
  const count = await connection.query('SELECT COUNT() FROM Contact')
  expect(ids.size).toBe(count.totalSize)
  const children =
    '<queryString>SELECT Name, (SELECT LastName FROM Contacts) FROM Account LIMIT 20</queryString>'
  expect((await soap('query', children)).text).toContain(
    '<sf:Contacts xsi:type="QueryResult"><done>true</done>'
  )
})

test('faults are of the types of the WSDL and say where a query is wrong', async () => {
  const wrong = await soap('query', '<queryString>SELECT Id FROM Nothing</queryString>')
  expect(wrong.status).toBe(500)
  expect(wrong.text).toContain('<faultcode>sf:INVALID_TYPE</faultcode>')
  expect(wrong.text).toMatch(/<sf:InvalidSObjectFault .*<sf:row>1<\/sf:row><sf:column>16<\/sf:column>/s)
  const malformed = await soap('query', '<queryString>SELECT FROM</queryString>')
  expect(malformed.text).toContain('<sf:MalformedQueryFault xsi:type="sf:MalformedQueryFault">')
  const stale = await soap('getUserInfo', '', { token: 'dead' })
  expect(stale.text).toContain('<faultstring>INVALID_SESSION_ID: Invalid Session ID found in SessionHeader')
  const locator = await soap('queryMore', '<queryLocator>01gxx-500</queryLocator>')
  expect(locator.text).toContain('sf:InvalidQueryLocatorFault')
})

test('a fault on command comes as a SOAP fault, and a bad key is refused row by row', async () => {
  const fault = { status: 500, errorCode: 'SERVER_UNAVAILABLE', message: 'Come back later' }
  await org.control({ command: 'fault', path: '/services/Soap', ...fault })
  expect((await soap('getUserInfo', '')).text).toContain(
    '<faultstring>SERVER_UNAVAILABLE: Come back later</faultstring>'
  )
  const key = '<externalIDFieldName>Title</externalIDFieldName>'
  const { text } = await soap('upsert', key + contact('<LastName>Key</LastName><Title>x</Title>'))
  expect(all(text, 'statusCode')).toEqual(['INVALID_FIELD'])
})

test('getUpdated and getDeleted tell what changed in a span of time', async () => {
  const [id = ''] = all((await soap('create', contact('<LastName>Span</LastName>'))).text, 'id')
  const [gone = ''] = all((await soap('create', contact('<LastName>Gone</LastName>'))).text, 'id')
  await soap('delete', `<ids>${gone}</ids>`)
  await org.control({ command: 'advance', ms: 60_000 })
  const moment = (ms: number) => new Date(ms).toISOString()
  const span =
    `<sObjectType>Contact</sObjectType><startDate>${moment(org.now() - 300_000)}</startDate>` +
    `<endDate>${moment(org.now() + 60_000)}</endDate>`
  const updated = all((await soap('getUpdated', span)).text, 'ids')
  expect(updated).toContain(id)
  expect(updated).not.toContain(gone)
  expect(all((await soap('getDeleted', span)).text, 'id')).toContain(gone)
})

test('a merge and a conversion written by hand answer as the WSDL says', async () => {
  const [winner = '', loser = ''] = all(
    (await soap('create', contact('<LastName>W</LastName>') + contact('<LastName>L</LastName>'))).text,
    'id'
  )
  const merge = (ids: string) =>
    soap(
      'merge',
      `<request><masterRecord><type>Contact</type><Id>${winner}</Id><Title>Kept</Title></masterRecord>${ids}</request>`
    )
  const lost = `<recordToMergeIds>${loser}</recordToMergeIds>`
  expect((await merge(lost)).text).toContain(
    `<result><id>${winner}</id><mergedRecordIds>${loser}</mergedRecordIds><success>true</success></result>`
  )
  expect(all((await merge(lost)).text, 'statusCode')).toEqual(['ENTITY_IS_DELETED'])
  const lead = '<sObjects><type>Lead</type><LastName>Lee</LastName><Company>Lee</Company></sObjects>'
  const [leadId = ''] = all((await soap('create', lead)).text, 'id')
  const convert = (status: string) =>
    soap(
      'convertLead',
      `<leadConverts><convertedStatus>${status}</convertedStatus>` +
        `<doNotCreateOpportunity>true</doNotCreateOpportunity><leadId>${leadId}</leadId></leadConverts>`
    )
  expect(all((await convert('Nonsense')).text, 'statusCode')).toEqual(['INVALID_STATUS'])
  expect((await convert('Closed - Converted')).text).toContain('<opportunityId xsi:nil="true"/><success>true')
  expect(all((await convert('Closed - Converted')).text, 'statusCode')).toEqual([
    'CANNOT_UPDATE_CONVERTED_LEAD'
  ])
})

test('the enterprise endpoint answers records of their own type', async () => {
  const row = '<sObjects xsi:type="Contact"><LastName>Typed</LastName></sObjects>'
  const [id = ''] = all((await soap('create', row, { door: 'c' })).text, 'id')
  const ask = `<queryString>SELECT Id, LastName FROM Contact WHERE Id = '${id}'</queryString>`
  const { text } = await soap('query', ask, { door: 'c' })
  expect(text).toContain(
    `<records xsi:type="sf:Contact"><sf:Id>${id}</sf:Id><sf:LastName>Typed</sf:LastName>`
  )
})

test('jsforce creates, updates, upserts, deletes and undeletes by SOAP', async () => {
  const created = await connection.soap.create({ type: 'Contact', LastName: 'Soap', Title: 'x' })
  expect(created).toMatchObject({ success: true, errors: [] })
  const id = String(created.id)
  expect(await connection.soap.update({ type: 'Contact', Id: id, Title: null })).toMatchObject({
    success: true
  })
  expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ LastName: 'Soap', Title: null })
  expect(await connection.soap.delete(id)).toMatchObject({ success: true, id })
  expect(await connection.soap.undelete([id])).toMatchObject([{ success: true, id }])
  await connection.soap.delete(id)
  expect(await connection.soap.emptyRecycleBin([id])).toMatchObject([{ success: true }])
  expect(await connection.soap.undelete([id])).toMatchObject([{ success: false }])
})

test('jsforce learns the time and its user, and describes come as elements', async () => {
  const { timestamp } = await connection.soap.getServerTimestamp()
  expect(Math.abs(Date.parse(timestamp) - org.now())).toBeLessThan(5000)
  expect(await connection.soap.getUserInfo()).toMatchObject({
    organizationId: org.orgId,
    userType: 'Standard'
  })
  const { text } = await soap('describeSObject', '<sObjectType>Contact</sObjectType>')
  expect(text).toMatch(
    /<fields>(?:(?!<\/fields>).)*<length>80<\/length>(?:(?!<\/fields>).)*<name>LastName<\/name>/
  )
  expect(all((await soap('describeGlobal', '')).text, 'name')).toContain('Lead')
})

test('a session that logged out is dead', async () => {
  const { accessToken } = (await org.control({ command: 'openSession' })) as { accessToken: string }
  expect((await soap('logout', '', { token: accessToken })).status).toBe(200)
  expect((await soap('getUserInfo', '', { token: accessToken })).text).toContain('INVALID_SESSION_ID')
})
