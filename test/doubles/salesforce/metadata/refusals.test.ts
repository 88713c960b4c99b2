import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { errorOf, query, rest } from '../test-client.ts'
import { connect, deploy, file, flow, manifest, message, zipOf } from './metadata-fixture.ts'

let org: Org
beforeEach(async () => {
  org = await startOrg()
})
afterEach(() => org.close())

const one = (type: string, name: string, path: string, body = '<label>x</label>') => ({
  'package.xml': manifest({ [type]: [name] }),
  [path]: file(type, body)
})

test.each([
  ['Translations', 'de', 'translations/de.translation', { translationWorkbench: true }],
  ['ExternalClientApplication', 'App', 'externalClientApps/App.eca', { externalClientApps: true }],
  [
    'Layout',
    'PersonAccount-Person Layout',
    'layouts/PersonAccount-Person Layout.layout',
    { personAccounts: true }
  ]
])('%s is refused while its feature is off, and taken once it is on', async (type, name, path, feature) => {
  const { success, failures } = await deploy(connect(org), one(type, name, path))
  expect([success, failures[0]]).toMatchObject([
    false,
    { fullName: name, componentType: type, problemType: 'Error' }
  ])
  await org.control({ command: 'set', ...feature })
  expect((await deploy(connect(org), one(type, name, path))).problems).toEqual([])
})

test('a permission set may not list a required field', async () => {
  const grant =
    '<fieldPermissions><editable>true</editable><field>Contact.LastName</field><readable>true</readable></fieldPermissions><label>P</label>'
  const { problems } = await deploy(
    connect(org),
    one('PermissionSet', 'P', 'permissionsets/P.permissionset', grant)
  )
  expect(problems).toEqual(['P: You cannot deploy to a required field: Contact.LastName'])
})

const realTime = (xml: string) => ({
  'package.xml': manifest({ Flow: ['Sender'], WorkflowOutboundMessage: ['Contact.Contact_Changed'] }),
  'workflows/Contact.workflow': message(org.credentials.soap.username),
  'flows/Sender.flow': xml
})

test('a faulting flow without a fault path takes the user’s save back; with one the save stays', async () => {
  await org.control({ command: 'set', sendMessages: false })
  await deploy(connect(org), realTime(flow()))
  await org.control({ command: 'faultAction', action: 'Contact.Contact_Changed' })
  const refused = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash' })
  expect([refused.status, errorOf(refused)]).toEqual([
    400,
    expect.stringContaining('CANNOT_EXECUTE_FLOW_TRIGGER')
  ])
  expect((await query(org, 'SELECT Id FROM Contact')).totalSize).toBe(0)

  const fault = '<faultConnector><targetReference>Nothing</targetReference></faultConnector></actionCalls>'
  await deploy(connect(org), realTime(flow().replace('</actionCalls>', fault)))
  expect((await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash' })).status).toBe(201)
})

test('what was validated with tests is deployed by its id, and nothing else is', async () => {
  const connection = connect(org)
  const files = one('CustomPermission', 'Use_It', 'customPermissions/Use_It.customPermission')
  const quick = (id: string) => rest(org, 'POST', '/metadata/deployRequest', { validatedDeployRequestId: id })
  const validate = async (testLevel: string) => {
    const options = { checkOnly: true, rollbackOnError: true, testLevel: testLevel as 'NoTestRun' }
    return (await connection.metadata.deploy(zipOf(files), options)).id
  }
  expect((await quick(await validate('NoTestRun'))).status).toBe(400)
  expect(await connection.metadata.list([{ type: 'CustomPermission' }])).toEqual([])
  expect((await quick(await validate('RunLocalTests'))).status).toBe(201)
  expect(await connection.metadata.list([{ type: 'CustomPermission' }])).toMatchObject([
    { fullName: 'Use_It' }
  ])
})
