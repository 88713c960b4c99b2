import '../../support/pipeline.ts'
import { beforeEach, expect, test } from 'vitest'
import { newOrgKey } from '../../../middleware/guards/org-key.ts'
import { renewConsoleKey } from '../../../middleware/database/console.ts'
import { orgKeys, revokeOrgKeys, saveOrgKey } from '../../../middleware/database/org-keys.ts'
import { newAdminKey } from '../../../middleware/guards/admin-key.ts'
import { basic, callsTo } from '../../support/api.ts'
import { eventually } from '../../support/eventually.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
let id: string
const middleware = () => world.middleware()
const db = () => middleware().engine.db
beforeEach(async () => {
  world = await startWorld()
  id = (await db().withOrg(1, (tx) => tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow()))
    .sf_org_id
})

const orgKey = async () => {
  const made = newOrgKey()
  const keyId = await saveOrgKey(db(), 1, { ...made, createdBy: 'test' })
  return { ...made, keyId }
}
const me = (headers: Record<string, string>) => callsTo(middleware(), headers)('GET', '/me')

test('an org calls by its key and its own id, may what it asserts, and is refused as soon as the key is revoked', async () => {
  const { key, keyId, prefix } = await orgKey()
  const headers = {
    Authorization: basic(id, key),
    'Bothways-User': '005000000000001AAA Zofia%20%C5%BB%C3%B3%C5%82%C4%87'
  }
  const { body } = await me(headers)
  expect(body).toMatchObject({
    kind: 'org',
    org: { salesforceOrgId: id },
    actor: 'Zofia Żółć (005000000000001AAA)',
    may: ['use']
  })
  expect((await me({ ...headers, 'Bothways-May': 'manage' })).body).toMatchObject({ may: ['use', 'manage'] })
  expect((await me({ ...headers, 'Bothways-May': 'operate' })).body).toMatchObject({ may: ['use'] })
  expect((await me({ ...headers, Authorization: basic(id.slice(0, 15), key) })).status).toBe(200)
  const list = callsTo(middleware(), { ...headers })
  expect(await list('GET', '/connections')).toMatchObject({ status: 403, body: { code: 'not-allowed' } })

  // A key that another org holds, or that only begins right.
  expect((await me({ Authorization: basic('00D000000000001EAA', key) })).status).toBe(401)
  expect((await me({ Authorization: basic(id, `bothways-org-${prefix}-${'A'.repeat(43)}`) })).status).toBe(
    401
  )
  expect((await me({ Authorization: 'Basic !!' })).status).toBe(401)
  await eventually(
    () => orgKeys(db(), 1),
    ([one]) => one?.lastUsedAt != null
  )

  await revokeOrgKeys(db(), 1, { keyId }, 'test')
  expect(await me(headers)).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
})

test('who tries wrong keys is made to wait, and nobody else', async () => {
  const { key } = await orgKey()
  const statuses: number[] = []
  for (let n = 0; n < 12; n++)
    statuses.push((await me({ Authorization: basic('00D000000000001EAA', key) })).status)
  expect(statuses.slice(0, 10).every((one) => one === 401)).toBe(true)
  expect(statuses.slice(-1)).toEqual([429])
  expect((await me({ Authorization: basic(id, key) })).status).toBe(200)
})

