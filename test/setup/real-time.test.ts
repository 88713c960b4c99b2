import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { realTimeRows } from '../../middleware/database/real-time.ts'
import { connectionStatus } from '../../middleware/database/status.ts'
import { deploy } from '../../middleware/salesforce/metadata-deploy.ts'
import { sessionOf } from '../../middleware/salesforce/session.ts'
import { query, rest } from '../doubles/salesforce/test-client.ts'
import { eventually } from '../support/eventually.ts'
import { contactPair, startSetup, type SetupWorld } from './world.ts'

interface Told {
  readonly objects: readonly { object: string; flow: string; message: string; state: string; lastMessageAt: string | null; said: string }[]
  readonly consentText: readonly string[]
  readonly command: string
} // prettier-ignore
const told = async (world: SetupWorld) => (await (await world.api())('GET', '/setup/real-time')).body as Told
/** As if the last look was a while ago. */
const later = ({ middleware, orgId }: SetupWorld) =>
  middleware.engine.db.withClient(orgId, (client) =>
    client.query(`update real_time set at = at - interval '1 hour'`)
  )
const tooling = async (world: SetupWorld, soql: string) =>
  (await query(world.org, soql, 'tooling/query')).records
const leadPair = contactPair({ name: 'leads', salesforce: 'Lead', lines: [{ salesforce: ['LastName'], external: 'lastName', direction: 'both', blank: 'propagate' }] }) // prettier-ignore

test('one consent deploys a message and a flow an object; a change arrives as a message and tells when', async () => {
  const world = await startSetup({ pairs: [contactPair(), leadPair] })
  expect((await told(world)).objects.map((one) => [one.object, one.state])).toEqual([['Contact', 'absent'], ['Lead', 'absent']])
  const page = await world.allow('real-time')
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Real time is set up')])
  const { objects, consentText } = await told(world)
  expect(objects.map((one) => one.state)).toEqual(['active', 'active'])
  expect(consentText.join(' ')).toContain('Contact, Lead')
  for (const { flow } of objects) expect(flow).not.toContain('__')

  const created = await rest(world.org, 'POST', '/sobjects/Contact', { LastName: 'Ash', Email: 'ash@example.com' })
  expect(created.status).toBe(201)
  await world.org.control({ command: 'messagesIdle' })
  const { middleware: { engine }, orgId, connectionId } = world
  await eventually(() => connectionStatus(engine.db, orgId, connectionId), ({ lastMessageAt }) => lastMessageAt !== null)
  const [contact, lead] = (await told(world)).objects
  expect([contact?.lastMessageAt, lead?.lastMessageAt]).toEqual([expect.any(String), null])
  await later(world)
  expect((await told(world)).objects.map((one) => one.state)).toEqual(['active', 'active'])
}) // prettier-ignore

test('messages carry the id of the record and nothing else, and no session', async () => {
  const world = await startSetup()
  await world.allow('real-time')
  const { definitions } = (await world.org.control({ command: 'messages' })) as { definitions: { fields: string[]; integrationUser: string; endpointUrl: string }[] }
  expect(definitions.map((one) => [one.fields, one.integrationUser])).toEqual([[['Id'], world.org.credentials.jwt.username]])
  expect(definitions[0]?.endpointUrl).toMatch(new RegExp(`^${world.address}/hooks/salesforce/[\\w-]{43}$`))
}) // prettier-ignore

test('repair puts in order what was changed in the org, and leaves one version of each flow', async () => {
  const world = await startSetup()
  await world.allow('real-time')
  const [flow] = await tooling(world, 'SELECT Id, ActiveVersionId FROM FlowDefinition')
  await rest(world.org, 'PATCH', `/tooling/sobjects/FlowDefinition/${String(flow?.['Id'])}`, { Metadata: { activeVersionNumber: 0 } }) // prettier-ignore
  await later(world)
  expect((await told(world)).objects[0]).toMatchObject({ state: 'deployed', said: expect.stringContaining('not active') as string }) // prettier-ignore
  const before = await realTimeRows(world.middleware.engine.db, world.orgId)
  await world.allow('real-time-repair')
  await world.allow('real-time-repair')
  expect((await told(world)).objects[0]?.state).toBe('active')
  expect(await tooling(world, 'SELECT Id FROM Flow')).toHaveLength(1)
  const after = await realTimeRows(world.middleware.engine.db, world.orgId)
  expect(after.map((one) => [one.flow, one.message])).toEqual(before.map((one) => [one.flow, one.message]))
})

