import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { admin, lookOutside } from '../support/two-way.ts'
import { startWorld } from '../support/world.ts'

test('a person added in SALESmanago appears as a Contact, in the Account that the settings name, and its name does not flow back', async () => {
  const world = await startWorld({ pairs: 'declared', settings: { accountName: 'New people' } })
  await world.org.control({ command: 'create', object: 'Account', values: { Name: 'New people' } })
  await world.initialSync()
  world.double.control({
    edit: { contact: { email: 'jan@example.com', name: 'Jan Maria Kowal', company: 'Acme' } }
  })
  await lookOutside(world)
  const rows = await admin(world).query<{ Id: string }>("select Id, FirstName, LastName, Account.Name from Contact where Email = 'jan@example.com'") // prettier-ignore
  expect(rows.records).toMatchObject([{ FirstName: 'Jan Maria', LastName: 'Kowal', Account: { Name: 'New people' } }]) // prettier-ignore
  await world.edit(rows.records[0]?.Id ?? '', { Title: 'Buyer' })
  await eventually(() => JSON.stringify(world.double.contacts()), (all) => all.includes('Buyer')) // prettier-ignore
  await lookOutside(world)
  expect(world.double.contacts()).toMatchObject([{ company: 'Acme', externalId: rows.records[0]?.Id }])
  expect(await world.issues()).toEqual([])
})
