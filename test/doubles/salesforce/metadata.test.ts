import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { afterSave, connect, deploy, file, flow, manifest, message } from './metadata/metadata-fixture.ts'
import { query, rest, startReceiver } from './test-client.ts'
import type { Receiver } from './test-client.ts'

let org: Org
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
  org = await startOrg()
})
afterEach(async () => {
  await org.close()
  await receiver.close()
})

const sync = () => org.credentials.soap.username
const toReceiver = (xml: string) => xml.replace('https://receiver.example.com/messages', receiver.url)
const field = (name: string, more = '<length>40</length><type>Text</type>') =>
  `<fields><fullName>${name}</fullName><label>${name}</label>${more}</fields>`
const realTime = (wishes: Parameters<typeof flow>[0] = {}, user = sync()) => ({
  'package.xml': manifest({
    Flow: ['Contact_Changed_Flow'],
    WorkflowOutboundMessage: ['Contact.Contact_Changed']
  }),
  'workflows/Contact.workflow': toReceiver(message(user)),
  'flows/Contact_Changed_Flow.flow': flow(wishes)
})
const onlyFlow = (wishes: Parameters<typeof flow>[0] = {}, name = 'Contact_Changed_Flow') => ({
  'package.xml': manifest({ Flow: [name] }),
  [`flows/${name}.flow`]: flow(wishes)
})
const removal = (members: Parameters<typeof manifest>[0]) => ({
  'package.xml': manifest({}),
  'destructiveChanges.xml': manifest(members)
})
const flows = () => org.control({ command: 'flows' })
const userIdOf = async (username: string) =>
  String((await query(org, `SELECT Id FROM User WHERE Username = '${username}'`)).records[0]?.['Id'])

test('deployed objects and fields are in describe and queries at once', async () => {
  const result = await deploy(connect(org), {
    'unpackaged/package.xml': manifest({ CustomObject: ['Contact', 'Link__c'] }),
    'unpackaged/objects/Contact.object': file(
      'CustomObject',
      field('Score__c', '<precision>5</precision><scale>1</scale><type>Number</type>')
    ),
    'unpackaged/objects/Link__c.object': file(
      'CustomObject',
      `<deploymentStatus>Deployed</deploymentStatus>${field(
        'Contact__c',
        '<referenceTo>Contact</referenceTo><relationshipName>Links</relationshipName><type>Lookup</type>'
      )}<label>Link</label><nameField><label>Link Name</label><type>Text</type></nameField>` +
        '<pluralLabel>Links</pluralLabel><sharingModel>ReadWrite</sharingModel>'
    )
  })
  expect(result).toMatchObject({ success: true, status: 'Succeeded', problems: [] })
  const contact = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash', Score__c: 7.5 })
  const { id } = contact.body as { id: string }
  await rest(org, 'POST', '/sobjects/Link__c', { Name: 'One', Contact__c: id })
  const page = await query(
    org,
    "SELECT Name, Contact__r.Score__c FROM Link__c WHERE Contact__r.LastName = 'Ash'"
  )
  expect(page.records[0]).toMatchObject({ Name: 'One', Contact__r: { Score__c: 7.5 } })
})

test('a deployed message goes out when an active flow sends it, and not for the user its entry condition leaves out', async () => {
  const filter = `<filterFormula>{!$User.Id} &lt;&gt; &quot;${await userIdOf(sync())}&quot;</filterFormula>`
  expect((await deploy(connect(org), realTime({ start: afterSave(filter) }))).problems).toEqual([])
  await org.control({ command: 'create', object: 'Contact', values: { LastName: 'Own' }, as: sync() })
  await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash' })
  await receiver.received(1)
  await org.control({ command: 'messagesIdle' })
  expect(receiver.bodies.map(({ ids }) => ids.length)).toEqual([1])
})

