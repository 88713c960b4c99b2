import '../support/pipeline.ts'
import { describe, expect, test } from 'vitest'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { openTab, startConsoleWorld } from './world.ts'

const tabs = {
  settings: 'Ustawienia połączenia',
  information: 'Informacje o synchronizacji',
  mapping: 'Ustawienia mapowania',
  plan: 'Plan',
  issues: 'Problemy',
  history: 'Historia'
}

describe.skipIf(skipped)('in Polish, and with nothing to show yet', () => {
  test(
    'every screen can be used by everybody, and a reload leaves it as it was',
    { timeout: 180_000 },
    async () => {
      const world = await startConsoleWorld({ seed: 5 })
      await world.connect({ approve: 'plan' })
      const { page, complaints } = await openConsole(world.middleware(), { locale: 'pl-PL' })
      const look = async (name: string) => {
        await page.getByText('Ładowanie').first().waitFor({ state: 'hidden' })
        await picture(page, `${name}-polish`)
        expect.soft(await barriers(page), name).toEqual([])
        expect.soft(await overflow(page), name).toEqual({})
      }
      for (const [name, label] of Object.entries(tabs)) {
        await openTab(page, label)
        await page.waitForTimeout(700)
        await look(`empty-${name}`)
      }
      const shown = page.getByRole('tab', { selected: true })
      await page.reload()
      await shown.waitFor()
      expect(await shown.innerText()).toBe('Historia')

      await page.getByRole('button', { name: 'Konfiguracja' }).click()
      await page.waitForTimeout(700)
      await look('setup')
      await page.getByRole('button', { name: 'Zamknij konfigurację' }).click()

      await openTab(page, 'Plan')
      await page.getByRole('button', { name: 'Utwórz plan' }).click()
      await page.getByText('Zatrzymano do Twojej decyzji; niczego nie zapisano').waitFor({ timeout: 60_000 })
      await page.getByText(/W SALESmanago nie znaleziono żadnego rekordu/).waitFor()
      await look('guard')
      await page.getByRole('button', { name: 'Otwórz ustawienia połączenia' }).click()
      expect(await shown.innerText()).toBe(tabs.settings)

      await page.getByRole('link', { name: 'Rekordy' }).click()
      await page.getByRole('searchbox').fill('nikt taki')
      await page.getByText('Nie znaleziono rekordów.').waitFor()
      await look('no-records')
      expect(complaints).toEqual([])
    }
  )
})
