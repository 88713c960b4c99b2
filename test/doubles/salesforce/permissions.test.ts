import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { connect, deploy, file, manifest } from './metadata/metadata-fixture.ts'
import { asUser, errorOf, query, rest } from './test-client.ts'

let org: Org
let token: string
beforeEach(async () => {
  org = await startOrg()
  const username = org.credentials.soap.username
  token = (await asUser(org, username)).accessToken
})
afterEach(() => org.close())

const deployer = {
  'package.xml': manifest({ PermissionSet: ['Deployer'] }),
  'permissionsets/Deployer.permissionset': file(
    'PermissionSet',
    '<label>Deployer</label>' +
      ['ModifyMetadata', 'CustomizeApplication']
        .map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`)
        .join('')
  )
}
const oneField = {
  'package.xml': manifest({ CustomField: ['Contact.A__c'] }),
  'objects/Contact.object': file(
    'CustomObject',
    '<fields><fullName>A__c</fullName><label>A</label><length>9</length><type>Text</type></fields>'
  )
}
const userId = async () =>
  String(
    (await query(org, `SELECT Id FROM User WHERE Username = '${org.credentials.soap.username}'`))
      .records[0]?.['Id']
  )
const ownAccess = (session: string) =>
  rest(
    org,
    'GET',
    '/query?q=SELECT+PermissionsCustomizeApplication+FROM+UserPermissionAccess+LIMIT+1',
    undefined,
    session
  )

test('a permission set that is deployed and assigned by records gives the right to deploy, and takes it back', async () => {
  expect((await deploy(connect(org), deployer)).problems).toEqual([])
  const found = await query(org, "SELECT Id FROM PermissionSet WHERE Name = 'Deployer'")
  const PermissionSetId = String(found.records[0]?.['Id'])
  const assignment = { PermissionSetId, AssigneeId: await userId() }
  await expect(deploy(connect(org, token), oneField)).rejects.toThrow('INSUFFICIENT_ACCESS')

  const made = await rest(org, 'POST', '/sobjects/PermissionSetAssignment', assignment)
  expect(made.status).toBe(201)
  expect((await deploy(connect(org, token), oneField)).problems).toEqual([])
  const again = await rest(org, 'POST', '/sobjects/PermissionSetAssignment', assignment)
  expect(errorOf(again)).toContain('DUPLICATE_VALUE')

  const { id } = made.body as { id: string }
  expect((await rest(org, 'DELETE', `/sobjects/PermissionSetAssignment/${id}`)).status).toBe(204)
  await expect(deploy(connect(org, token), oneField)).rejects.toThrow('INSUFFICIENT_ACCESS')
})

test('UserPermissionAccess tells each user what that user may do', async () => {
  expect((await ownAccess(org.accessToken)).body).toMatchObject({
    totalSize: 1,
    records: [{ PermissionsCustomizeApplication: true }]
  })
  expect((await ownAccess(token)).body).toMatchObject({
    records: [{ PermissionsCustomizeApplication: false }]
  })
})

test('who lacks the permission for setup writes no setup object', async () => {
  const site = { DeveloperName: 'Panel', MasterLabel: 'Panel', EndpointUrl: 'https://mw.example.com' }
  const assignment = { PermissionSetId: '0PSBw00000000001', AssigneeId: await userId() }
  for (const [object, values] of [
    ['CspTrustedSite', site],
    ['PermissionSetAssignment', assignment],
    ['PermissionSet', { Name: 'Mine', Label: 'Mine' }]
  ] as const) {
    const refused = await rest(org, 'POST', `/sobjects/${object}`, values, token)
    expect([object, refused.status, errorOf(refused)]).toEqual([
      object,
      400,
      'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id'
    ])
  }
})
