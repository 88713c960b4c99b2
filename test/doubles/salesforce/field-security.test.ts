import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { Connection } from 'jsforce'
import { startOrg } from './index.ts'
import { connect, deploy, file, manifest } from './metadata/metadata-fixture.ts'
import { asUser, errorOf, openOrg, rest, startReceiver } from './test-client.ts'

// The integration user has a profile that gives nothing, so all it may do comes from permission sets.
let token: string
let id: string

const org = await openOrg({
  customFields: {
    Contact: [
      { name: 'Secret__c', type: 'string', length: 40 },
      { name: 'Shown__c', type: 'string', length: 40 }
    ]
  }
})
beforeAll(async () => {
  await org.control({ command: 'revokePermissionSet', name: 'Practice_Integration' })
  const username = org.credentials.soap.username
  token = (await asUser(org, username)).accessToken
  const values = { LastName: 'Lee', Email: 'lee@example.com', Secret__c: 'hidden', Shown__c: 'seen' }
  id = ((await org.control({ command: 'create', object: 'Contact', values })) as { id: string }).id
})

const grant = (contact: object, fields: Record<string, object>) =>
  org.control({
    command: 'grantPermissionSet',
    name: 'Sync',
    objectPermissions: [{ object: 'Contact', allowRead: true, ...contact }],
    fieldPermissions: Object.entries(fields).map(([field, rights]) => ({ field, ...rights }))
  })

test('an object without a permission set does not exist for the user, but does for the admin', async () => {
  expect((await rest(org, 'GET', '/sobjects/Contact/describe', undefined, token)).status).toBe(404)
  expect(errorOf(await rest(org, 'GET', '/query?q=SELECT+Id+FROM+Contact', undefined, token))).toMatch(
    /^INVALID_TYPE/
  )
  expect((await rest(org, 'GET', '/sobjects/Contact/describe')).status).toBe(200)
})

test('an unreadable field is absent from describe and unknown to SOQL and retrieve', async () => {
  await grant({}, { 'Contact.Shown__c': { readable: true }, 'Contact.Email': { editable: true } })
  const connection = new Connection({ instanceUrl: org.url, accessToken: token, version: '62.0' })
  const { fields, createable } = await connection.describe('Contact')
  const byName = new Map(fields.map((field) => [field.name, field]))
  expect(byName.has('Secret__c')).toBe(false)
  expect(byName.get('Shown__c')).toMatchObject({ updateable: false, createable: false })
  expect(byName.has('LastName')).toBe(true)
  expect(createable).toBe(false)
  await expect(connection.query('SELECT Secret__c FROM Contact')).rejects.toThrow(
    "No such column 'Secret__c'"
  )
  await expect(connection.query("SELECT Id FROM Contact WHERE Secret__c = 'x'")).rejects.toThrow(
    'No such column'
  )
  expect(await connection.sobject('Contact').retrieve(id)).not.toHaveProperty('Secret__c')
  const { records } = await connection.query('SELECT FIELDS(CUSTOM) FROM Contact LIMIT 1')
  expect(records[0]).toMatchObject({ Shown__c: 'seen' })
  expect(records[0]).not.toHaveProperty('Secret__c')
})

test('writes need the right on the object and on each field', async () => {
  const update = (body: object) => rest(org, 'PATCH', `/sobjects/Contact/${id}`, body, token)
  await grant({}, { 'Contact.Email': { editable: true } })
  expect(errorOf(await update({ LastName: 'Li' }))).toMatch(/^INSUFFICIENT_ACCESS_OR_READONLY/)
  await grant(
    { allowEdit: true },
    { 'Contact.Email': { editable: true }, 'Contact.Shown__c': { readable: true } }
  )
  expect((await update({ LastName: 'Li', Email: 'li@example.com' })).status).toBe(204)
  expect(errorOf(await update({ Shown__c: 'mine' }))).toMatch(/^INVALID_FIELD_FOR_INSERT_UPDATE.*Shown__c/)
  expect(errorOf(await update({ Secret__c: 'mine' }))).toMatch(/^INVALID_FIELD_FOR_INSERT_UPDATE.*Secret__c/)
  await org.control({ command: 'set', hiddenFieldWrite: 'INVALID_FIELD' })
  expect(errorOf(await update({ Secret__c: 'mine' }))).toMatch(/^INVALID_FIELD: No such column/)
  expect(errorOf(await rest(org, 'POST', '/sobjects/Contact', { LastName: 'New' }, token))).toMatch(
    /^CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY/
  )
  const remove = () => rest(org, 'DELETE', `/sobjects/Contact/${id}`, undefined, token)
  expect(errorOf(await remove())).toMatch(/^INSUFFICIENT_ACCESS_OR_READONLY/)
})

