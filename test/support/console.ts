import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import type { Middleware } from '../../middleware/main.ts'
import { launchChromium, noBrowser } from './chromium.ts'

/** Where there is no browser the tests are skipped with a word; where CI is set they shall run, so there they fail. */
export const skipped = noBrowser !== null && process.env['CI'] === undefined
if (skipped) process.stdout.write(`The browser tests are skipped: ${noBrowser ?? ''}.\n`)

export interface Console {
  readonly page: Page
  /** Addresses that were asked for, other than the middleware's own. */
  readonly outside: readonly string[]
  /** What the page complained of: scripts that failed, policies that were violated. Refused requests are no complaints. */
  readonly complaints: readonly string[]
  /** Opens a page of the console by its address below /console. */
  readonly goto: (path: string) => Promise<void>
}

/** A browser of its own on the console of a running node, signed in unless `signIn` is false; closed when the test ends, unless it says otherwise. */
export async function openConsole(
  middleware: Middleware,
  options: BrowserContextOptions & {
    readonly signIn?: boolean
    readonly atTheEnd?: (stop: () => Promise<void>) => void
  } = {}
): Promise<Console> {
  await built(middleware)
  const { signIn = true, atTheEnd = onTestFinished, ...context } = options
  const browser = await launchChromium()
  atTheEnd(() => browser.close())
  return signedIn(browser, middleware, signIn, context)
}

async function signedIn(
  browser: Browser,
  middleware: Middleware,
  signIn: boolean,
  options: BrowserContextOptions
): Promise<Console> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Warsaw', viewport: { width: 1280, height: 900 }, ...options }) // prettier-ignore
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const home = middleware.url ?? ''
  const outside: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${home}/`) && !url.startsWith('data:')) outside.push(url)
  })
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text)
  })
  if (signIn) {
    await page.goto(await middleware.signInLink(60_000))
    await page.getByRole('banner').waitFor()
  }
  return {
    page,
    outside,
    complaints,
    goto: async (path) => {
      await page.goto(`${home}/console${path}`)
    }
  }
}

/** The console's build, made when it is missing; it takes the longest on a machine that never built it. */
async function built(middleware: Middleware): Promise<void> {
  for (;;) {
    const state = middleware.console.state()
    if (state.kind === 'ready') return
    if (state.kind === 'missing') throw new Error(state.said)
    await sleep(200)
  }
}

/** Where pictures of the screens are left, to be looked at. */
const pictures = join(import.meta.dirname, '..', 'output', 'screens')
const widths = [360, 1024, 1920]

/** Pictures of the page as it stands; without a word, at the widths of a phone, a tablet and a large screen. */
export async function picture(page: Page, name: string, at: readonly number[] = widths): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  const before = page.viewportSize()
  for (const width of at) {
    await page.setViewportSize({ width, height: 900 })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true })
  }
  if (before !== null) await page.setViewportSize(before)
}

/** What reaches beyond the window: the innermost elements, by their tag and class. */
const wide = `(() => {
  const found = []
  const walk = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) walk(one.shadowRoot)
      const { right, width } = one.getBoundingClientRect()
      if (right > window.innerWidth + 0.5 && width > 0) found.push(one.localName + '.' + String(one.getAttribute('class') ?? '').split(' ').join('.'))
    }
  }
  walk(document)
  return found.slice(-8)
})()`

/** How far the page reaches beyond the window at each width, and what does: nobody should have to scroll sideways. */
export async function overflow(page: Page): Promise<Record<number, string>> {
  const before = page.viewportSize()
  const found: Record<number, string> = {}
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    await page.waitForTimeout(100)
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    if (over > 0) found[width] = `${over}: ${(await page.evaluate<string[]>(wide)).join(' ')}`
  }
  if (before !== null) await page.setViewportSize(before)
  return found
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Findings in the base components' own markup, which is Salesforce's; each by its rule and where it is. */
const theirs: readonly { readonly rule: string; readonly where: RegExp; readonly why: string }[] = []

/** What axe finds wrong on the page, without what is the base components' own. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(levels)} } })`
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      .map(({ target, html }) => `${target.join(' ')}: ${html.slice(0, 200)}`)
      .filter((where) => !theirs.some((one) => one.rule === id && one.where.test(where)))
      .map((where) => `${id}: ${help}: ${where}`)
  )
}