test('who is turned away is counted, by door and reason', async () => {
  const url = middleware().url ?? ''
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${url}${path}`, { redirect: 'manual', ...init })).status
  const counted = async (door: string, reason: string) => {
    const text = await (await fetch(`${url}/metrics`)).text()
    const at = `bothways_requests_refused_total{door="${door}",reason="${reason}"} `
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(at))
        ?.slice(at.length) ?? 0
    )
  }
  expect((await me({ Authorization: basic(id, (await orgKey()).key) })).status).toBe(200)
  const tried: number[] = []
  for (let n = 0; n < 12; n++) tried.push((await me({ Authorization: basic(id, 'wrong') })).status)
  const tellsOf = (status: number) => tried.filter((one) => one === status).length
  expect([await counted('api', 'wrong-key'), await counted('api', 'rate')]).toEqual([tellsOf(401), tellsOf(429)]) // prettier-ignore
  expect(tellsOf(429)).toBeGreaterThan(0)

  const signIn = { method: 'POST', headers: { 'Bothways-Console': '1', 'Content-Type': 'application/json' }, body: '{"key":"wrong"}' } // prettier-ignore
  expect([await ask('/console/sign-in', signIn), await ask(`/console/enter/${'A'.repeat(43)}`)]).toEqual([401, 303]) // prettier-ignore
  expect(await counted('console', 'wrong-key')).toBe(2)
  expect(await ask(`/webhooks/${'A'.repeat(43)}`)).toBe(404)
  expect(await counted('webhook', 'wrong-key')).toBe(1)

  const logins = await Promise.all(Array.from({ length: 40 }, () => ask('/connect')))
  const refused = logins.filter((status) => status === 429).length
  expect(refused).toBeGreaterThan(0)
  expect(await counted('connect', 'rate')).toBe(refused)
  expect(await counted('panel', 'rate')).toBe(0)
})

test('the console is opened by the admin key, for an org that is named, until the key is renewed', async () => {
  const { key, hash } = newAdminKey()
  await renewConsoleKey(db(), hash)
  const headers = { Authorization: `Bearer ${key}` }
  expect((await me(headers)).body).toMatchObject({
    kind: 'admin',
    org: null,
    may: ['use', 'manage', 'operate']
  })
  expect((await me({ ...headers, 'Bothways-Org': id })).body).toMatchObject({ org: { salesforceOrgId: id } })
  expect(await me({ ...headers, 'Bothways-Org': '00D000000000001EAA' })).toMatchObject({ status: 404 })
  const call = callsTo(middleware(), headers)
  expect(await call('GET', '/connections')).toMatchObject({ status: 422, body: { field: 'Bothways-Org' } })

  await renewConsoleKey(db(), newAdminKey().hash)
  expect((await me(headers)).status).toBe(401)
})

test('signing in gives a session that scripts cannot read, that changes nothing from elsewhere, and that ends', async () => {
  const { key, hash } = newAdminKey()
  await renewConsoleKey(db(), hash)
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${middleware().url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Bothways-Console': '1', ...headers }
    })
  expect((await post('/console/sign-in', { key: `bothways-admin-${'A'.repeat(43)}` })).status).toBe(401)
  expect((await post('/console/sign-in', { key }, { 'Bothways-Console': '0' })).status).toBe(403)
  const signedIn = await post('/console/sign-in', { key })
  expect(signedIn.status).toBe(204)
  const set = signedIn.headers.get('set-cookie') ?? ''
  expect(set).toMatch(/HttpOnly; SameSite=Strict/)
  const Cookie = set.split(';')[0] ?? ''
  expect((await me({ Cookie })).status).toBe(200)
  const call = callsTo(middleware(), { Cookie, 'Bothways-Org': id })
  expect(await call('POST', '/connections/1/pause')).toMatchObject({
    status: 403,
    body: { code: 'not-the-console' }
  })
  await post('/console/sign-out', {}, { Cookie })
  expect((await me({ Cookie })).status).toBe(401)
})

test('a sign-in link opens the console once', async () => {
  const link = await middleware().signInLink(60_000)
  const first = await fetch(link, { redirect: 'manual' })
  expect([first.status, first.headers.get('location')]).toEqual([303, '/console'])
  expect((await me({ Cookie: first.headers.get('set-cookie')?.split(';')[0] ?? '' })).status).toBe(200)
  expect((await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')).toBeNull()
  const late = await middleware().signInLink(0)
  expect((await fetch(late, { redirect: 'manual' })).headers.get('set-cookie')).toBeNull()
})
