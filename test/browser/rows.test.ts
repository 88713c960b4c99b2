import '../support/pipeline.ts'
import { Connection } from 'jsforce'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { salesmanago } from '../../middleware/connectors/salesmanago/connector.ts'
import { barriers, openConsole, overflow, picture, skipped, type Console } from '../support/console.ts'
import { eventually } from '../support/eventually.ts'
import { closeToasts, openTab, startConsoleWorld, type ConsoleWorld } from './world.ts'

/** One org, one node and one window for all of them: each leaves behind what the next is not about. */
describe.skipIf(skipped)('what the product’s page promises of its screens', { timeout: 90_000 }, () => {
  const stops: (() => Promise<void>)[] = []
  const atTheEnd = (stop: () => Promise<void>) => void stops.push(stop)
  let world: ConsoleWorld
  let shown: Console
  let page: Page

  beforeAll(async () => {
    world = await startConsoleWorld({ seed: 0, switches: { personAccounts: true }, atTheEnd })
    await world.connect({ approve: 'none' }, { accountName: '' })
    for (const { name, label } of salesmanago.settings)
      right[label] = name === 'accountName' ? '' : (world.double.settings[name] ?? '')
    shown = await openConsole(world.middleware(), { atTheEnd })
    ;({ page } = shown)
  }, 180_000)
  afterEach(() => {
    expect(shown.complaints).toEqual([])
  })
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })

  const create = async (object: string, values: object) =>
    ((await world.org.control({ command: 'create', object, values })) as { id: string }).id
  const found = async (soql: string) => {
    const { url: instanceUrl, accessToken } = world.org
    const org = new Connection({ instanceUrl, accessToken, version: '62.0' })
    return (await org.query<Record<string, unknown>>(soql)).records
  }
  const outside = (email: string) => world.double.contacts().find((one) => one.email === email)
  const editOutside = (contact: object) => world.double.control({ edit: { contact } })

  /** What the form of a connection that works says, by label. */
  const right: Record<string, string> = {}

  const look = async (name: string) => {
    await closeToasts(page)
    await picture(page, name)
    expect.soft(await barriers(page), name).toEqual([])
    expect.soft(await overflow(page), name).toEqual({})
  }
  const pick = async (place: Locator | Page, label: string, option: string) => {
    const box = place.getByRole('combobox', { name: label, exact: true }).last()
    await box.click()
    await place.getByRole('option', { name: option, exact: true }).last().click()
  }
  const kickOff = async (kind: 'Initial' | 'Instant') => {
    await openTab(page, 'Synchronization Information')
    await page.getByRole('button', { name: 'Kick off now' }).click()
    await page.getByRole('menuitem', { name: `Kick Off an ${kind} Sync` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Kick off', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  const quiet = () => page.getByText(/^(Loading the mapping|Checking each line|Saving)…$/).waitFor({ state: 'hidden' }) // prettier-ignore
  /** Opens the mapping, and has just these objects take part: each switch by the keyboard. */
  const openMapping = async (objects: readonly string[]) => {
    await openTab(page, 'Mapping Settings')
    await page.getByRole('button', { name: 'Save mapping' }).waitFor()
    await quiet()
    for (const object of ['Contact', 'Lead', 'Person Account']) {
      const toggle = page.getByRole('group', { name: /^Objects/ }).getByLabel(new RegExp(`^${object}`))
      if ((await toggle.isChecked()) === objects.includes(object)) continue
      await toggle.press('Space')
      await quiet()
    }
  }
  const saveMapping = async () => {
    await page.getByRole('button', { name: 'Save mapping' }).click()
    await page.getByText('The mapping is saved.').waitFor()
    await quiet()
    await closeToasts(page)
  }

  /** The address of the org's pages in the console, and the Person Account that is linked. */
  const personAccount = async () => {
    const [one] = await found("select Id from Account where PersonEmail = 'person@example.com'")
    const orgUrl = new URL(page.url()).pathname.replace(/^\/console(\/00D\w+)\/.*$/, '$1')
    return { orgUrl, id: String(one?.['Id']) }
  }

  test('A1: each setting that is wrong is marked, and the message at it names it', async () => {
    const { settings } = world.double
    await openTab(page, 'Connection Settings')
    const save = async () => page.getByRole('button', { name: 'Save Settings' }).press('Enter')
    const box = (label: string) => page.getByLabel(new RegExp(`^\\*?${label}$`))
    const typed = async (label: string, value: string) => {
      const replace = page.getByRole('button', { name: `Replace ${label}` })
      if (await replace.isVisible()) await replace.press('Enter')
      await box(label).fill(value)
    }
    for (const [label, wrong, marked, said] of [
      ['Endpoint', 'ftp://example.com', 'Endpoint', /Endpoint has to be a server name/],
      ['Client Id', 'somebody else', 'API Secret', /does not accept this Client Id with this API Secret/],
      ['Data Owner', 'nobody@example.com', 'Data Owner', /Data Owner has to be the address/],
      ['Account Name', 'Nowhere', 'Account Name', /Account Name: Salesforce has no Account named "Nowhere"/],
      ['MicroSite Key', 'mistyped', 'MicroSite Key', /does not accept this MicroSite Key/],
      ['iFrame Name', 'no_such_page', 'iFrame Name', /no landing page of this iFrame Name/],
      ['API Secret', 'mistyped', 'API Secret', /does not accept this Client Id with this API Secret/]
    ] as const) {
      await typed(label, wrong)
      await save()
      await page.getByText(said).first().waitFor()
      expect(await box(marked).getAttribute('aria-invalid'), label).toBe('true')
      if (label === 'iFrame Name') await look('settings-wrong')
      await typed(label, right[label] ?? '')
      if (label === 'Client Id') await typed('API Secret', settings['apiSecret'] ?? '')
    }
    await save()
    await page.getByText('Both logins work').first().waitFor()
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0)
    await closeToasts(page)
  })

  test('A2: without an Account Name the form says what that means; with one new people belong to that Account', async () => {
    await openTab(page, 'Connection Settings')
    const box = page.getByLabel('Account Name', { exact: true })
    const warning = page.getByText('Without an Account Name, new records from SALESmanago belong to no Account, so other users of Salesforce will not see them.') // prettier-ignore
    await warning.first().waitFor()
    await look('settings-no-account')
    await openMapping(['Contact'])
    await saveMapping()
    await kickOff('Initial')
    const accountOf = (email: string) => found(`select AccountId from Contact where Email = '${email}'`)
    const comes = async (email: string, name: string) => {
      editOutside({ email, name })
      await kickOff('Instant')
      const [person] = await eventually(() => accountOf(email), (all) => all.length > 0) // prettier-ignore
      return person?.['AccountId']
    }
    expect(await comes('ola@example.com', 'Ola Mazur')).toBeNull()
    const account = await create('Account', { Name: 'New people' })
    await openTab(page, 'Connection Settings')
    await box.fill('New people')
    await warning.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Save Settings' }).click()
    await page.getByText('Both logins work').first().waitFor()
    await closeToasts(page)
    expect(await comes('iga@example.com', 'Iga Mazur')).toBe(account)
  })

  test('A4: the objects that are switched on are synchronized, and no others', async () => {
    await openMapping(['Person Account'])
    await saveMapping()
    await look('mapping-objects')
    await create('Contact', { LastName: 'Nowak', Email: 'contact@example.com' })
    await create('Lead', { LastName: 'Kos', Company: 'Acme', Email: 'lead@example.com' })
    await create('Account', { LastName: 'Lis', PersonEmail: 'person@example.com' })
    const came = () => ['contact', 'lead', 'person'].filter((name) => outside(`${name}@example.com`))
    await kickOff('Initial')
    await eventually(came, (all) => all.length > 0)
    await page.getByText('Everything was synchronized.').waitFor()
    expect(came()).toEqual(['person'])
    await openMapping(['Person Account', 'Lead'])
    await saveMapping()
    await kickOff('Initial')
    await eventually(came, (all) => all.length > 1)
    expect(came()).toEqual(['lead', 'person'])
  })

  test('A5: a Lead without a Company is left out and counted, or gets the value that stands in for it', async () => {
    await openMapping(['Lead'])
    await page.getByLabel('Create new records in Salesforce').press('Space')
    const policy = page.getByRole('radiogroup', { name: /^When Company is blank/ })
    expect(await policy.getByLabel('Leave such records out').isChecked()).toBe(true)
    await saveMapping()
    editOutside({ email: 'jan@example.com', name: 'Jan Kos' })
    editOutside({ email: 'ewa@example.com', name: 'Ewa Lis', company: 'Acme' })
    const company = (email: string) => found(`select Company from Lead where Email = '${email}'`)
    await kickOff('Initial')
    await eventually(() => company('ewa@example.com'), (all) => all.length > 0) // prettier-ignore
    expect(await company('jan@example.com')).toEqual([])
    await openTab(page, 'History')
    await page.getByRole('button', { name: /^No Export: \d+ on/ }).click()
    await page.getByText('Salesforce demands Company, which is blank in SALESmanago.').first().waitFor()
    await closeToasts(page)
    await picture(page, 'lead-left-out')
    await openTab(page, 'Issues')
    await page.getByText('No issues').waitFor()

    await openMapping(['Lead'])
    await policy.getByLabel('Fill it with a value').press('Space')
    await page.getByLabel('Value that stands in for a blank').fill('Private person')
    await saveMapping()
    await look('mapping-filler')
    await kickOff('Initial')
    const [jan] = await eventually(() => company('jan@example.com'), (all) => all.length > 0) // prettier-ignore
    expect(jan).toMatchObject({ Company: 'Private person' })
    expect(outside('jan@example.com')?.company).toBeNull()
  })

  test('A6: the criterion says how many records it takes, and what becomes of one that leaves', async () => {
    const sales = await create('Contact', {
      LastName: 'Wilk',
      Email: 'sales@example.com',
      Department: 'Sales'
    })
    await create('Contact', { LastName: 'Dudek', Email: 'legal@example.com', Department: 'Legal' })
    await openMapping(['Contact', 'Lead'])
    // Two pairs on one page, each with its own choice.
    const stays = page.getByLabel('stays as it is, and is not updated any more')
    expect([await stays.first().isChecked(), await stays.last().isChecked()]).toEqual([true, true])
    await openMapping(['Contact'])
    await page.getByRole('button', { name: 'Add a condition' }).click()
    const contact = page.getByRole('region', { name: 'Mapping Settings' })
    await pick(contact, 'Field', 'Department (Department)')
    await pick(contact, 'Condition', 'is')
    await contact.getByLabel('Values, separated by commas').last().fill('Sales')
    await contact.getByRole('button', { name: 'Count the records' }).click()
    const [all] = await found('select count(Id) n from Contact')
    await page.getByText(`1 of ${String(all?.['n'])} records meet it.`).waitFor()
    const leaving = page.getByRole('radiogroup', { name: 'A linked record that no longer meets it' })
    expect(await leaving.getByLabel('stays as it is, and is not updated any more').isChecked()).toBe(true)
    await saveMapping()
    await look('mapping-criterion')
    await kickOff('Initial')
    await eventually(() => outside('sales@example.com'), (one) => one !== undefined) // prettier-ignore
    await page.getByText('Everything was synchronized.').waitFor()
    expect(outside('legal@example.com')).toBeUndefined()

    await world.org.control({
      command: 'update',
      object: 'Contact',
      id: sales,
      values: { Department: 'Legal', Phone: '+48500100200' }
    })
    await create('Contact', { LastName: 'Sowa', Email: 'late@example.com', Department: 'Sales' })
    await kickOff('Instant')
    await eventually(() => outside('late@example.com'), (one) => one !== undefined) // prettier-ignore
    expect(outside('sales@example.com')?.phone).toBeNull()
  })

  test('A7: standard fields and Details are chosen line by line, and each line says what it would run into', async () => {
    await openMapping(['Contact'])
    for (const button of await page
      .getByRole('button', { name: /^Remove the condition on Department/ })
      .all())
      await button.click()
    const standard = page.getByRole('region', { name: 'Contact: Standard fields' })
    const fax = standard
      .getByRole('combobox', { name: 'Salesforce field' })
      .filter({ hasText: 'Business Fax' })
    await fax.click()
    await standard.getByRole('option', { name: 'Other Phone (OtherPhone)', exact: true }).click()
    const details = page.getByRole('region', { name: 'Contact: Details' })
    await details.getByRole('button', { name: 'Add a field to Details' }).click()
    await pick(details, 'Salesforce field', 'Created Date (CreatedDate)')
    await pick(details, 'Direction', 'Both ways')
    const name = details.getByLabel('Name in SALESmanago').last()
    await name.fill('About')
    await name.press('Tab')
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await details.getByText('The sync user may not write Created Date.').waitFor()
    await look('mapping-lines')
    await pick(details, 'Salesforce field', 'Contact Description (Description)')
    await pick(details, 'Direction', 'To SALESmanago')
    await saveMapping()
    await details.getByText('The sync user may not write Created Date.').waitFor({ state: 'hidden' })
    await create('Contact', {
      LastName: 'Zych',
      Email: 'details@example.com',
      OtherPhone: '+48221112233',
      Description: 'Likes tea'
    })
    await kickOff('Instant')
    const one = await eventually(() => outside('details@example.com'), (known) => known !== undefined) // prettier-ignore
    expect(one?.properties).toContainEqual({ name: 'About', value: 'Likes tea' })
    expect(one?.fax).toBe('+48221112233')
  })

  test('A8: a Person Account shows its fields and the landing page named in iFrame Name', async () => {
    const { orgUrl, id } = await personAccount()
    await shown.goto(`${orgUrl}/records/${id}`)
    await page.getByText('SALESmanago Score').waitFor()
    await page.frameLocator('iframe').frameLocator('iframe').getByText('person@example.com').first().waitFor()
    await look('person-account')
    await shown.goto(`${orgUrl}/synchronization`)
    await page.getByRole('tab', { name: 'Connection Settings' }).waitFor()
  })
})
