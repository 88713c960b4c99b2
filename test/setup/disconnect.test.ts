import { expect, test } from 'vitest'
import { setupOf } from '../../middleware/database/setup.ts'
import { orgKeys } from '../../middleware/database/org-keys.ts'
import { query, rest } from '../doubles/salesforce/test-client.ts'
import { startSetup } from './world.ts'

test.each([
  ['deployed', undefined],
  ['installed', 'bothways']
])('Disconnect takes back what was set up beside a %s package, the last thing first, and tells each step', async (_mode, installed) => {
  const world = await startSetup(installed === undefined ? {} : { installed })
  const { org, middleware: { engine: { db } }, orgId } = world
  await world.allow('pair')
  await world.allow('real-time')
  const page = await world.allow('disconnect')
  expect(page.status).toBe(200)
  const order = ['Flow Bothways', 'Outbound messages', 'Trusted URL', 'Key in the org', 'Keys of this org'].map((label) => page.text.indexOf(label))
  expect(order.every((at, i) => at > (order[i - 1] ?? -1))).toBe(true)
  expect(page.html).not.toContain('class="bad"')
  expect((await query(org, 'SELECT Id FROM FlowDefinition', 'tooling/query')).records).toEqual([])
  expect((await query(org, 'SELECT Id FROM CspTrustedSite')).totalSize).toBe(0)
  const name = installed === undefined ? 'Bothways' : 'bothways__Bothways'
  const { body } = await rest(org, 'GET', `/named-credentials/credential?externalCredential=${name}&principalName=Main&principalType=NamedPrincipal`)
  expect(body).toMatchObject({ credentials: {} })
  expect((await orgKeys(db, orgId)).every((one) => one.revokedAt !== null)).toBe(true)
  expect((await setupOf(db, orgId)).pairedAt).toBeNull()
  const again = await world.allow('disconnect')
  expect([again.status, again.text]).toEqual([200, expect.stringContaining('There was none')])
}) // prettier-ignore

test('what Salesforce does not let go is told, and the rest is taken back all the same', async () => {
  const world = await startSetup()
  await world.allow('pair')
  await world.allow('real-time')
  await world.org.control({ command: 'fault', method: 'PATCH', path: '/services/data/v64.0/tooling', status: 400, errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }) // prettier-ignore
  const page = await world.allow('disconnect')
  expect(page.text).toContain('something is left to do')
  expect(page.text).toContain('It stays, and its message with it')
  expect((await query(world.org, 'SELECT Id FROM CspTrustedSite')).totalSize).toBe(0)
  expect((await world.allow('real-time-remove')).text).toContain('Real time is removed')
})
