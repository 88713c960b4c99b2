import { afterEach, beforeEach, expect, test } from 'vitest'
import { removalPackage, realTimePackage, fullName } from '../../middleware/salesforce/real-time-package.ts'
import { deploy } from '../../middleware/salesforce/metadata-deploy.ts'
import {
  findCredential,
  removeCredential,
  setCalloutAddress,
  storeCredential
} from '../../middleware/salesforce/org-credential.ts'
import { grantPrincipal } from '../../middleware/salesforce/principal-access.ts'
import { realTimeNames } from '../../middleware/salesforce/real-time-names.ts'
import { sessionOf, type Session } from '../../middleware/salesforce/session.ts'
import {
  activateVersion,
  deleteVersion,
  flowStates,
  messageStates
} from '../../middleware/salesforce/tooling.ts'
import { distrust, isTrusted, trust } from '../../middleware/salesforce/trusted-url.ts'
import { userRights } from '../../middleware/salesforce/user-rights.ts'
import { startOrg, type Org } from '../doubles/salesforce/index.ts'

let org: Org
let session: Session
beforeEach(async () => {
  org = await startOrg()
  session = adminOf(org)
})
afterEach(() => org.close())

const adminOf = ({ url, accessToken, orgId }: Org, userId = '005000000000001AAA') =>
  sessionOf({ accessToken, instanceUrl: url, organizationId: orgId, userId }, { allowHttp: true })
const objects = ['Contact', 'Account'].map((object) => ({
  object, ...realTimeNames('c1', object), label: `${object} & "more"`, endpointUrl: `https://mw.example.com/hooks/${object}`
})) // prettier-ignore
const syncUser = async () => {
  const found = await session.request({ method: 'GET', path: '/query', query: { q: `SELECT Id FROM User WHERE Username = '${org.credentials.jwt.username}'` } }) // prettier-ignore
  const { records } = found.body as { records: { Id: string }[] }
  return { username: org.credentials.jwt.username, userId: records[0]?.Id ?? '' }
}

test('names hold no two underscores in a row, keep to 80 characters, and never fall together', () => {
  const objectNames = ['Contact', 'A__c', 'A_c', 'ns__A__c', 'ns_A__c', `${'Very'.repeat(19)}__c`]
  const names = objectNames.map((object) => realTimeNames('c1ab', object).flow)
  for (const name of names) expect(name).toMatch(/^Bothways_c1ab(_[A-Za-z0-9]+)+$/)
  for (const name of names) expect(name.length).toBeLessThanOrEqual(80)
  expect(new Set(names).size).toBe(objectNames.length)
  expect(realTimeNames('c1ab', 'Contact').flow).toBe('Bothways_c1ab_Contact')
})

test('messages and active flows are deployed together, send for others and not for the sync user, and are removed', async () => {
  const user = await syncUser()
  await org.control({ command: 'set', sendMessages: false })
  expect(await deploy(session, realTimePackage(objects, user, 'Active'))).toMatchObject({ ok: true, problems: [] }) // prettier-ignore
  const states = await flowStates(session, objects.map((one) => one.flow)) // prettier-ignore
  expect(states.map((one) => [one.versions.length, one.activeId === one.versions[0]?.id])).toEqual([[1, true], [1, true]]) // prettier-ignore
  expect(await messageStates(session, objects.map((one) => one.message))).toEqual(new Map(objects.map(({ message, endpointUrl }) => [message, { endpointUrl, userId: user.userId }]))) // prettier-ignore

  const pending = async () => ((await org.control({ command: 'messages' })) as { pending: unknown[] }).pending.length
  const save = async (as: Session, name: string) =>
    as.request({ method: 'POST', path: '/sobjects/Account', body: { Name: name } })
  const { accessToken } = (await org.control({ command: 'openSession', username: user.username })) as { accessToken: string }
  await save(adminOf({ ...org, accessToken }), 'By the sync user')
  expect(await pending()).toBe(0)
  await save(session, 'By an admin')
  expect(await pending()).toBe(1)
  await org.control({ command: 'faultAction', action: fullName(objects[1] ?? { object: '', message: '' }) })
  expect((await save(session, 'While the message can not be sent')).status).toBe(201)

  expect((await deploy(session, removalPackage(objects.map(fullName)))).ok).toBe(false) // versions name the message
  for (const { id, versions } of states) {
    const [first] = versions
    await expect(deleteVersion(session, first?.id ?? '')).rejects.toThrow() // it is active
    await activateVersion(session, id, 0)
    await deleteVersion(session, first?.id ?? '')
  }
  expect(await deploy(session, removalPackage(objects.map(fullName)))).toMatchObject({ ok: true })
  expect(await messageStates(session, objects.map((one) => one.message))).toEqual(new Map())
}) // prettier-ignore

