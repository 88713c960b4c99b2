import '../support/pipeline.ts'
import { describe, expect, test } from 'vitest'
import { renewConsoleKey } from '../../middleware/database/console.ts'
import { newAdminKey } from '../../middleware/guards/admin-key.ts'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { startWorld } from '../support/world.ts'

describe.skipIf(skipped)('the console', { timeout: 180_000 }, () => {
  test('is opened by the administrator key alone, asks for it again when the session is over, and loses nothing by it', async () => {
    const world = await startWorld({ seed: 8 })
    const middleware = world.middleware()
    const { key, hash } = newAdminKey()
    await renewConsoleKey(middleware.engine.db, hash)
    const { page, complaints, outside, goto } = await openConsole(middleware, { signIn: false })
    await goto('')
    await expect.poll(() => page.title(), { timeout: 20_000 }).toBe('Sign in · Bothways')
    const box = page.getByLabel('Administrator key')
    await box.fill('bothways-admin-wrong')
    await box.press('Enter')
    await page.getByText('This is not the admin key of this middleware.').waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await overflow(page)).toEqual({})
    await picture(page, 'sign-in')
    await box.fill(key)
    await box.press('Enter')
    // One org is registered, so its tab opens by itself.
    await page.waitForURL(/\/console\/00D\w{15}\/synchronization$/)

    await page.getByRole('link', { name: 'Records' }).click()
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('no such person')
    await page.getByText('No record was found.').waitFor()

    // Everybody is out; the page finds that out by its next request, and keeps what was typed.
    await renewConsoleKey(middleware.engine.db, hash)
    await search.fill('nobody at all')
    await page.getByText('Your session is over.').waitFor()
    await page.getByLabel('Administrator key').fill(key)
    await page.getByLabel('Administrator key').press('Enter')
    await page.getByText('No record was found.').waitFor()
    expect(await search.inputValue()).toBe('nobody at all')

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await page.reload()
    await page.getByLabel('Administrator key').waitFor()
    expect(complaints).toEqual([])
    expect(outside).toEqual([])
  })
})
