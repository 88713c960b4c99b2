import '../support/pipeline.ts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../middleware/sync/schedules.ts'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { closeToasts, openTab, startConsoleWorld } from './world.ts'

const rail = { most: 50, share: 0.02 }
const schedule = { kind: 'interval', minutes: 30 }
const begin = { approve: 'plan', zone: 'Europe/Warsaw', schedule }

const limits = (page: Page) => page.getByRole('region', { name: 'Limits' })

describe.skipIf(skipped)('the limits of a connection', () => {
  test(
    'an administrator sets them on the screen: a wrong one is refused at its box, and the right ones are kept',
    { timeout: 180_000 },
    async () => {
      const world = await startConsoleWorld({ seed: 5 })
      const key = await world.connect(begin)
      const { page, complaints } = await openConsole(world.middleware())
      const look = async (name: string) => {
        await closeToasts(page)
        await picture(page, name, [360, 1280])
        expect.soft(await barriers(page), name).toEqual([])
        expect.soft(await overflow(page), name).toEqual({})
      }
      const stored = async () => (await rulesOf(world.middleware().engine, key)).rules
      await openTab(page, 'Synchronization Information')
      const cap = limits(page).getByLabel('Salesforce calls in 24 hours')
      const time = (name: string) => limits(page).getByRole('combobox', { name })
      const [from, to] = [time('Quiet from'), time('Quiet until')]
      const save = limits(page).getByRole('button', { name: 'Save limits' })
      await cap.waitFor()
      expect(await save.isDisabled()).toBe(true)

      await cap.fill('-5')
      await from.fill('22:00')
      await to.fill('06:30')
      await save.press('Enter')
      await limits(page).getByText('Write a whole number, 0 or more.').waitFor()
      expect(await cap.getAttribute('aria-invalid')).toBe('true')
      expect(await page.locator('input:focus').getAttribute('name')).toBe('cap')
      expect(await stored()).toMatchObject({ cap: null, quiet: null })
      await look('limits-wrong')

      await cap.fill('12000')
      const share = limits(page).getByRole('group', { name: 'Deleted records' }).getByLabel('At most, of the linked records') // prettier-ignore
      // Key by key, as the box writes a share anew while it is typed.
      await share.press('Control+a')
      await share.pressSequentially('0.5')
      await save.press('Enter')
      await page.getByText('The limits are saved.').first().waitFor()
      await closeToasts(page)
      expect(await stored()).toMatchObject({
        cap: 12_000,
        quiet: { from: '22:00', to: '06:30' },
        zone: 'Europe/Warsaw',
        approve: 'plan',
        schedule,
        rails: { deletes: { most: 50, share: 0.005 }, blanks: rail, owners: rail }
      })

      await page.reload()
      await cap.waitFor()
      expect(await cap.inputValue()).toBe('12,000')
      expect([await from.inputValue(), await to.inputValue()]).toEqual(['22:00', '06:30'])
      expect(await share.inputValue()).toBe('0.5%')
      await look('limits')

      // Without approval nobody sees beforehand what is written: that is asked once more.
      const approve = limits(page).getByLabel('A plan has to be approved')
      await approve.press('Space')
      await save.press('Enter')
      const question = page.getByRole('dialog')
      await question.getByText('Nobody has seen beforehand').waitFor()
      await look('limits-approval')
      await question.getByRole('button', { name: 'Cancel', exact: true }).press('Enter')
      await question.waitFor({ state: 'hidden' })
      expect(await stored()).toMatchObject({ approve: 'plan' })
      await limits(page).getByRole('button', { name: 'Cancel' }).press('Enter')
      expect(await approve.isChecked()).toBe(true)

      // Whoever comes after sees who set them.
      await openTab(page, 'History')
      const done = page.getByRole('table', { name: 'What was done' }).getByRole('row')
      await done.nth(1).waitFor()
      const [, row = ''] = await done.allInnerTexts()
      expect(row).toMatch(
        /the console\s+Saved the schedule or the limits\s+.*cap 12000, .*quiet \(from 22:00, to 06:30\).*\s+SALESmanago\s+Done/
      )
      await look('audit')
      expect(complaints).toEqual([])
    }
  )

  test('another language writes its numbers, shares and times as it does', { timeout: 120_000 }, async () => {
    const world = await startConsoleWorld({ seed: 5 })
    await world.connect({ ...begin, cap: 12_000, reserve: 0.125, quiet: { from: '22:00', to: '06:30' } })
    const { page, complaints } = await openConsole(world.middleware(), { locale: 'pl-PL' })
    await openTab(page, 'Informacje o synchronizacji')
    const region = page.getByRole('region', { name: 'Limity' })
    await region.waitFor()
    const shown = async (label: string) => (await region.getByLabel(label).inputValue()).replace(/\s/g, ' ')
    expect(await shown('Wywołania Salesforce w ciągu 24 godzin')).toBe('12 000')
    expect(await shown('Zarezerwowane dla innych aplikacji')).toBe('12,5%')
    expect(await region.getByRole('combobox', { name: 'Cisza od' }).inputValue()).toBe('22:00')
    await picture(page, 'limits-polish', [360, 1280])
    expect(await barriers(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})
