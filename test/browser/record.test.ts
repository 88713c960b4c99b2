import '../support/pipeline.ts'
import { describe, expect, test } from 'vitest'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { closeToasts, startConsoleWorld } from './world.ts'

describe.skipIf(skipped)('the record page', () => {
  test('shows a record as the package lays it out, with panel and timeline; it is looked at again, unlinked and linked again', async () => {
    const world = await startConsoleWorld()
    const key = await world.connect()
    await world.initialSync(key)
    const { page, complaints, outside } = await openConsole(world.middleware())
    await page.getByText('Everything was synchronized.').waitFor({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Records' }).click()
    await page.getByRole('cell').first().waitFor()
    await picture(page, 'records')
    expect.soft(await barriers(page), 'records').toEqual([])
    expect.soft(await overflow(page), 'records').toEqual({})
    const email = await page
      .getByText(/@example/)
      .first()
      .innerText()
    await page.getByRole('searchbox', { name: 'Search' }).fill(email)
    await page.getByText('1 records', { exact: true }).waitFor({ state: 'attached' })
    await page.getByRole('rowheader').getByRole('link').click()

    await page.getByRole('heading', { name: 'SALESmanago', exact: true }).waitFor()
    await page.getByText('SALESmanago Score').waitFor()
    await page.getByText('Why each field is as it is').waitFor()
    // The vendor's page, in the middleware's, in the record's; and nothing else from elsewhere.
    const card = page.frameLocator('iframe').frameLocator('iframe')
    await card.getByText(email).first().waitFor()
    expect(outside.filter((url) => !url.startsWith(`${world.double.url}/ms/`))).toEqual([])
    expect(await page.title()).toMatch(/· Bothways$/)
    await picture(page, 'record')
    expect.soft(await barriers(page), 'record').toEqual([])
    expect.soft(await overflow(page), 'record').toEqual({})

    await page.getByRole('button', { name: 'Sync now' }).first().click()
    await page.getByText('Both sides are looked at within seconds.').first().waitFor()
    await closeToasts(page)
    await page.getByRole('button', { name: 'Unlink' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
    await page.getByRole('button', { name: 'Link again' }).waitFor()
    await picture(page, 'record-unlinked')
    await closeToasts(page)
    await page.getByRole('button', { name: 'Link again' }).click()
    await page.getByRole('button', { name: 'Unlink' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('speaks Polish to who reads Polish, dates and numbers included', async () => {
    const world = await startConsoleWorld({ seed: 5 })
    await world.connect()
    const { page } = await openConsole(world.middleware(), { locale: 'pl-PL' })
    await page.getByRole('tab', { name: 'Ustawienia połączenia' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('pl')
    await page.getByRole('link', { name: 'Rekordy' }).click()
    await page
      .getByText(/\d{1,2} (sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru) \d{4}/)
      .first()
      .waitFor()
    await picture(page, 'records-polish')
  })

  test('can be reached and used by the keyboard alone', async () => {
    const world = await startConsoleWorld({ seed: 5 })
    await world.connect()
    const { page } = await openConsole(world.middleware())
    await page.getByRole('link', { name: 'Records' }).waitFor()
    const press = async (key: string, until: () => Promise<boolean>) => {
      for (let i = 0; i < 60 && !(await until()); i++) await page.keyboard.press(key)
      expect(await until()).toBe(true)
    }
    const focused = (name: string) => () =>
      page.evaluate<boolean>(
        `(() => { let one = document.activeElement; while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement; return one?.textContent?.trim() === ${JSON.stringify(name)} })()`
      )
    await press('Tab', focused('Records'))
    const ring = await page.getByRole('link', { name: 'Records' }).evaluate('(element) => { const style = getComputedStyle(element); return style.outlineStyle + " " + style.boxShadow }') // prettier-ignore
    expect(ring).not.toBe('none none')
    await page.keyboard.press('Enter')
    const row = page.getByRole('rowheader').getByRole('link').first()
    await row.waitFor()
    await press('Tab', focused(await row.innerText()))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForURL(/\/records\/003/)
  })
})
