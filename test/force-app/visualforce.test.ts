import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, noBrowser } from '../support/chromium.ts'

if (noBrowser !== null)
  process.stdout.write(`The Visualforce panel is not tried in a browser: ${noBrowser}.\n`)

/** The component as Visualforce would send it: its own elements gone, what it merges in filled. */
const markup = (name: string, merged: Readonly<Record<string, string>>) =>
  readFileSync(`force-app/main/core/components/${name}.component`, 'utf8')
    .replace(/<apex:attribute[^>]*\/>/g, '')
    .replace(/<\/?apex:[^>]*>/g, '')
    .replace(/\{!\$Label\.(\w+)\}/g, '$1')
    .replace(/\{!JSENCODE\(\$Label\.(\w+)\)\}/g, '$1')
    .replace(/\{!\$RemoteAction\.([\w.]+)\}/g, '$1')
    .replace(/\{!(?:JSENCODE\((\w+)\)|IF\((\w+),[^}]*\)|(\w+))\}/g, (_, ...names: (string | undefined)[]) => {
      const name = names.slice(0, 3).find((each) => each !== undefined) ?? ''
      return merged[name] ?? ''
    })

describe.skipIf(noBrowser !== null)('in a browser', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  /** Opens a component on a page of its own; the platform's remoting keeps the calls and answers as it is told. */
  async function open(
    name: string,
    merged: Record<string, string>,
    answer: unknown,
    above = 0
  ): Promise<void> {
    page = await browser.newPage({ viewport: { width: 800, height: 400 } })
    await page.addInitScript((given: unknown) => {
      const calls: unknown[] = []
      Object.assign(globalThis, {
        calls,
        Visualforce: {
          remoting: {
            Manager: {
              invokeAction(action: string, argument: unknown, done: (answer: unknown, event: object) => void) {
                calls.push([action, argument])
                const failed = typeof given === 'string'
                done(failed ? null : JSON.stringify(given), failed ? { status: false, message: given } : { status: true })
              }
            }
          }
        }
      })
    }, answer) // prettier-ignore
    await page.route('https://page.example.com/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<div style="height:${above}px"></div>${markup(name, merged)}` })
    ) // prettier-ignore
    await page.route('https://sync.example.com/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'the panel' })
    )
    await page.goto('https://page.example.com/')
  }
  const calls = () => page.evaluate(() => (globalThis as unknown as { calls: unknown[] }).calls)
  const record = '0035g00000AbCdEAAV'
  const ok = (body: object, status = 200) => ({ status, tag: null, body })

  test('the panel asks for its address by itself, and shows the page', async () => {
    await open(
      'recordPanel',
      { record },
      ok({ url: 'https://sync.example.com/panel/x', title: 'Card of Anna' })
    )
    await page.frameLocator('iframe').getByText('the panel').waitFor()
    expect(await calls()).toEqual([['RecordPanelExtension.open', record]])
    expect(await page.locator('iframe').getAttribute('title')).toBe('Card of Anna')
    expect(await page.getByRole('status').isVisible()).toBe(false)
    await page.close()
  })

  test('a panel that nobody scrolled to asks nothing', async () => {
    await open('recordPanel', { record }, ok({ url: 'https://sync.example.com/panel/x' }), 3000)
    await page.waitForTimeout(300)
    expect(await calls()).toEqual([])
    await page.getByRole('status').scrollIntoViewIfNeeded()
    await page.frameLocator('iframe').getByText('the panel').waitFor()
    expect(await calls()).toHaveLength(1)
    await page.close()
  })

  test.each([
    ['what Apex refused', 'You are not allowed', 'You are not allowed'],
    ['what the middleware refused', ok({ detail: 'This record is not linked.' }, 404), 'This record is not linked.'],
    ['that there is nothing to show', ok({ url: null, said: 'No page is named.' }), 'No page is named.'],
    ['an address that is not https as trouble', ok({ url: 'javascript:alert(1)' }), 'Apex_Panel_Trouble']
  ])('the panel tells %s', async (_, answer, sentence) => {
    await open('recordPanel', { record }, answer)
    await expect.poll(() => page.getByRole('status').textContent()).toBe(sentence)
    expect(await page.locator('iframe').isVisible()).toBe(false)
    await page.close()
  }) // prettier-ignore

  test('the list’s page sends nothing before the button is pressed, and then all at once', async () => {
    const two = `${record},0035g00000AbCdFAAV`
    await open('syncSelected', { heading: '2 records', chosen: two }, ok({ records: 2, said: 'They are on their way.' }))
    expect(await calls()).toEqual([])
    await page.getByRole('button').click()
    expect(await calls()).toEqual([['SyncSelectedExtension.sync', two.split(',')]])
    await expect.poll(() => page.getByRole('status').textContent()).toBe('They are on their way.')
    expect(await page.getByRole('button').isDisabled()).toBe(true)
    await page.close()
  }) // prettier-ignore
})
