import { expect, test } from 'vitest'
import { orgBySalesforceId } from '../../middleware/database/orgs.ts'
import { query } from '../../middleware/salesforce/query.ts'
import { orgAlerts } from '../../middleware/setup/org-alerts.ts'
import { createSessions } from '../../middleware/sync/sessions.ts'
import { envelope, numbers } from '../support/intake.ts'
import { eventually } from '../support/eventually.ts'
import { startSetup, type SetupWorld } from './world.ts'

interface Item {
  readonly name: string
  readonly state: string
  readonly said: string
  readonly byHand: readonly string[]
  readonly link: string | null
}
/** A key is made for each call, so what a key proves is looked at by `asAdmin`. */
async function items(world: SetupWorld): Promise<Map<string, Item>> {
  const { body, status } = await (await world.admin())('GET', '/setup')
  if (status !== 200) throw new Error(JSON.stringify(body))
  return new Map((body as { items: Item[] }).items.map((one) => [one.name, one]))
}
const states = async (world: SetupWorld) => Object.fromEntries([...(await items(world))].map(([name, one]) => [name, one.state])) // prettier-ignore

test('the checklist ticks what is done, names what is left, and says of what it can not see that it can not', async () => {
  const world = await startSetup()
  expect(await states(world)).toEqual({
    app: 'done', url: 'todo', key: 'todo', 'principal-access': 'todo', 'permission-sets': expect.stringMatching(/todo|unknown/) as string,
    'trusted-url': 'unknown', messages: 'todo', layouts: 'unknown'
  })
  for (const [, one] of await items(world)) {
    expect(one.byHand.length).toBeGreaterThan(0)
    expect(one.link).toMatch(/^http.*\/lightning\/setup\//)
  }
  await world.allow('pair')
  expect(await states(world)).toMatchObject({ url: 'done', key: 'done', 'trusted-url': 'done' })
  await world.allow('real-time')
  expect(await states(world)).toMatchObject({ messages: 'done' })
}) // prettier-ignore

test('once the org has called with its key, address, key and access are proven', async () => {
  const world = await startSetup()
  await (
    await world.api()
  )('GET', '/me')
  const seen = await eventually(() => items(world), (all) => all.get('key')?.state === 'done') // prettier-ignore
  expect(seen.get('principal-access')?.said).toContain('The org last called')
})

test('messages of another org at this org’s address are refused, and the checklist alarms', async () => {
  const world = await startSetup()
  await world.allow('real-time')
  const { definitions } = (await world.org.control({ command: 'messages' })) as { definitions: { endpointUrl: string }[] } // prettier-ignore
  const foreign = '00D000000000007EAA'
  const response = await fetch(definitions[0]?.endpointUrl ?? '', {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: envelope(numbers(1, 1), { organization: foreign })
  })
  expect(response.status).toBe(404)
  const seen = await eventually(() => items(world), (all) => all.get('messages')?.state === 'problem') // prettier-ignore
  expect(seen.get('messages')?.said).toContain(foreign)
})

test('a key that a copied sandbox brings along opens nothing, and the checklist alarms', async () => {
  const world = await startSetup()
  const copy = '00D000000000008EAA'
  const call = await world.api()
  expect((await call('GET', '/me', undefined, { headers: { 'Bothways-Org': world.org.orgId } })).status).toBe(
    200
  )
  const { status, body } = await call('GET', '/me', undefined, { headers: { 'Bothways-Org': copy } })
  expect([status, body]).toMatchObject([403, { code: 'another-org', field: 'Bothways-Org' }])
  const seen = await eventually(() => items(world), (all) => all.get('messages')?.state === 'problem') // prettier-ignore
  expect(seen.get('messages')?.said).toContain(copy)
})

test('a refreshed sandbox is noticed at the next login: nothing is written, and it is asked to be connected anew', async () => {
  const world = await startSetup()
  const { engine } = world.middleware
  // The same address and user, another org behind them.
  const registered = '00D000000000009EAA'
  await engine.db.withOrg(world.orgId, (tx) => tx.updateTable('orgs').set({ sf_org_id: registered } as never).execute()) // prettier-ignore
  const { login, sealed } = await engine.db.withOrg(world.orgId, (tx) => tx.selectFrom('orgs').select(['login', 'sealed']).executeTakeFirstOrThrow()) // prettier-ignore
  const onOrg = orgAlerts(engine.db, engine.log)
  const sessions = createSessions(engine.sealer, engine.calls, { development: true, now: engine.now, onOrg })
  const session = sessions.of({ orgId: world.orgId, salesforceOrgId: registered, login, sealedLogin: sealed })
  await expect(query(session, 'SELECT Id FROM Contact')).rejects.toThrow(/refreshed sandbox is a new org/)
  await expect(session.request({ method: 'POST', path: '/sobjects/Contact', body: { LastName: 'No' } })).rejects.toThrow(/refreshed sandbox/) // prettier-ignore
  const org = await eventually(() => orgBySalesforceId(engine.db, registered), (one) => one?.repair !== null) // prettier-ignore
  expect(org?.repair).toContain(world.org.orgId)
  expect(world.logged()).toContain('the login of an org leads to another org')
})