test('without a flow, or with a draft alone, a deployed message stays silent', async () => {
  expect((await deploy(connect(org), realTime({ status: 'Draft' }))).success).toBe(true)
  await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash' })
  expect(await org.control({ command: 'messagesIdle' })).toEqual({ idle: true, pending: 0 })
  expect(receiver.bodies).toEqual([])
})

test('one bad component takes everything back; it is told with its place', async () => {
  const bad = {
    'package.xml': manifest({ CustomObject: ['Contact'] }),
    'objects/Contact.object': file(
      'CustomObject',
      `${field('Good__c')}\n${field('Bad__c', '<referenceTo>Nothing__c</referenceTo><type>Lookup</type>')}`
    )
  }
  const result = await deploy(connect(org), bad)
  expect(result).toMatchObject({ success: false, status: 'Failed' })
  expect(result.failures).toMatchObject([
    {
      fullName: 'Contact.Bad__c',
      componentType: 'CustomField',
      fileName: 'objects/Contact.object',
      problem: "referenceTo value of 'Nothing__c' does not resolve to a valid sObject type",
      problemType: 'Error',
      lineNumber: 4
    }
  ])
  const { status } = await rest(org, 'GET', '/query?q=SELECT+Good__c+FROM+Contact')
  expect(status).toBe(400)
  expect(await deploy(connect(org), bad, { rollbackOnError: false })).toMatchObject({
    status: 'SucceededPartial'
  })
  expect((await rest(org, 'GET', '/query?q=SELECT+Good__c+FROM+Contact')).status).toBe(200)
})

test('a check-only deployment, broken XML and a member without a file change nothing', async () => {
  const connection = connect(org)
  const good = {
    'package.xml': manifest({ CustomField: ['Contact.A__c'] }),
    'objects/Contact.object': file('CustomObject', field('A__c'))
  }
  expect(await deploy(connection, good, { checkOnly: true })).toMatchObject({ status: 'Succeeded' })
  expect((await rest(org, 'GET', '/query?q=SELECT+A__c+FROM+Contact')).status).toBe(400)
  const broken = await deploy(connection, {
    ...good,
    'objects/Contact.object': '<CustomObject><fields></CustomObject>'
  })
  expect(broken.problems[0]).toContain('Error parsing file: ')
  const missing = await deploy(connection, { 'package.xml': manifest({ CustomField: ['Contact.B__c'] }) })
  expect(missing.problems).toEqual([
    "Contact.B__c: An object 'Contact.B__c' of type CustomField was named in package.xml, but was not found in zipped directory"
  ])
})

test('who has no right to change metadata is refused; without Customize Application each component is', async () => {
  const session = await org.control({ command: 'openSession', username: sync() })
  const connection = connect(org, (session as { accessToken: string }).accessToken)
  const right = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions'
  await expect(deploy(connection, realTime())).rejects.toThrow(`INSUFFICIENT_ACCESS: ${right}`)
  await org.control({ command: 'grantPermissionSet', name: 'Deployer', userPermissions: ['ModifyMetadata'] })
  const { success, failures } = await deploy(connection, realTime())
  expect(success).toBe(false)
  expect(failures.map(({ fullName }) => fullName)).toContain('Contact.Contact_Changed')
})

test.each([
  ['missing', () => ''],
  ['unknown', () => 'nobody@example.com'],
  ['inactive', () => org.credentials.soap.username.replace('integration@', 'inactive@')]
])('an integration user that is %s is refused', async (_, username) => {
  const { problems } = await deploy(connect(org), realTime({}, username()))
  expect(problems).toContain(
    `Contact.Contact_Changed: In field: integrationUser - no User named ${username()} found`
  )
})