test('what Salesforce refuses of a deployment is told by component, and nothing of it stays', async () => {
  const gone = { username: 'nobody@example.com', userId: '005000000000001AAA' }
  const refused = await deploy(session, realTimePackage(objects, gone, 'Active'))
  expect(refused.ok).toBe(false)
  expect(refused.problems.map((one) => one.problem)).toContain('In field: integrationUser - no User named nobody@example.com found') // prettier-ignore
  expect(await flowStates(session, objects.map((one) => one.flow))).toEqual([]) // prettier-ignore
})

test('a trusted URL is made once, switched on again, and taken back', async () => {
  const origin = 'https://mw.example.com'
  expect(await isTrusted(session, origin)).toBe(false)
  await trust(session, origin)
  await trust(session, origin)
  expect(await isTrusted(session, origin)).toBe(true)
  expect(await isTrusted(session, 'https://other.example.com')).toBe(false)
  expect([await distrust(session, origin), await distrust(session, origin)]).toEqual([true, false])
})

test('rights are what the org says of the user who asks', async () => {
  expect(await userRights(session, ['CustomizeApplication', 'ManageFlow'])).toEqual(new Set(['CustomizeApplication', 'ManageFlow'])) // prettier-ignore
  const { accessToken } = (await org.control({ command: 'openSession', username: org.credentials.jwt.username })) as { accessToken: string } // prettier-ignore
  expect(await userRights(adminOf({ ...org, accessToken }), ['CustomizeApplication'])).toEqual(new Set())
})

test('an org without the package has no credential; the session of an admin is never renewed', async () => {
  expect(await findCredential(session)).toBeNull()
  await org.control({ command: 'expireSessions' }).catch(() => undefined)
  const dead = sessionOf({ accessToken: 'dead', instanceUrl: org.url, organizationId: org.orgId, userId: 'x' }, { allowHttp: true }) // prettier-ignore
  await expect(findCredential(dead)).rejects.toThrow(/The session of the admin has ended/)
})

test.each([
  ['deployed', undefined],
  ['installed', 'bothways']
])('of a %s package the key is stored, replaced and taken away, and calls go to the middleware', async (_name, installed) => {
  await org.close()
  org = await startOrg({ source: 'force-app', switches: { translationWorkbench: true }, ...(installed !== undefined && { installed }) })
  session = adminOf(org)
  const credential = await findCredential(session)
  if (credential === null) throw new Error('The package has no credential.')
  expect(credential).toMatchObject({ namespace: installed ?? '', name: installed === undefined ? 'Bothways' : 'bothways__Bothways' })
  await storeCredential(session, credential, { username: org.orgId, password: 'one' })
  await storeCredential(session, credential, { username: org.orgId, password: 'two' })
  expect(await setCalloutAddress(session, credential, 'https://mw.example.com')).toBe(true)
  expect(await setCalloutAddress(session, credential, 'https://mw.example.com')).toBe(false)
  const missing = await grantPrincipal(session, credential.principalId ?? '', credential.namespace)
  expect(await grantPrincipal(session, credential.principalId ?? '', credential.namespace)).toEqual(missing)
  expect([await removeCredential(session, credential), await removeCredential(session, credential)]).toEqual([true, false])
}) // prettier-ignore
