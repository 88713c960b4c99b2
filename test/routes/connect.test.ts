import { expect, test } from 'vitest'
import { orgKeys } from '../../middleware/database/org-keys.ts'
import { clientAppOf } from '../../middleware/setup/client-app.ts'
import { rest } from '../doubles/salesforce/test-client.ts'
import { startSetup, type SetupWorld } from '../setup/world.ts'

/** What the package's Apex does: a callout through the named credential, as the admin. */
async function callout({ org }: SetupWorld, name: string, namespace?: string): Promise<unknown> {
  org.onApex('GET /me', async ({ callout: call }) => {
    const headers = { 'Bothways-May': 'manage', 'Bothways-User': '005000000000001AAA Ada' }
    const answer = await call(`callout:${name}/api/v1/me`, { headers, ...(namespace !== undefined && { namespace }) })
    return { status: answer.status, body: await answer.json() }
  })
  const response = await fetch(`${org.url}/services/apexrest/me`, { headers: { Authorization: `Bearer ${org.accessToken}` } })
  return response.json()
} // prettier-ignore
const alive = async ({ middleware, orgId }: SetupWorld) =>
  (await orgKeys(middleware.engine.db, orgId)).filter((one) => one.revokedAt === null)
const address = async (world: SetupWorld, purpose = 'pair') =>
  (
    (await (await world.admin())('POST', '/setup/connect', { purpose, consent: true })).body as {
      url: string
    }
  ).url

test.each([
  ['deployed', undefined],
  ['installed', 'bothways']
])('one button connects an org whose package was %s: it has a key of its own, and the former ones end', async (_mode, installed) => {
  const world = await startSetup(installed === undefined ? {} : { installed })
  const page = await world.allow('pair')
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Key stored in the org')])
  expect(page.text).toContain('Close this window')
  expect(await alive(world)).toHaveLength(1)
  expect((await alive(world))[0]?.createdBy).toBe(world.org.credentials.admin.username)
  const before = await alive(world)
  await world.allow('pair')
  const after = await alive(world)
  expect(after).toHaveLength(1)
  expect(after[0]?.keyId).not.toBe(before[0]?.keyId)
  const { status, body } = await rest(world.org, 'GET', `/named-credentials/named-credential-setup/${installed === undefined ? '' : 'bothways__'}Bothways`)
  expect([status, body]).toMatchObject([200, { calloutUrl: world.address }])
}) // prettier-ignore

test.each([
  ['deployed', ''],
  ['installed', 'bothways']
])('holders of the permission sets of a %s package call with the key, which nobody saw', async (_mode, namespace) => {
  const world = await startSetup(namespace === '' ? {} : { installed: namespace })
  const prefix = namespace === '' ? '' : `${namespace}__`
  const { username } = world.org.credentials.admin
  await world.org.control({ command: 'assignPermissionSet', name: `${prefix}Bothways_Admin`, username })
  const objectPermissions = [{ object: 'UserExternalCredential', allowRead: true }]
  await world.org.control({ command: 'grantPermissionSet', name: 'Callers', username, objectPermissions })
  const asPackage = namespace === '' ? undefined : namespace
  expect(await callout(world, `${prefix}Bothways`, asPackage)).not.toMatchObject({ status: 200 })
  expect((await world.allow('pair')).text).toContain('Holders of the permission sets may call')
  expect(await callout(world, `${prefix}Bothways`, asPackage)).toMatchObject({
    status: 200, body: { kind: 'org', org: { salesforceOrgId: world.org.orgId } }
  })
}) // prettier-ignore

test('behind TLS the cookie of a login is the host’s alone; without an https address nobody is led anywhere', async () => {
  const publicUrl = 'https://mw.example.com'
  const world = await startSetup({ publicUrl, callbackUrls: [`${publicUrl}/connect/callback`] })
  const url = new URL(await address(world))
  expect(url.origin).toBe(publicUrl)
  const response = await fetch(world.address + url.pathname + url.search, { redirect: 'manual' })
  expect(response.status).toBe(303)
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-bothways-connect-[\w-]{8}=v1\.[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/)
  const to = new URL(response.headers.get('location') ?? '')
  expect(Object.fromEntries(to.searchParams)).toMatchObject({
    response_type: 'code', redirect_uri: `${publicUrl}/connect/callback`, code_challenge_method: 'S256', scope: 'api id'
  })
  const strict = { engine: { ...world.middleware.engine, development: false }, address: () => 'http://127.0.0.1:3000' }
  await expect(clientAppOf(strict, world.orgId)).rejects.toThrow(/has to begin with https/)
}) // prettier-ignore

test('an org that is registered with a password is told to register an app', async () => {
  const world = await startSetup({ login: ({ url, credentials: { soap } }) => ({ kind: 'password', loginUrl: url, ...soap }) }) // prettier-ignore
  const { status, body } = await (
    await world.admin()
  )('POST', '/setup/connect', { purpose: 'pair', consent: true })
  expect([status, body]).toMatchObject([409, { code: 'setup', next: expect.stringContaining('/connect/callback') as string }]) // prettier-ignore
})

