import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { savePairing } from '../../middleware/database/setup.ts'
import { sharedAuthority } from '../doubles/salesforce/tls/authority.ts'
import { startSetup, type SetupWorld } from '../setup/world.ts'
import { launchChromium } from '../support/chromium.ts'
import { skipped } from '../support/console.ts'

const person = '003000000000001AAA'
const lightning = 'acme--sbx.sandbox.lightning.force.com'
const visualforce = 'acme--sbx--bothways.sandbox.vf.force.com'
const vendor = 'vendor.example'

const frame = (url: string) =>
  `<!DOCTYPE html><body><iframe src="${url}" width="800" height="400"></iframe></body>`

/** The pages of Salesforce and of the vendor, by host name, over TLS; the vendor's wants to set a cookie. */
async function pages(panelUrl: () => string): Promise<Server> {
  const server = createServer((await sharedAuthority()).server(), (request, response) => {
    const { host = '' } = request.headers
    response.setHeader('content-type', 'text/html')
    if (host === vendor) {
      response.setHeader('set-cookie', 'seen=1; SameSite=None; Secure; Path=/')
      const came = request.headers.cookie ?? 'none'
      response.end(`<!DOCTYPE html><body><p>The vendor's card</p><p id="cookies">${came}</p></body>`)
    } else if (host === lightning) {
      // What Lightning sends, with the trusted URL in it.
      const trusted = `frame-src https://${visualforce} ${new URL(panelUrl()).origin}`
      response.setHeader('content-security-policy', trusted)
      response.end(frame(request.url === '/direct' ? panelUrl() : `https://${visualforce}/page`))
    } else response.end(frame(panelUrl()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => new Promise((done) => server.close(() => done())))
  return server
}

async function panelUrl(world: SetupWorld): Promise<string> {
  const { status, body } = await (await world.api())('POST', `/records/${person}/panel`, {})
  expect(status).toBe(200)
  return (body as { url: string }).url
}

test.skipIf(skipped)('the panel shows in a record page and in a Visualforce page inside one, with third-party cookies blocked; in a page of somebody else it does not', async () => {
  const world = await startSetup({ panel: () => ({ url: `https://${vendor}/card`, title: 'Card' }) })
  const { db } = world.middleware.engine
  await savePairing(db, world.orgId, { namespace: 'bothways', by: 'test', address: 'https://acme--sbx.sandbox.my.salesforce.com', steps: [] })
  await db.withClient(world.orgId, (client) => client.query(`insert into links (org_id, pair_id, sf_id, ext_id, rev) select $1, min(pair_id), $2, 'ext-1', 1 from pairs`, [world.orgId, person]))
  let url = await panelUrl(world)
  const server = await pages(() => url)
  const { port } = server.address() as AddressInfo
  const rules = [lightning, visualforce, vendor, 'evil.example'].map((host) => `MAP ${host}:443 127.0.0.1:${port}`).join(', ')
  const browser = await launchChromium([`--host-resolver-rules=${rules}`, '--ignore-certificate-errors', '--test-third-party-cookie-phaseout'])
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const own = await context.newPage()
  await own.goto(`https://${vendor}/card`)
  await own.reload()
  expect(await own.locator('#cookies').textContent()).toBe('seen=1') // in its own window it has one
  for (const [path, depth] of [['/direct', 3], ['/through-visualforce', 4]] as const) {
    url = await panelUrl(world)
    const page = await context.newPage()
    await page.goto(`https://${lightning}${path}`)
    await expect.poll(() => page.frames().length).toBe(depth)
    const card = page.frames().at(-1)
    await expect.poll(() => card?.locator('p').first().textContent()).toBe("The vendor's card")
    await page.reload()
    await expect.poll(() => page.frames().at(-1)?.locator('#cookies').textContent()).toBe('none')
    expect(await page.frames().at(-2)?.locator('a').textContent()).toBe('Open in a new tab')
    await page.close()
  }
  const evil = await context.newPage()
  await evil.goto('https://evil.example/')
  await expect.poll(() => evil.frames().length).toBe(2)
  await expect.poll(() => evil.frames().at(-1)?.url()).toMatch(/^chrome-error:/)
  expect((await context.cookies()).filter((one) => one.domain === '127.0.0.1')).toEqual([])
}) // prettier-ignore
