import '../support/pipeline.ts'
import { expect, test, vi } from 'vitest'
import { renewWebhook } from '../../middleware/sync/webhook.ts'
import { change, create, found, issues, modes, record, start } from '../rows/world.ts'
import { eventually } from '../support/eventually.ts'
import { lookOutside } from '../support/two-way.ts'

vi.setConfig({ testTimeout: 180_000 })

test.each(modes)(
  'a Person Account is made from either side, edited from either side, and kept in the fields of Account alone (package %s)',
  async (mode, prefix) => {
    const { world, api } = await start(mode, { org: { switches: { personAccounts: true } } })
    await change(api, (pair) => {
      const enabled = pair.name === 'Person Account'
      return { ...pair, enabled, policy: { ...pair.policy, create: { toExternal: true, toSalesforce: enabled } } } // prettier-ignore
    })
    const outside = (email: string) => world.double.contacts().find((one) => one.email === email)
    const own = await create(world, 'Account', { FirstName: 'Anna', LastName: 'Nowak', PersonEmail: 'anna@example.com', PersonTitle: 'Buyer', PersonMailingCity: 'Krakow' }) // prettier-ignore
    await world.initialSync()
    await eventually(() => outside('anna@example.com'), (one) => one !== undefined, 30) // prettier-ignore
    expect(outside('anna@example.com')).toMatchObject({ name: 'Anna Nowak', externalId: own, address: { city: 'Krakow' }, properties: [{ name: 'Title', value: 'Buyer' }] }) // prettier-ignore

    const edit = (email: string, more: object) => world.double.control({ edit: { contact: { email, ...more } } }) // prettier-ignore
    edit('jan@example.com', { name: 'Jan Kos', phone: '+48600700800' })
    edit('anna@example.com', { phone: '+48500100200' })
    await lookOutside(world)
    const people = () => found(world, 'select Id, PersonEmail from Account where IsPersonAccount = true order by PersonEmail') // prettier-ignore
    const all = await eventually(people, (some) => some.length === 2, 30)
    const made = all[1]?.Id ?? ''
    await eventually(() => record(world, 'Account', own), (one) => one['Phone'] === '+48500100200', 30) // prettier-ignore
    for (const [id, email, name] of [
      [own, 'anna@example.com', 'Nowak'],
      [made, 'jan@example.com', 'Kos']
    ] as const) {
      const account = await record(world, 'Account', id)
      expect(account).toMatchObject({ IsPersonAccount: true, LastName: name, PersonEmail: email, [`${prefix}SALESmanago_Contact_Id__c`]: outside(email)?.id }) // prettier-ignore
      // The package's fields of Contact show here too; nobody writes them.
      const doubled = Object.entries(account).filter(([field]) => field.endsWith('__pc'))
      expect(doubled.length).toBeGreaterThan(0)
      expect(doubled.filter(([, value]) => value !== null && value !== false)).toEqual([])
    }
    await world.org.control({ command: 'update', object: 'Account', id: made, values: { Phone: '+48700800900' } }) // prettier-ignore
    await api('POST', '/connections/1/syncs', { kind: 'instant' })
    await eventually(() => outside('jan@example.com')?.phone, (phone) => phone === '+48700800900', 30) // prettier-ignore
    expect(await issues(api)).toEqual([])
    expect(world.double.contacts()).toHaveLength(2)
  }
)

test('a converted Lead hands its person outside to the Contact it became, and there is still one person', async () => {
  const { world, api } = await start('deployed')
  const lead = await create(world, 'Lead', { LastName: 'Nowak', Company: 'Acme', Email: 'anna@example.com' })
  await world.initialSync()
  await eventually(() => world.outside(lead), (one) => one !== undefined, 30) // prettier-ignore
  const { id } = world.outside(lead) ?? { id: '' }
  const { contactId } = (await world.org.control({ command: 'convertLead', leadId: lead })) as { contactId: string } // prettier-ignore
  await api('POST', '/connections/1/syncs', { kind: 'instant' })
  await eventually(() => world.outside(contactId)?.id, (one) => one === id, 30) // prettier-ignore
  await world.settled()
  expect(world.double.contacts()).toMatchObject([{ id, email: 'anna@example.com', externalId: contactId }])

  world.double.control({ edit: { contact: { email: 'anna@example.com', phone: '+48500100200' } } })
  await lookOutside(world)
  await eventually(() => record(world, 'Contact', contactId), (one) => one['Phone'] === '+48500100200', 30) // prettier-ignore
  expect((await record(world, 'Lead', lead))['Phone']).toBeNull()
  expect(await found(world, "select Id from Contact where Email = 'anna@example.com'")).toHaveLength(1)
  expect(await issues(api)).toEqual([])
})

test('an opt-out by the link in a mail is in Salesforce as soon as SALESmanago has called, and a later opt-in, which may be an employee’s, does not undo it', async () => {
  const { world } = await start('deployed')
  world.double.control({ switches: { newContact: 'opted-in' } })
  const anna = await world.create({ LastName: 'Nowak', Email: 'Anna.Nowak@example.com' })
  await world.initialSync()
  await eventually(() => world.outside(anna), (one) => one !== undefined, 30) // prettier-ignore
  // From now on nothing is read on a schedule for a quarter of an hour.
  await lookOutside(world)
  const { engine, url } = world.middleware()
  const text = await renewWebhook(engine, 1, 1, url ?? '')
  world.double.control({ callbacks: { 'opt-in': text, 'opt-out': text } })
  const shown = async () => {
    const one = await record(world, 'Contact', anna)
    return [one['HasOptedOutOfEmail'], one['SALESmanago_Email_Opt_Out__c']]
  }
  expect(await shown()).toEqual([false, false])
  expect(await world.double.act('anna.nowak@example.com', 'opt-out')).toBe(200)
  await eventually(shown, ([, out]) => out === true, 30)
  await world.settled()
  // A callback does not tell whether the person or an employee opted in, so the opt-out stands, and is said outside again.
  expect(await world.double.act('anna.nowak@example.com', 'opt-in')).toBe(200)
  await eventually(() => world.outside(anna)?.optedOut, (out) => out === true, 30) // prettier-ignore
  await world.settled()
  await lookOutside(world)
  await eventually(shown, ([, out]) => out === true, 30)
  expect(world.double.seen.optIns).toBe(0)

  // Whoever has the address and not the fixed text opts nobody out.
  const forged = text.replaceAll('$email$', 'anna.nowak@example.com').replace(/sha1\(.*$/, '0'.repeat(40))
  expect((await fetch(forged)).status).toBe(403)
})