test('an object that is mapped no more loses its message and flow at the next repair', async () => {
  const world = await startSetup({ pairs: [contactPair(), leadPair] })
  await world.allow('real-time')
  const { db } = world.middleware.engine
  await db.withOrg(world.orgId, (tx) => tx.deleteFrom('pairs').where('sf_object', '=', 'Lead').execute())
  expect((await told(world)).objects.map((one) => [one.object, one.state])).toEqual([['Contact', 'active'], ['Lead', 'broken']]) // prettier-ignore
  const page = await world.allow('real-time-repair')
  expect(page.text).toContain('Switched off, and every version deleted')
  expect(await tooling(world, 'SELECT Id FROM FlowDefinition')).toHaveLength(1)
  expect((await realTimeRows(db, world.orgId)).map((one) => one.object)).toEqual(['Contact'])
})

test('what a deleted connection left in the org is known, and the next repair takes it away', async () => {
  const world = await startSetup()
  await world.allow('real-time')
  const call = await world.admin()
  const { body } = await call('GET', `/connections/${world.connectionId}`)
  const confirm = encodeURIComponent((body as { name: string }).name)
  expect((await call('DELETE', `/connections/${world.connectionId}?confirm=${confirm}`)).status).toBe(204)
  expect((await told(world)).objects).toMatchObject([{ object: 'Contact', state: 'broken' }])
  expect((await world.allow('real-time-repair')).text).toContain('Switched off, and every version deleted')
  expect(await tooling(world, 'SELECT Id FROM FlowDefinition')).toEqual([])
  expect((await told(world)).objects).toEqual([])
})

test('removal switches off, deletes every version, then the messages; what is gone already is no obstacle', async () => {
  const world = await startSetup({ pairs: [contactPair(), leadPair] })
  await world.allow('real-time')
  const page = await world.allow('real-time-remove')
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Real time is removed')])
  expect(await tooling(world, 'SELECT Id FROM FlowDefinition')).toEqual([])
  expect(await tooling(world, 'SELECT Id FROM WorkflowOutboundMessage')).toEqual([])
  expect((await told(world)).objects.map((one) => one.state)).toEqual(['absent', 'absent'])
  expect((await world.allow('real-time-remove')).text).toContain('There were none')
})

test('production that takes no active flow gets drafts, which are then activated', async () => {
  const world = await startSetup({ switches: { production: true, deployFlowsActive: false } })
  const page = await world.allow('real-time')
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Real time is set up')])
  expect((await told(world)).objects[0]?.state).toBe('active')
})

test('production that wants tests for active flows gets drafts, which are then activated', async () => {
  const world = await startSetup({ switches: { production: true, deployFlowsActive: true, flowTestCoverage: 10 } }) // prettier-ignore
  expect((await world.allow('real-time')).text).toContain('Real time is set up')
  expect((await told(world)).objects[0]?.state).toBe('active')
})

test('production that makes drafts of active flows without a word is noticed', async () => {
  const world = await startSetup({ switches: { production: true, deployFlowsActive: false, activeFlowWithoutPreference: 'draft', flowTestCoverage: 100 } }) // prettier-ignore
  await world.allow('real-time')
  expect((await told(world)).objects[0]?.state).toBe('active')
  expect(
    (await tooling(world, 'SELECT ActiveVersionId FROM FlowDefinition'))[0]?.['ActiveVersionId']
  ).not.toBeNull()
})

