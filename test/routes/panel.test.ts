import { expect, test, vi } from 'vitest'
import { savePairing } from '../../middleware/database/setup.ts'
import type { Panel } from '../../middleware/connectors/connector.ts'
import { eventually } from '../support/eventually.ts'
import { startSetup, type SetupWorld } from '../setup/world.ts'

interface Opened {
  readonly url: string | null
  readonly title: string
  readonly said: string
  readonly expiresAt: string | null
}
const person = '003000000000001AAA'
const stranger = '003000000000002AAA'
const vendor = (id: string): Panel => ({
  url: `https://vendor.example/card?id=${id}&sha=abc"<`,
  title: 'Card'
})
const open = async (world: SetupWorld, record = person) =>
  (await (await world.api())('POST', `/records/${record}/panel`, {})).body as Opened
async function link({ middleware, orgId }: SetupWorld) {
  await middleware.engine.db.withClient(orgId, (client) =>
    client.query(`insert into links (org_id, pair_id, sf_id, ext_id, rev) select $1, min(pair_id), $2, 'ext-1', 1 from pairs`, [orgId, person])
  )
} // prettier-ignore
function csp(response: Response): Readonly<Record<string, readonly string[]>> {
  const parts = (response.headers.get('content-security-policy') ?? '')
    .split('; ')
    .map((part) => part.split(' '))
  return Object.fromEntries(parts.map(([name = '', ...values]): [string, string[]] => [name, values]))
}

test('the panel frames the vendor’s page for the org’s own pages, without cookies, script or X-Frame-Options', async () => {
  const world = await startSetup({ panel: (_settings, id) => vendor(id) })
  await link(world)
  const { db } = world.middleware.engine
  await savePairing(db, world.orgId, { namespace: 'bothways', by: 'test', address: 'https://acme--sbx.sandbox.my.salesforce.com', steps: [] }) // prettier-ignore
  const { url, title, said, expiresAt } = await open(world)
  expect([title, said, Date.parse(expiresAt ?? '') > Date.now()]).toEqual(['Card', '', true])
  const response = await fetch(url ?? '')
  const html = await response.text()
  expect(response.status).toBe(200)
  expect(response.headers.get('x-frame-options')).toBeNull()
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(response.headers.get('cache-control')).toBe('no-store')
  const policy = csp(response)
  expect(policy['default-src']).toEqual(["'none'"])
  expect(policy['frame-src']).toEqual(['https://vendor.example'])
  expect(policy['frame-ancestors']).toEqual([
    "'self'",
    world.address,
    'https://acme--sbx.sandbox.my.salesforce.com',
    'https://acme--sbx.sandbox.lightning.force.com',
    'https://acme--sbx--bothways.sandbox.vf.force.com',
    'https://acme--sbx--c.sandbox.vf.force.com'
  ])
  const address = 'https://vendor.example/card?id=ext-1&amp;sha=abc&quot;&lt;'
  expect(html).toContain(`<iframe src="${address}"`)
  expect(html).toContain(
    `<a href="${address}" target="_blank" rel="noopener noreferrer">Open in a new tab</a>`
  )
  expect(html).not.toMatch(/<script/)
})

test('where nothing can be shown it is said in words: not linked, a setting missing, no page at all', async () => {
  let panel: Panel = { missing: 'Fill in the frame’s name in the connection settings.' }
  const world = await startSetup({ panel: () => panel })
  expect(await open(world, stranger)).toMatchObject({ url: null, said: expect.stringContaining('not linked') as string }) // prettier-ignore
  await link(world)
  expect(await open(world)).toMatchObject({ url: null, said: 'Fill in the frame’s name in the connection settings.' }) // prettier-ignore
  panel = vendor('1')
  const { url } = await open(world)
  panel = { missing: 'The key is gone.' }
  const response = await fetch(url ?? '')
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('The key is gone.')])
  panel = { url: 'javascript:alert(1)', title: 'No' }
  expect(await open(world)).toMatchObject({ url: null })
  expect(await open(await startSetup())).toMatchObject({ url: null, said: 'No connected system shows a page on records.' }) // prettier-ignore
})

test('an address is good for five minutes, and for nothing that it was not made for', async () => {
  const world = await startSetup({ panel: (_settings, id) => vendor(id) })
  await link(world)
  const { url } = await open(world)
  const [text = '', signature = ''] = (url ?? '').split('/panel/')[1]?.split('.') ?? []
  const says = JSON.parse(Buffer.from(text, 'base64url').toString()) as { says: object; until: number }
  const other = Buffer.from(JSON.stringify({ ...says, says: { ...says.says, record: stranger } })).toString('base64url') // prettier-ignore
  for (const token of [
    `${other}.${signature}`,
    `${text}.${'A'.repeat(43)}`,
    text,
    `${text}.${signature}.x`,
    'x.y'
  ]) {
    const refused = await fetch(`${world.address}/panel/${token}`)
    expect([refused.status, await refused.text()]).toEqual([
      410,
      expect.stringContaining('Reload the record')
    ])
  }
  const ticket = (await (await world.admin())('POST', '/setup/connect', { purpose: 'pair', consent: true })).body as { url: string } // prettier-ignore
  expect((await fetch(`${world.address}/panel/${new URL(ticket.url).searchParams.get('ticket') ?? ''}`)).status).toBe(410) // prettier-ignore
  const later = Date.now() + 5 * 60_000 + 1000
  vi.useFakeTimers({ now: later, toFake: ['Date'] })
  expect((await fetch(url ?? '')).status).toBe(410)
  vi.useRealTimers()
  expect(world.logged()).not.toContain(signature)
})

test('a connection or record of another org opens nothing', async () => {
  const world = await startSetup({ panel: (_settings, id) => vendor(id) })
  await link(world)
  const { status } = await (await world.api())('POST', `/records/notAnId/panel`, {})
  expect([404, 422]).toContain(status)
  const other = await (await world.api())('POST', `/records/${person}/panel`, { connection: 99 })
  expect([other.status, other.body]).toMatchObject([404, { code: 'not-found' }])
})

test('who asks too often is told so in the frame, by a page that the same pages may show', async () => {
  const world = await startSetup({ panel: (_settings, id) => vendor(id) })
  await link(world)
  const { url } = await open(world)
  const allowed = csp(await fetch(url ?? ''))['frame-ancestors']
  const none = `${world.address}/panel/none`
  // Some come free all the time: enough others are asked for just before.
  const askLast = async (address: string) => {
    const others = Array.from({ length: 100 }, () => fetch(none))
    const asked = await fetch(address)
    await Promise.all(others)
    return asked
  }
  const refusedAt = (address: string) =>
    eventually(() => askLast(address), ({ status }) => status === 429, 30) // prettier-ignore
  const refused = await refusedAt(url ?? '')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(refused.headers.get('content-type')).toContain('text/html')
  expect(await refused.text()).toContain('<p role="status">Too many requests. Reload in 1 second.</p>')
  expect(allowed).toContain("'self'")
  expect(csp(refused)['frame-ancestors']).toEqual(allowed)
  // Whose panel it is can't be told of such an address, as when it is over.
  const unknown = await refusedAt(none)
  expect([unknown.status, csp(unknown)['frame-ancestors']]).toEqual([429, ['*']])
})