test('the package leads an org without a key to a page that says what will be done, and from there to the login', async () => {
  const world = await startSetup()
  const browser = world.browser()
  const page = await browser.open(`${world.address}/connect?org=${world.org.orgId}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain(world.org.orgId)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  const link = /href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const done = await browser.logIn(await browser.open(new URL(link, world.address).href))
  expect(done.text).toContain('The org is connected')
  const unknown = await browser.open(`${world.address}/connect?org=00D000000000001EAA`)
  expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('Have it registered')])
})

test('an address is good once, in one browser, for ten minutes; a login comes back once', async () => {
  const world = await startSetup()
  const url = await address(world)
  const browser = world.browser()
  const login = await browser.open(url)
  expect(login.text).toContain('Practice org')
  const second = await world.browser().open(url)
  expect([second.status, second.text]).toEqual([400, expect.stringContaining('used before')])
  const altered = await browser.open(url.replace('ticket=', 'ticket=e'))
  expect(altered.status).toBe(400)

  // Another browser brings the code: it did not begin the login.
  const thief = world.browser()
  const stolen = await thief.logIn(login)
  expect([stolen.status, stolen.text]).toEqual([400, expect.stringContaining('not begun in this browser')])
  const done = await browser.logIn(login)
  expect(done.status).toBe(200)
  const back = await browser.open(done.url)
  expect([back.status, back.text]).toEqual([400, expect.stringContaining('Nothing was changed')])
  expect([...browser.cookies.keys()]).toEqual([])
})

test('a code that was used, a state that is made up, and a refusal at the login end on pages with a next step', async () => {
  const world = await startSetup()
  const browser = world.browser()
  const made = await browser.open(`${world.address}/connect/callback?code=x&state=${'a'.repeat(43)}`)
  expect([made.status, made.text]).toEqual([400, expect.stringContaining('Close this window')])
  expect((await browser.open(`${world.address}/connect/callback?code=x`)).status).toBe(400)
  const denied = await browser.logIn(await browser.open(await address(world)), { decision: 'deny' })
  expect([denied.status, denied.text]).toEqual([400, expect.stringContaining('was not allowed')])
  const login = await browser.open(await address(world))
  const state = new URL(login.url).searchParams.get('state') ?? ''
  const dead = await browser.open(`${world.address}/connect/callback?code=used&state=${state}`)
  expect([dead.status, dead.text]).toEqual([502, expect.stringContaining('Close this window')])
  await world.org.control({ command: 'set', appApproved: false })
  const unapproved = await browser.logIn(await browser.open(await address(world)))
  expect([unapproved.status, unapproved.text]).toEqual([400, expect.stringContaining('pre-authorized')])
  expect(await alive(world)).toHaveLength(0)
})

test('a user without the rights of an administrator changes nothing, and the session ends', async () => {
  const world = await startSetup()
  const { username, password } = world.org.credentials.soap
  const before = await alive(world)
  const page = await world.allow('pair', { username, password })
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('lacks the permission "Customize Application" or "Manage Named Credentials"')])
  expect(await alive(world)).toHaveLength(before.length)
}) // prettier-ignore

test('whoever logs in to another org is told so, and nothing is changed in either', async () => {
  const world = await startSetup()
  const url = await address(world)
  // The registered org is another one than the login page leads to.
  const { db } = world.middleware.engine
  await db.withOrg(world.orgId, (tx) => tx.updateTable('orgs').set({ sf_org_id: '00D000000000009EAA' } as never).execute()) // prettier-ignore
  const browser = world.browser()
  const page = await browser.logIn(await browser.open(url))
  expect([page.status, page.text]).toEqual([
    400,
    expect.stringContaining('this was for org 00D000000000009EAA')
  ])
  const path = '/named-credentials/credential?externalCredential=Bothways&principalName=Main&principalType=NamedPrincipal' // prettier-ignore
  expect((await rest(world.org, 'GET', path)).body).toMatchObject({ credentials: {} })
  expect(await alive(world)).toEqual([])
})

test('an org without the package says what to install', async () => {
  const world = await startSetup({ bare: true })
  const page = await world.allow('pair')
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('Install the package')])
})

test('the session of the admin is ended, and no token, code, key or verifier is logged', async () => {
  const world = await startSetup()
  const ended = async () => ((await world.org.control({ command: 'expireSessions' })) as { expired: number }).expired
  await ended()
  const page = await world.allow('pair')
  const code = new URL(page.url).searchParams.get('code') ?? ''
  const logged = world.logged()
  for (const secret of [code, 'bothways-org-', 'code_verifier', 'Bearer ', world.org.credentials.clientCredentials.clientSecret])
    expect(logged).not.toContain(secret)
  expect(await ended()).toBe(0)
}) // prettier-ignore
