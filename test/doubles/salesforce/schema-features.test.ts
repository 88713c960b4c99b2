import { expect, test } from 'vitest'
import { errorOf, openOrg, query, rest } from './test-client.ts'

const made = async (object: string, body: object) =>
  ((await rest(org, 'POST', `/sobjects/${object}`, body)).body as { id: string }).id

const org = await openOrg({
  customFields: {
    Contact: [
      { name: 'Key__c', type: 'string', length: 20, externalId: true },
      { name: 'Line__c', type: 'string', formula: 'LastName & " of " & Account.Name' },
      { name: 'Birthday__c', type: 'boolean', formula: 'Birthdate = TODAY()' }
    ]
  }
})

/** Calls with one more header; the body's `errorCode` or nothing. */
async function call(path: string, headers: Record<string, string>, body?: object) {
  const response = await fetch(`${org.url}/services/data/v62.0${path}`, {
    method: body ? 'PATCH' : 'GET',
    headers: { Authorization: `Bearer ${org.accessToken}`, 'Content-Type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) })
  })
  await response.text()
  return { status: response.status, headers: response.headers }
}

test('a formula field changes with the parent and the day while SystemModstamp stays', async () => {
  const account = await made('Account', { Name: 'Old & Co' })
  const tomorrow = new Date(org.now() + 86_400_000).toISOString().slice(0, 10)
  const contact = await made('Contact', { LastName: 'Lee', AccountId: account, Birthdate: tomorrow })
  const soql = `SELECT Line__c, Birthday__c, SystemModstamp FROM Contact WHERE Id = '${contact}'`
  const [before] = (await query(org, soql)).records
  expect(before).toMatchObject({ Line__c: 'Lee of Old & Co', Birthday__c: false })
  await rest(org, 'PATCH', `/sobjects/Account/${account}`, { Name: 'New & Co' })
  await org.control({ command: 'advance', ms: 86_400_000 })
  const [after] = (await query(org, soql)).records
  expect(after).toMatchObject({
    Line__c: 'Lee of New & Co',
    Birthday__c: true,
    SystemModstamp: before?.['SystemModstamp']
  })
  expect((await query(org, "SELECT Id FROM Contact WHERE Line__c LIKE '%New%'")).totalSize).toBe(1)
  const refused = await rest(org, 'PATCH', `/sobjects/Contact/${contact}`, { Line__c: 'x' })
  expect(errorOf(refused)).toMatch(/^INVALID_FIELD_FOR_INSERT_UPDATE/)
  const { fields } = (await rest(org, 'GET', '/sobjects/Contact/describe')).body as {
    fields: { name: string }[]
  }
  const line = fields.find(({ name }) => name === 'Line__c')
  expect(line).toMatchObject({ calculated: true, calculatedFormula: 'LastName & " of " & Account.Name' })
})

test('describes and records answer 304 and 412 as their conditions say', async () => {
  const path = '/sobjects/Lead/describe'
  const since = (await call(path, {})).headers.get('last-modified') ?? ''
  expect((await call(path, { 'If-Modified-Since': since })).status).toBe(304)
  await org.control({ command: 'addField', object: 'Lead', name: 'New__c', type: 'boolean' })
  expect((await call(path, { 'If-Modified-Since': since })).status).toBe(200)

  const account = `/sobjects/Account/${await made('Account', { Name: 'Tag' })}`
  const { headers } = await call(account, {})
  const etag = headers.get('etag') ?? ''
  expect((await call(account, { 'If-None-Match': etag })).status).toBe(304)
  expect((await call(account, { 'If-Match': etag }, { Site: 'a' })).status).toBe(204)
  expect((await call(account, { 'If-Match': etag }, { Site: 'b' })).status).toBe(412)
  const old = new Date(org.now() - 3_600_000).toUTCString()
  expect((await call(account, { 'If-Unmodified-Since': old }, { Site: 'c' })).status).toBe(412)
  expect((await call(account, { 'If-Unmodified-Since': 'yesterday' }, { Site: 'c' })).status).toBe(400)
  expect((await rest(org, 'GET', account)).body).toMatchObject({ Site: 'a' })
})

test('FIELDS(ALL) needs a limit of at most 200, FIELDS(STANDARD) does not', async () => {
  const refused = await rest(org, 'GET', '/query?q=SELECT+FIELDS(ALL)+FROM+Contact')
  expect(errorOf(refused)).toBe('MALFORMED_QUERY: The SOQL FIELDS function must have a LIMIT of at most 200')
  expect((await query(org, 'SELECT FIELDS(ALL) FROM Contact LIMIT 200')).records[0]).toHaveProperty('Key__c')
  expect((await query(org, 'SELECT FIELDS(STANDARD) FROM Contact')).records[0]).not.toHaveProperty('Key__c')
})

test('a record gets the default record type and refuses one of another object', async () => {
  const add = async (object: string, developerName: string, isDefault: boolean) =>
    ((await org.control({ command: 'addRecordType', object, developerName, isDefault })) as { id: string }).id
  const client = await add('Contact', 'Client', true)
  const deal = await add('Opportunity', 'Deal', false)
  await made('Contact', { LastName: 'Typed' })
  const soql = "SELECT RecordType.DeveloperName FROM Contact WHERE LastName = 'Typed'"
  expect((await query(org, soql)).records[0]).toMatchObject({ RecordType: { DeveloperName: 'Client' } })
  const refused = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Wrong', RecordTypeId: deal })
  expect(errorOf(refused)).toMatch(/^INVALID_CROSS_REFERENCE_KEY/)
  const { recordTypeInfos } = (await rest(org, 'GET', '/sobjects/Contact/describe')).body as {
    recordTypeInfos: object[]
  }
  expect(recordTypeInfos).toMatchObject([
    { recordTypeId: client, defaultRecordTypeMapping: true },
    { master: true, defaultRecordTypeMapping: false }
  ])
})

test('a person account is an account and its contact at once', async () => {
  await org.control({ command: 'set', personAccounts: true })
  const person = await made('Account', {
    FirstName: 'Ann',
    LastName: 'Lee',
    PersonEmail: 'ann@example.com',
    Key__pc: 'k7'
  })
  const soql = 'SELECT Name, IsPersonAccount, PersonContactId, PersonDoNotCall, Key__pc FROM Account'
  const [read] = (await query(org, `${soql} WHERE PersonEmail = 'ann@example.com'`)).records
  expect(read).toMatchObject({
    Name: 'Ann Lee',
    IsPersonAccount: true,
    PersonDoNotCall: false,
    Key__pc: 'k7'
  })
  const contact = `/sobjects/Contact/${String(read?.['PersonContactId'])}`
  expect((await rest(org, 'GET', contact)).body).toMatchObject({
    AccountId: person,
    Email: 'ann@example.com',
    IsPersonAccount: true
  })
  await rest(org, 'PATCH', `/sobjects/Account/${person}`, { LastName: 'Li', PersonMailingCity: 'Ulm' })
  expect((await rest(org, 'GET', contact)).body).toMatchObject({ Name: 'Ann Li', MailingCity: 'Ulm' })
  expect((await rest(org, 'GET', `/sobjects/Account/${person}`)).body).toMatchObject({
    Name: 'Ann Li',
    PersonMailingAddress: { city: 'Ulm' }
  })
  const named = await rest(org, 'PATCH', `/sobjects/Account/${person}`, { Name: 'Acme' })
  expect(errorOf(named)).toMatch(/bad field names on insert\/update call: Name/)
  const business = await rest(org, 'POST', '/sobjects/Account', {
    Name: 'Acme',
    PersonEmail: 'a@example.com'
  })
  expect(errorOf(business)).toMatch(/^INVALID_FIELD_FOR_INSERT_UPDATE/)
})

test('a contact with cases can’t be deleted, and its case shows the contact’s e-mail', async () => {
  const contact = await made('Contact', { LastName: 'Case', Email: 'case@example.com' })
  const support = await made('Case', { ContactId: contact, Status: 'Closed' })
  expect((await rest(org, 'GET', `/sobjects/Case/${support}`)).body).toMatchObject({
    ContactEmail: 'case@example.com',
    IsClosed: true,
    CaseNumber: '00001001'
  })
  expect(errorOf(await rest(org, 'DELETE', `/sobjects/Contact/${contact}`))).toMatch(/^DELETE_FAILED/)
})

test('a packaged field needs its prefix unless the call options name the namespace', async () => {
  await org.control({ command: 'addField', object: 'Lead', name: 'bothways__Key__c', type: 'string' })
  const soql = '/query?q=SELECT+Key__c+FROM+Lead'
  expect(errorOf(await rest(org, 'GET', soql))).toMatch(/^INVALID_FIELD/)
  expect((await query(org, 'SELECT bothways__Key__c FROM Lead')).totalSize).toBe(0)
  expect((await call(soql, { 'Sforce-Call-Options': 'client=x, defaultNamespace=bothways' })).status).toBe(
    200
  )
})

test('a Professional Edition has no API unless it bought it', async () => {
  await org.control({ command: 'set', edition: 'Professional' })
  const refused = await rest(org, 'GET', '/sobjects')
  expect([refused.status, errorOf(refused)]).toEqual([
    403,
    'API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization.'
  ])
  await org.control({ command: 'set', apiAddOn: true })
  const { records } = await query(org, 'SELECT OrganizationType FROM Organization')
  expect(records[0]).toMatchObject({ OrganizationType: 'Professional Edition' })
})

test('edition and sandbox bring their limits of calls', async () => {
  const set = async (switches: object) => {
    const { apiMax, concurrentMax } = (await org.control({ command: 'set', ...switches })) as Record<
      string,
      unknown
    >
    return [apiMax, concurrentMax]
  }
  expect(await set({ edition: 'Developer' })).toEqual([15_000, 5])
  expect(await set({ sandbox: true })).toEqual([5_000_000, 5])
  expect(await set({ edition: 'Unlimited', sandbox: false })).toEqual([100_000, 25])
  expect(await set({ edition: 'Developer', apiMax: 20 })).toEqual([20, 5])
  expect(await set({ edition: 'Enterprise' })).toEqual([100_000, 25])
})