test('flows are refused: unknown action, no record trigger, ISCHANGED on create, two underscores', async () => {
  const connection = connect(org)
  await deploy(connection, realTime())
  const refusal = async (files: Record<string, string>) => (await deploy(connection, files)).problems[0]
  expect(await refusal(onlyFlow({ action: 'Contact.Other' }))).toBe(
    "Contact_Changed_Flow: Send (Action) - We can't find an action with the name and action type that you specified."
  )
  expect(await refusal(onlyFlow({ start: '' }))).toBe(
    'Contact_Changed_Flow: Send (Action) - The action type "Outbound Messages" can\'t be used in flows with the process type "Autolaunched Flow".'
  )
  const changed =
    '<filterLogic>and</filterLogic><filters><field>Email</field><operator>IsChanged</operator><value><booleanValue>true</booleanValue></value></filters>'
  expect(await refusal(onlyFlow({ start: afterSave(changed) }))).toContain('ISCHANGED')
  expect(await refusal(onlyFlow({}, 'Two__Underscores'))).toContain('two consecutive underscores')
  expect(await flows()).toEqual([
    { name: 'Contact_Changed_Flow', active: 1, versions: [{ number: 1, status: 'Active' }] }
  ])
})

test('production refuses an active flow without the preference, and with it one that no test covers', async () => {
  const connection = connect(org)
  await org.control({ command: 'set', production: true })
  expect((await deploy(connection, realTime())).problems[0]).toContain("can't deploy an active flow")
  await org.control({ command: 'set', deployFlowsActive: true })
  expect(await deploy(connection, realTime())).toMatchObject({ status: 'Failed', problems: [] })
  expect((await deploy(connection, realTime({ status: 'Draft' }))).success).toBe(true)
  await org.control({ command: 'set', flowTestCoverage: 75 })
  expect((await deploy(connection, realTime())).success).toBe(true)
})

test('versions accumulate, a draft leaves the active one running, and only what nobody needs can be deleted', async () => {
  const connection = connect(org)
  const withField = {
    ...realTime(),
    'package.xml': manifest({
      CustomField: ['Contact.Sent__c'],
      Flow: ['Contact_Changed_Flow'],
      WorkflowOutboundMessage: ['Contact.Contact_Changed']
    }),
    'objects/Contact.object': file('CustomObject', field('Sent__c')),
    'workflows/Contact.workflow': message(sync(), '<fields>Sent__c</fields>')
  }
  expect((await deploy(connection, withField)).problems).toEqual([])
  await deploy(connection, onlyFlow())
  await deploy(connection, onlyFlow({ status: 'Draft' }))
  expect(await flows()).toMatchObject([
    { active: 2, versions: [{ status: 'Obsolete' }, { status: 'Active' }, { status: 'Draft' }] }
  ])
  const refused = async (members: Parameters<typeof manifest>[0]) =>
    (await deploy(connection, removal(members))).problems
  const noAccess = 'insufficient access rights on cross-reference id'
  expect(await refused({ Flow: ['Contact_Changed_Flow'] })).toEqual([`Contact_Changed_Flow: ${noAccess}`])
  expect(await refused({ Flow: ['Contact_Changed_Flow-2'] })).toEqual([`Contact_Changed_Flow-2: ${noAccess}`])
  expect((await refused({ WorkflowOutboundMessage: ['Contact.Contact_Changed'] }))[0]).toContain(
    'referenced elsewhere'
  )
  expect((await refused({ CustomField: ['Contact.Sent__c'] }))[0]).toContain('referenced elsewhere')

  const stop = { 'package.xml': manifest({ FlowDefinition: ['Contact_Changed_Flow'] }) }
  const definition = file('FlowDefinition', '<activeVersionNumber>0</activeVersionNumber>')
  await deploy(connection, { ...stop, 'flowDefinitions/Contact_Changed_Flow.flowDefinition': definition })
  expect(await refused({ Flow: [1, 2, 3].map((n) => `Contact_Changed_Flow-${n}`) })).toEqual([])
  expect(await refused({ WorkflowOutboundMessage: ['Contact.Contact_Changed'] })).toEqual([])
  expect(await refused({ CustomField: ['Contact.Sent__c'] })).toEqual([])
  expect(await flows()).toEqual([])
})