test('where activation is refused, the page says which flow a person has to activate', async () => {
  const world = await startSetup({ switches: { production: true, deployFlowsActive: false } })
  await world.org.control({ command: 'fault', method: 'PATCH', path: '/services/data/v64.0/tooling/sobjects/FlowDefinition', status: 400, errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }) // prettier-ignore
  const page = await world.allow('real-time')
  expect(page.text).toContain('something is left to do')
  expect(page.text).toContain('flowBuilder.app?flowId=301')
  expect((await told(world)).objects[0]).toMatchObject({ state: 'deployed' })
})

test('an inactive sync user is refused by the deployment, in words, and nothing of it stays', async () => {
  const world = await startSetup()
  await (
    await world.api()
  )('GET', '/setup/real-time')
  await world.middleware.engine.sessions.of({ orgId: world.orgId, salesforceOrgId: world.org.orgId, ...(await loginOf(world)) }).identity() // prettier-ignore
  await world.org.control({ command: 'setUser', username: world.org.credentials.jwt.username, active: false })
  const page = await world.allow('real-time')
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('integrationUser')])
  expect(await tooling(world, 'SELECT Id FROM FlowDefinition')).toEqual([])
  expect((await told(world)).objects[0]?.state).toBe('absent')
})

const loginOf = ({ middleware, orgId }: SetupWorld) =>
  middleware.engine.db.withOrg(orgId, async (tx) => {
    const { login, sealed } = await tx
      .selectFrom('orgs')
      .select(['login', 'sealed'])
      .executeTakeFirstOrThrow()
    return { login, sealedLogin: sealed }
  })

test('an admin who may customize and not deploy is told which permission is missing', async () => {
  const world = await startSetup()
  const { username, password } = world.org.credentials.soap
  await world.org.control({ command: 'grantPermissionSet', name: 'Half', username, userPermissions: ['ApiEnabled', 'CustomizeApplication'] }) // prettier-ignore
  const page = await world.allow('real-time', { username, password })
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('Modify Metadata Through Metadata API Functions')]) // prettier-ignore
})

test('the zip holds the same, and deploys', async () => {
  const world = await startSetup()
  const { command } = await told(world)
  expect(command).toContain('sf project deploy start --metadata-dir bothways-real-time.zip')
  const { status, headers } = await (await world.api())('GET', '/setup/real-time/package')
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([200, 'application/zip', 'attachment; filename="bothways-real-time.zip"']) // prettier-ignore
  const files = await zipped(world, '/setup/real-time/package')
  const [flow] = (await told(world)).objects
  expect(Object.keys(files).sort()).toEqual([`flows/${flow?.flow ?? ''}.flow`, 'package.xml', 'workflows/Contact.workflow'].sort()) // prettier-ignore
  expect(files['workflows/Contact.workflow']).toContain('<includeSessionId>false</includeSessionId>')
  expect(files[`flows/${flow?.flow ?? ''}.flow`]).toContain('<faultConnector>')
})

async function zipped(world: SetupWorld, path: string): Promise<Record<string, string>> {
  const bytes = await world.bytes(path)
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, data]) => [name, Buffer.from(data).toString()])) // prettier-ignore
}

test('the access set gives what the mapping reads and writes, and no more; it deploys', async () => {
  const world = await startSetup()
  const files = await zipped(world, '/setup/access-set')
  const set = files['permissionsets/Bothways_Org_Access.permissionset'] ?? ''
  expect(set).toContain('<field>Contact.Email</field>')
  expect(set).toContain('<field>Contact.AccountId</field>')
  expect(set).not.toContain('Contact.LastName') // required
  expect(set).not.toContain('<object>Lead</object>')
  expect(set).toMatch(/<allowDelete>false<\/allowDelete>[^]*<object>Contact<\/object>/)
  const admin = sessionOf({ accessToken: world.org.accessToken, instanceUrl: world.org.url, organizationId: world.org.orgId, userId: 'x' }, { allowHttp: true }) // prettier-ignore
  expect(await deploy(admin, files)).toMatchObject({ ok: true, problems: [] })
})