test('what the user creates gets the defaults of fields it does not see', async () => {
  await grant({ allowCreate: true }, {})
  const created = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'New' }, token)
  const { id: made } = created.body as { id: string }
  expect((await rest(org, 'GET', `/sobjects/Contact/${made}`)).body).toMatchObject({ DoNotCall: false })
})

test('an outbound message tells only what its integration user may read', async () => {
  await grant({}, { 'Contact.Shown__c': { readable: true } })
  const receiver = await startReceiver()
  const definition = {
    object: 'Contact',
    name: 'Contact_changed',
    endpointUrl: receiver.url,
    fields: ['LastName', 'Secret__c', 'Shown__c'],
    integrationUser: org.credentials.soap.username
  }
  await org.control({ command: 'defineMessage', ...definition })
  await org.control({ command: 'update', object: 'Contact', id, values: { Title: 'Boss' } })
  await receiver.received(1)
  expect(receiver.bodies[0]?.xml).toContain('<sf:Shown__c>seen</sf:Shown__c>')
  expect(receiver.bodies[0]?.xml).not.toContain('hidden')
  await receiver.close()
})

test('a deployed permission set counts once it is assigned', async () => {
  const source = await mkdtemp(path.join(tmpdir(), 'bothways-source-'))
  await mkdir(path.join(source, 'permissionsets'))
  await writeFile(
    path.join(source, 'permissionsets', 'Reader.permissionset-meta.xml'),
    '<?xml version="1.0" encoding="UTF-8"?><PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">' +
      '<fieldPermissions><editable>false</editable><field>Lead.Website</field><readable>true</readable></fieldPermissions>' +
      '<label>Reader</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete>' +
      '<allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords>' +
      '<object>Lead</object><viewAllRecords>false</viewAllRecords></objectPermissions></PermissionSet>'
  )
  const other = await startOrg({ source })
  await other.control({ command: 'revokePermissionSet', name: 'Practice_Integration' })
  const { username } = other.credentials.soap
  const session = await asUser(other, username)
  const describe = () => rest(other, 'GET', '/sobjects/Lead/describe', undefined, session.accessToken)
  expect((await describe()).status).toBe(404)
  await other.control({ command: 'assignPermissionSet', name: 'Reader' })
  const { fields } = (await describe()).body as { fields: { name: string; updateable: boolean }[] }
  expect(fields.find(({ name }) => name === 'Website')).toMatchObject({ updateable: false })
  expect(fields.some(({ name }) => name === 'Rating')).toBe(false)
  await other.close()
  await rm(source, { recursive: true })
})

test('the practice user reads and writes standard fields, and a deployed field only once a set grants it', async () => {
  const fresh = await startOrg()
  const { username } = fresh.credentials.soap
  const { accessToken } = await asUser(fresh, username)
  const call = (method: string, path: string, body?: object) => rest(fresh, method, path, body, accessToken)
  const created = await call('POST', '/sobjects/Contact', { LastName: 'Oak', Email: 'oak@example.com' })
  const { id: oak } = created.body as { id: string }
  const field =
    '<fields><fullName>Height__c</fullName><label>Height</label><length>40</length><type>Text</type></fields>'
  await deploy(connect(fresh), {
    'package.xml': manifest({ CustomField: ['Contact.Height__c'] }),
    'objects/Contact.object': file('CustomObject', field)
  })

  const asked = () => call('GET', '/query?q=SELECT+Height__c+FROM+Contact')
  const written = () => call('PATCH', `/sobjects/Contact/${oak}`, { Height__c: 'tall' })
  const described = async () => JSON.stringify((await call('GET', '/sobjects/Contact/describe')).body)
  expect(await described()).not.toContain('Height__c')
  expect(errorOf(await asked())).toMatch(/^INVALID_FIELD.*No such column 'Height__c'/s)
  expect(errorOf(await written())).toMatch(/^INVALID_FIELD_FOR_INSERT_UPDATE/)
  await fresh.control({ command: 'set', fieldSecurity: 'open' })
  expect((await asked()).status).toBe(200)
  await fresh.control({ command: 'set', fieldSecurity: 'strict' })

  const fieldPermissions = [{ field: 'Contact.Height__c', editable: true }]
  await fresh.control({ command: 'grantPermissionSet', name: 'Heights', fieldPermissions })
  expect((await written()).status).toBe(204)
  expect((await asked()).body).toMatchObject({ records: [{ Height__c: 'tall' }] })
  expect(await described()).toContain('Height__c')
  await fresh.close()
})
