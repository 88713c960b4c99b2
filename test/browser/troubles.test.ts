import '../support/pipeline.ts'
import { describe, expect, test } from 'vitest'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { eventually } from '../support/eventually.ts'
import { anna, askForPhone, both, inSalesforce, lookOutside, startWithAnna } from '../support/two-way.ts'
import { openTab, startConsoleWorld } from './world.ts'

describe.skipIf(skipped)('what goes wrong is said on the screen, with what to do', () => {
  test('a middleware that stops and comes back costs nothing but the wait', async () => {
    const world = await startConsoleWorld()
    const key = await world.connect()
    await world.initialSync(key)
    const { page, complaints } = await openConsole(world.middleware())
    await page.getByText('Everything was synchronized.').waitFor()
    await world.stopMiddleware()
    await page.getByRole('button', { name: 'Refresh' }).first().click()
    await page.getByText('The middleware does not answer. Is it running?').first().waitFor()
    await picture(page, 'stopped-middleware')
    expect.soft(await barriers(page)).toEqual([])
    await world.startMiddleware()
    await page.getByRole('button', { name: 'Refresh' }).first().click()
    await page
      .getByText('The middleware does not answer. Is it running?')
      .first()
      .waitFor({ state: 'hidden' })
    await page.getByText('Everything was synchronized.').waitFor()
    expect(complaints).toEqual([])
  })

  test('a used-up day of calls is told, with the hour from which it goes on', async () => {
    const world = await startConsoleWorld()
    const key = await world.connect()
    await world.initialSync(key)
    const { page } = await openConsole(world.middleware())
    await page.getByText('Everything was synchronized.').waitFor()
    await world.org.control({ command: 'set', apiUsed: 1000, apiMax: 1000 })
    await page.getByRole('button', { name: 'Kick off now' }).click()
    await page.getByRole('menuitem', { name: 'Kick Off an Instant Sync' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Kick off', exact: true }).click()
    // On a day that is used up the lane gathers what comes for a minute before it asks.
    const troubles = page.getByRole('list', { name: 'Troubles' })
    await troubles.waitFor({ timeout: 120_000 })
    expect(await troubles.innerText()).toMatch(/calls a day are used up. Nothing is lost; it goes on at/)
    await picture(page, 'api-limit')
    expect.soft(await barriers(page)).toEqual([])
    expect.soft(await overflow(page)).toEqual({})
  })

  test('a conflict is solved with either side’s value', async () => {
    const { world, id } = await startWithAnna(both({}, askForPhone))
    const { page, complaints, goto } = await openConsole(world.middleware())
    await page.waitForURL(/\/synchronization$/)
    const address = new URL(page.url()).pathname.replace(/^\/console/, '')
    const disagree = async (inside: string, outside: string) => {
      world.double.control({ edit: { contact: { email: anna.Email, phone: outside } } })
      await world.edit(id, { Phone: inside })
      await lookOutside(world)
      await goto(address)
      await openTab(page, /^Issues/)
      await page.getByText(inside).first().waitFor()
      await page.getByText(outside).first().waitFor()
    }
    await disagree('+48600000002', '+48600000001')
    await picture(page, 'conflict')
    expect.soft(await barriers(page)).toEqual([])
    expect.soft(await overflow(page)).toEqual({})
    await page.getByRole('button', { name: 'Keep this value: SALESmanago' }).click()
    await eventually(() => inSalesforce(world, id), (one) => one['Phone'] === '+48600000001', 30) // prettier-ignore

    await disagree('+48600000004', '+48600000003')
    await page.getByRole('button', { name: 'Keep this value: Salesforce' }).click()
    await eventually(async () => world.outside(id), (one) => one?.['phone'] === '+48600000004', 30) // prettier-ignore
    await goto(address)
    await openTab(page, /^Issues/)
    await page.getByText('No issues').waitFor()
    await picture(page, 'issues-none')
    expect(complaints).toEqual([])
  })
})
