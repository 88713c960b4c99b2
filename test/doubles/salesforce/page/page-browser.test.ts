import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noBrowser } from '../../../support/chromium.ts'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { query } from '../test-client.ts'

if (noBrowser !== null) console.log(`The browser tests of the practice org’s page are skipped: ${noBrowser}.`)

let org: Org
let browser: Browser
let contactId: string
let contactName: string
beforeAll(async () => {
  if (noBrowser !== null) return
  org = await startOrg({ seed: 60 })
  const message = { name: 'Contact_Changed', endpointUrl: 'http://127.0.0.1:1024/nobody', fields: ['Id'] }
  await org.control({ command: 'defineMessage', object: 'Contact', ...message })
  const [contact] = (
    await query(org, "SELECT Id, Name FROM Contact WHERE FirstName != '' ORDER BY Name LIMIT 1")
  ).records
  contactId = String(contact?.['Id'])
  contactName = String(contact?.['Name'])
  const title = { object: 'Contact', id: contactId, values: { Title: 'First' } }
  await org.control({ command: 'update', ...title })
  await org.control({ command: 'messagesIdle' })
  browser = await launchChromium()
})
afterAll(async () => {
  if (noBrowser !== null) return
  await browser.close()
  await org.close()
})

/** Problems that axe-core calls serious or critical, with where they are. */
async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

const focusedName = `(() => {
  const focused = document.activeElement
  return [...(focused?.labels ?? [])].map((label) => label.innerText).join(' ') || focused?.innerText || ''
})()`

/** Goes with Tab to the control of this name, as somebody without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 300; presses++) {
    await page.keyboard.press('Tab')
    if (name.test(await page.evaluate<string>(focusedName))) return
  }
  throw new Error(`Tab never reached ${String(name)}`)
}

/** The same, then Enter, then the page behind it. */
async function follow(page: Page, name: RegExp, address: RegExp): Promise<void> {
  await tabTo(page, name)
  await Promise.all([page.waitForURL(address), page.keyboard.press('Enter')])
}

describe.skipIf(noBrowser !== null)('the page for people, in a browser', { timeout: 120_000 }, () => {
  test.each([
    [1280, 'light'],
    [400, 'dark']
  ] as const)(
    'at %i pixels, %s, nothing sticks out and axe finds nothing serious',
    async (width, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
      const page = await context.newPage()
      const record = `/page/records/${contactId}`
      const others = ['messages', 'bin', 'time', 'switches', 'objects', 'objects/Contact'].map(
        (at) => `/page/${at}`
      )
      for (const address of ['/', ...others, record, `${record}/edit`, `${record}/delete`]) {
        const response = await page.goto(org.url + address)
        expect([address, response?.status()]).toEqual([address, 200])
        expect([address, await seriousProblems(page)]).toEqual([address, []])
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect([address, wide]).toEqual([address, 0])
      }
      await context.close()
    }
  )

  test('without a mouse a contact is found, edited, refused at the field, mended, and its message is seen waiting', async () => {
    const page = await browser.newPage()
    await page.goto(org.url)
    await follow(page, /^Objects$/, /objects$/)
    await follow(page, /^Contacts?$/, /objects\/Contact$/)
    await tabTo(page, /^Search contacts/)
    await page.keyboard.type(contactId)
    await Promise.all([page.waitForURL(/\?|records/), page.keyboard.press('Enter')])
    if (!page.url().includes('/records/')) await follow(page, new RegExp(`^${contactName}`), /records\//)
    await follow(page, /^Edit$/, /edit$/)
    await tabTo(page, /^Last Name/)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Enter')
    const lastName = page.getByRole('textbox', { name: /^Last Name/ })
    await page.locator('[aria-invalid="true"]').waitFor()
    expect(await lastName.getAttribute('aria-invalid')).toBe('true')
    const hints = (await lastName.getAttribute('aria-describedby')) ?? ''
    const told = hints.split(' ').map((id) => page.locator(`[id="${id}"]`).innerText())
    expect((await Promise.all(told)).join(' ')).toMatch(/missing|required|Complete/i)
    expect(await seriousProblems(page)).toEqual([])

    await tabTo(page, /^Last Name/)
    await page.keyboard.type('Keyboard')
    await page.keyboard.press('Enter')
    await page.waitForURL(/done=saved/)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Keyboard')
    const queue = page.getByRole('region').or(page.locator('section')).filter({ hasText: 'Contact_Changed' })
    expect(await queue.last().innerText()).toMatch(/04l\w{15}/)
    await page.close()
  })
})
