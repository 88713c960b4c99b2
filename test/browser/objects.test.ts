import '../support/pipeline.ts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { eventually } from '../support/eventually.ts'
import { startConsoleWorld } from './world.ts'

/** The first record of a kind that has an e-mail address, or simply the first; gives the address. */
async function openFirst(page: Page, kind: string): Promise<string | undefined> {
  await page.getByRole('link', { name: 'Records' }).click()
  await page.getByRole('combobox', { name: 'Object' }).click()
  await page.getByRole('option', { name: kind }).click()
  await page
    .getByRole('columnheader', { name: 'Company' })
    .waitFor({ state: kind === 'Accounts' ? 'hidden' : 'attached' })
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') })
  await rows.first().waitFor()
  const withAddress = rows.filter({ hasText: '@' })
  const row = kind === 'Accounts' ? rows.first() : withAddress.first()
  const [email] = /\S+@\S+/.exec(await row.innerText()) ?? []
  await row.getByRole('rowheader').getByRole('link').click()
  await page.getByRole('heading', { name: 'Synchronization', exact: true }).waitFor()
  return email
}

describe.skipIf(skipped)('record pages of every object', () => {
  test('a Lead has its page, and its button brings what was changed outside', async () => {
    const world = await startConsoleWorld({ seed: 20 })
    await world.initialSync(await world.connect())
    const { page, complaints } = await openConsole(world.middleware())
    await page.getByText('Everything was synchronized.').waitFor({ timeout: 60_000 })
    const email = await openFirst(page, 'Leads')
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expect(id).toMatch(/^00Q/)
    await page.getByText('SALESmanago Score').waitFor()
    await page.getByText('Why each field is as it is').waitFor()
    await page
      .frameLocator('iframe')
      .frameLocator('iframe')
      .getByText(email ?? '')
      .first()
      .waitFor()
    await picture(page, 'lead')
    expect.soft(await barriers(page), 'lead').toEqual([])
    expect.soft(await overflow(page), 'lead').toEqual({})

    // Nobody would look there for a quarter of an hour.
    world.double.control({ edit: { contact: { email, phone: '+48221234567' } } })
    await page.getByRole('button', { name: 'Sync now' }).first().click()
    await page.getByText('Both sides are looked at within seconds.').first().waitFor()
    await eventually(
      () => world.org.control({ command: 'record', object: 'Lead', id }) as Promise<{ Phone: string }>,
      ({ Phone }) => /48\s?22\s?123\s?45\s?67/.test(Phone),
      30
    )
    await page.reload()
    await page
      .getByText(/48\s?22\s?123\s?45\s?67/)
      .first()
      .waitFor()
    expect(complaints).toEqual([])
  })

  test('an Account that no connection knows has its page, which says so', async () => {
    const world = await startConsoleWorld({ seed: 20 })
    await world.connect()
    const { page, complaints } = await openConsole(world.middleware())
    await page.getByRole('link', { name: 'Records' }).waitFor()
    await openFirst(page, 'Accounts')
    expect(page.url()).toMatch(/\/records\/001/)
    await page.getByText('No connection keeps this kind of record in step').first().waitFor()
    await picture(page, 'account')
    expect.soft(await barriers(page), 'account').toEqual([])
    expect.soft(await overflow(page), 'account').toEqual({})
    await page.getByRole('button', { name: 'Sync now' }).first().click()
    await page.getByText('No connection keeps records of this kind in step.').first().waitFor()
    await picture(page, 'account-sync')
    expect(complaints).toEqual([])
  })
})
