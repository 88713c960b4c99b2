import { createPrivateKey } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import { SignJWT } from 'jose'
import { Connection } from 'jsforce'
import { expect, test } from 'vitest'
import { deploy, file, manifest } from './metadata/metadata-fixture.ts'
import { openOrg } from './test-client.ts'
import { jsforceTo } from './jsforce-client.ts'

// jsforce was written by nobody here: what it can do against a real org, it can do against the double. Its logins by code
// and refresh token are in oauth.test.ts, its bulk calls in bulk/, reports in reports.test.ts, merge and conversion in
// record-behaviours.test.ts, the other SOAP calls in soap.test.ts.

const org = await openOrg({
  seed: 450,
  customFields: {
    Contact: [{ name: 'External_Key__c', type: 'string', length: 40, externalId: true, unique: true }]
  }
})

async function connect(): Promise<Connection> {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const connection = new Connection({
    version: '62.0',
    loginUrl: org.url,
    oauth2: { clientId, clientSecret, loginUrl: org.url }
  })
  await connection.authorize({ grant_type: 'client_credentials' })
  return connection
}

test('jsforce logs in by SOAP with password and security token', async () => {
  const { username, password, securityToken } = org.credentials.soap
  const connection = new Connection({ version: '62.0', loginUrl: org.url })
  const user = await connection.login(username, password + securityToken)
  expect(user.organizationId).toBe(org.orgId)
  const { records } = await connection.query('SELECT Id, IsSandbox FROM Organization')
  expect(records).toHaveLength(1)
})

test('jsforce logs in by JWT, and by password through OAuth where the app may', async () => {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const { username, privateKey } = org.credentials.jwt
  const open = () =>
    new Connection({ version: '62.0', oauth2: { clientId, clientSecret, loginUrl: org.url } })
  const seconds = Math.floor(org.now() / 1000)
  const assertion = await new SignJWT({ iss: clientId, sub: username, aud: org.url, exp: seconds + 120 })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(createPrivateKey(privateKey))
  const byJwt = open()
  await byJwt.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  expect((await byJwt.identity()).username).toBe(username)

  await org.control({ command: 'set', appKind: 'connectedApp' })
  const { username: admin, password, securityToken } = org.credentials.admin
  const byPassword = open()
  await byPassword.loginByOAuth2(admin, password + securityToken)
  expect((await byPassword.identity()).username).toBe(admin)
  await org.control({ command: 'set', appKind: 'externalClientApp' })
})

test('jsforce logs in by client credentials and sees who it is', async () => {
  const identity = await (await connect()).identity()
  expect(identity).toMatchObject({
    organization_id: org.orgId,
    username: org.credentials.clientCredentials.username
  })
})

test('jsforce fetches every page of a query by itself', async () => {
  const connection = await connect()
  await org.control({ command: 'set', pageSize: 200 })
  const query = connection.query<{ Id: string }>('SELECT Id FROM Contact')
  const { records } = await query.execute({ autoFetch: true, maxFetch: 1000 })
  await org.control({ command: 'set', pageSize: null })
  expect(new Set(records.map(({ Id }) => Id)).size).toBe(450)
})

test('jsforce reads a result of several pages to its end', async () => {
  const connection = await connect()
  await org.control({ command: 'set', pageSize: 200 })
  const ids = new Set<string>()
  let page = await connection.query<{ Id: string }>('SELECT Id FROM Contact')
  for (;;) {
    for (const { Id } of page.records) ids.add(Id)
    if (page.done || !page.nextRecordsUrl) break
    page = await connection.queryMore(page.nextRecordsUrl)
  }
  await org.control({ command: 'set', pageSize: null })
  expect(ids.size).toBe(450)
  expect(page.totalSize).toBe(450)
})

test('jsforce creates, reads, updates, upserts and deletes a record', async () => {
  const contacts = (await connect()).sobject('Contact')
  const { id } = await contacts.create({ FirstName: 'Zoë', LastName: "O'Neil", External_Key__c: 'k-1' })
  await contacts.update({ Id: id ?? '', Title: 'Director' })
  expect(
    await contacts.upsert({ External_Key__c: 'K-1', Department: 'Sales' }, 'External_Key__c')
  ).toMatchObject({ id, created: false })
  expect(await contacts.retrieve(id ?? '')).toMatchObject({
    Name: "Zoë O'Neil",
    Title: 'Director',
    Department: 'Sales'
  })
  await contacts.destroy(id ?? '')
  await expect(contacts.retrieve(id ?? '')).rejects.toThrow('entity is deleted')
})

test('jsforce writes and reads collections, a bad row failing alone', async () => {
  const contacts = (await connect()).sobject('Contact')
  const created = await contacts.create([
    { LastName: 'First' },
    { LastName: 'x'.repeat(81) },
    { LastName: 'Third' }
  ])
  expect(created.map(({ success }) => success)).toEqual([true, false, true])
  expect(created[1]?.errors[0]).toMatchObject({ statusCode: 'STRING_TOO_LONG', fields: ['LastName'] })
  const ids = created.flatMap(({ id }) => id ?? [])
  const read = await contacts.retrieve(ids)
  expect(read.map((record) => (record as { LastName?: string }).LastName)).toEqual(['First', 'Third'])
  const gone = await contacts.destroy(ids)
  expect(gone.every(({ success }) => success)).toBe(true)
})

test('jsforce describes Contact with its types and lengths', async () => {
  const { fields } = await (await connect()).describe('Contact')
  const byName = new Map(fields.map((field) => [field.name, field]))
  expect(byName.get('LastName')).toMatchObject({ type: 'string', length: 80, nillable: false })
  expect(byName.get('MailingAddress')).toMatchObject({ type: 'address', createable: false })
})

test('jsforce deploys metadata and gets back what it deployed', async () => {
  const connection = jsforceTo(org)
  const field =
    '<fields><fullName>Shoe_Size__c</fullName><label>Shoe size</label><precision>4</precision><scale>1</scale><type>Number</type></fields>'
  const deployed = await deploy(connection, {
    'package.xml': manifest({ CustomField: ['Contact.Shoe_Size__c'] }),
    'objects/Contact.object': file('CustomObject', field)
  })
  expect(deployed).toMatchObject({ success: true, problems: [] })
  const { id } = await connection.sobject('Contact').create({ LastName: 'Foot', Shoe_Size__c: 42.5 })
  expect(await connection.sobject('Contact').retrieve(id ?? '')).toMatchObject({ Shoe_Size__c: 42.5 })

  const types = [{ name: 'CustomField', members: ['Contact.Shoe_Size__c'] }]
  const request = { apiVersion: '62.0', singlePackage: true, unpackaged: { types, version: '62.0' } }
  // The library's types ask for every member of the WSDL; its own documentation leaves them out.
  const asked = connection.metadata.retrieve(
    request as unknown as Parameters<typeof connection.metadata.retrieve>[0]
  )
  const { success, zipFile } = await asked.complete()
  expect(success).toBe(true)
  const files = unzipSync(new Uint8Array(Buffer.from(zipFile, 'base64')))
  const text = strFromU8(files['unpackaged/objects/Contact.object'] ?? new Uint8Array())
  expect(text).toMatch(/<fullName>Shoe_Size__c<\/fullName>[^]*<precision>4<\/precision>/)
})
