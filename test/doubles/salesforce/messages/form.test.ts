import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { rest, startReceiver } from '../test-client.ts'
import type { Receiver } from '../test-client.ts'

let org: Org
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  org = await startOrg()
})
afterAll(async () => {
  await org.close()
  await receiver.close()
})

/** Sends one new record by a message with these fields; answers the body. */
async function told(
  object: string,
  fields: readonly string[],
  values: Record<string, unknown>,
  more: Record<string, unknown> = {}
): Promise<string> {
  const name = `${object}_${receiver.bodies.length}`
  const { url: endpointUrl } = receiver
  await org.control({ command: 'defineMessage', object, name, endpointUrl, fields, ...more })
  const { status } = await rest(org, 'POST', `/sobjects/${object}`, values)
  expect(status).toBe(201)
  await org.control({ command: 'messagesIdle' })
  await org.control({ command: 'removeMessage', object, name })
  return receiver.bodies.at(-1)?.xml ?? ''
}

const fieldsOf = (xml: string) =>
  [...xml.matchAll(/<sf:(\w+)>([^<]*)</g)].map(([, name = '', text = '']) => [name, text] as const)

test('fields come Id first, then by ASCII, capitals and standard names before small letters and prefixes', async () => {
  for (const name of ['npsp__Level__c', 'Zeal__c', 'aim__c']) {
    await org.control({ command: 'addField', object: 'Contact', name, type: 'string', length: 40 })
  }
  const fields = ['npsp__Level__c', 'aim__c', 'LastName', 'Zeal__c', 'FirstName', 'Id']
  const values = { LastName: 'Ash', FirstName: 'Bo', npsp__Level__c: 'Gold', Zeal__c: 'high', aim__c: 'low' }
  const names = fieldsOf(await told('Contact', fields, values)).map(([name]) => name)
  expect(names).toEqual(['Id', 'FirstName', 'LastName', 'Zeal__c', 'aim__c', 'npsp__Level__c'])
})

test('doubles have a decimal point, whole numbers none, days and instants their own forms', async () => {
  await org.control({
    command: 'addField',
    object: 'Account',
    name: 'Score__c',
    type: 'double',
    precision: 5,
    scale: 1
  })
  const fields = ['NumberOfEmployees', 'AnnualRevenue', 'Score__c', 'CreatedDate', 'IsDeleted']
  const account = { Name: 'Ash', NumberOfEmployees: 5000, AnnualRevenue: 120000, Score__c: 0 }
  expect(Object.fromEntries(fieldsOf(await told('Account', fields, account)))).toMatchObject({
    AnnualRevenue: '120000.0',
    CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as unknown,
    IsDeleted: 'false',
    NumberOfEmployees: '5000',
    Score__c: '0.0'
  })
  const contact = { LastName: 'Ash', Birthdate: '1978-01-01' }
  expect(await told('Contact', ['Birthdate'], contact)).toContain('<sf:Birthdate>1978-01-01</sf:Birthdate>')
})

test('a blank field is absent, a false one is told, and several picks are joined by semicolons', async () => {
  const pick = { object: 'Contact', name: 'Likes__c', type: 'multipicklist', values: ['Tea', 'Coffee'] }
  await org.control({ command: 'addField', ...pick })
  const values = { LastName: 'Ash', Likes__c: 'Tea;Coffee', Title: '' }
  const xml = await told('Contact', ['Title', 'Email', 'DoNotCall', 'Likes__c'], values)
  expect(fieldsOf(xml).slice(1)).toEqual([
    ['DoNotCall', 'false'],
    ['Likes__c', 'Tea;Coffee']
  ])
  expect(xml).not.toMatch(/Title|Email/)
})

test('markup in a text is escaped, and a formula tells what it is worth', async () => {
  const formula = { object: 'Contact', name: 'Shout__c', type: 'string', formula: 'UPPER(LastName)' }
  await org.control({ command: 'addField', ...formula })
  const xml = await told('Contact', ['Shout__c', 'Description'], {
    LastName: 'Ash',
    Description: 'a<br>b & c'
  })
  expect(xml).toContain('<sf:Description>a&lt;br&gt;b &amp; c</sf:Description>')
  expect(xml).toContain('<sf:Shout__c>ASH</sf:Shout__c>')
})

test('there is no session id, whoever asks for one, and the org is named by 18 and by 15 characters', async () => {
  const xml = await told(
    'Lead',
    ['Id'],
    { LastName: 'Ash', Company: 'x' },
    { includeSessionId: true, apiVersion: '61.0' }
  )
  expect(xml).toContain('<SessionId xsi:nil="true"/>')
  expect(xml).toContain(`<OrganizationId>${org.orgId}</OrganizationId>`)
  const short = org.orgId.slice(0, 15)
  expect(xml).toContain(`<EnterpriseUrl>${org.url}/services/Soap/c/61.0/${short}</EnterpriseUrl>`)
  expect(xml).toContain(`<PartnerUrl>${org.url}/services/Soap/u/61.0/${short}</PartnerUrl>`)
  expect(xml).toMatch(/<ActionId>04k\w{15}<\/ActionId>/)
})

test('a record of a packaged object has the prefixed type', async () => {
  await org.control({ command: 'addObject', name: 'acme__Visit__c', label: 'Visit', keyPrefix: 'a7x' })
  const xml = await told('acme__Visit__c', ['Name'], { Name: 'First' })
  expect(xml).toContain('xsi:type="sf:acme__Visit__c"')
})
