import { describe, expect, test } from 'vitest'
import { barriers, openConsole, overflow, picture, skipped } from '../support/console.ts'
import { closeToasts, openTab, startConsoleWorld } from './world.ts'

describe.skipIf(skipped)('the administrator’s journey', () => {
  test(
    'from a new org to its first synchronization: registered, connected, mapped, planned, approved, watched, looked up',
    { timeout: 300_000 },
    async () => {
      const world = await startConsoleWorld({ seed: 40 })
      const { org, double } = world
      const { page, complaints, outside } = await openConsole(world.middleware())
      const look = async (name: string) => {
        await closeToasts(page)
        await picture(page, name)
        expect.soft(await barriers(page), name).toEqual([])
        expect.soft(await overflow(page), name).toEqual({})
      }

      await page.getByText('No org is registered yet').waitFor()
      await look('orgs-none')
      await page.getByRole('button', { name: 'Register an org' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'How the sync user logs in' }).click()
      await dialog.getByRole('option', { name: /client credentials/ }).click()
      const { clientId, clientSecret } = org.credentials.clientCredentials
      await dialog.getByLabel('My Domain address').fill(org.url)
      await dialog.getByLabel('Consumer key').fill(clientId)
      await dialog.getByLabel('Consumer secret').fill('wrong')
      await look('register-org')
      await dialog.getByRole('button', { name: 'Register' }).click()
      await dialog.getByRole('alert').first().waitFor()
      await dialog.getByLabel('Consumer secret').fill(clientSecret)
      await dialog.getByRole('button', { name: 'Register' }).click()
      await page.waitForURL(/\/console\/00D\w{15}\/synchronization$/)
      await page.getByText('No system is connected yet').waitFor()
      await look('nothing-connected')

      // Connect: the admin of the org logs in, in a window of its own.
      await page.getByRole('button', { name: 'Setup' }).click()
      await page.getByRole('button', { name: 'Connect', exact: true }).click()
      const window = page.waitForEvent('popup')
      await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
      const login = await window
      await login.getByLabel('Username').fill(org.credentials.admin.username)
      await login.getByLabel('Password').fill(org.credentials.admin.password)
      await login.getByRole('button', { name: 'Log in and allow' }).click()
      await login.getByRole('heading', { name: /The org is connected/ }).waitFor()
      await login.close()
      await page.getByRole('button', { name: 'Connect again' }).waitFor({ timeout: 30_000 })
      await look('setup')
      await page.getByRole('button', { name: 'Close setup' }).click()

      await page.getByRole('button', { name: 'Connect SALESmanago' }).click()
      const { settings } = double
      await page.getByLabel('Endpoint').fill(settings['endpoint'] ?? '')
      await page.getByLabel('Client Id').fill(settings['clientId'] ?? '')
      await page.getByLabel('API Secret').fill('not the secret')
      await page.getByLabel('Data Owner').fill(settings['owner'] ?? '')
      await page.getByRole('button', { name: 'Save Settings' }).click()
      // A wrong secret marks its field, and says so there.
      const secret = page.getByLabel('API Secret')
      await expect.poll(() => secret.getAttribute('aria-invalid'), { timeout: 20_000 }).toBe('true')
      await look('wrong-secret')
      await secret.fill(settings['apiSecret'] ?? '')
      await page.getByRole('button', { name: 'Save Settings' }).click()
      await page.getByRole('button', { name: 'Open Mapping Settings' }).waitFor()
      await look('settings')

      await page.getByRole('button', { name: 'Open Mapping Settings' }).click()
      await page.getByText('Record criterion').first().waitFor()
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await look('mapping')

      await openTab(page, 'Plan')
      await page.getByRole('button', { name: 'Make a plan' }).click()
      const approve = async () => {
        const button = page.getByRole('button', { name: 'Approve and carry out' })
        await button.waitFor({ timeout: 60_000 })
        // Nobody is outside yet: whether that is right is asked once more.
        await page.getByText(/It is right that SALESmanago has no records/).click({ timeout: 20_000 })
        return button
      }
      const button = await approve()
      await look('plan')
      await button.click()
      await page.getByRole('dialog').getByRole('button', { name: 'Approve and carry out' }).click()
      await page.getByRole('button', { name: /^Next to approve: Lead/ }).click({ timeout: 60_000 })
      await (await approve()).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Approve and carry out' }).click()
      await openTab(page, 'Synchronization Information')
      await page.getByText('Everything was synchronized.').waitFor({ timeout: 60_000 })
      await look('information')
      expect(double.contacts().length).toBeGreaterThan(30)

      await openTab(page, 'History')
      await page.getByText('Plan', { exact: true }).first().waitFor()
      await look('history')
      expect(complaints).toEqual([])
      expect(outside.filter((url) => !url.startsWith(org.url))).toEqual([])
    }
  )
})
