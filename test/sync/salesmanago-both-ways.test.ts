import '../support/pipeline.ts'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { admin, lookOutside } from '../support/two-way.ts'
import { reconcile } from '../../middleware/sync/schedules.ts'
import { startWorld, type World } from '../support/world.ts'

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

test('a contact without a name becomes a Contact called by the local part of its address, which stands in and never flows back', async () => {
  const world = await startWorld({ pairs: 'declared', settings: { accountName: '' } })
  await world.initialSync()
  const outside = (email: string) => world.double.contacts().find((one) => one.email === email)
  const change = (email: string, more: object = {}) =>
    world.double.control({ edit: { contact: { email, ...more } } })
  const people = async () =>
    (await admin(world).query<{ Id: string; FirstName: string | null; LastName: string; Email: string }>('select Id, FirstName, LastName, Email from Contact order by Email')).records // prettier-ignore
  change('Ewa.Lis@example.com')
  change('jan@example.com')
  await lookOutside(world)
  const [ewa, jan] = await eventually(people, (all) => all.length === 2, 15)
  expect([ewa, jan]).toMatchObject([
    { FirstName: null, LastName: 'ewa.lis', Email: 'ewa.lis@example.com' },
    { FirstName: null, LastName: 'jan' }
  ])
  expect(await world.issues()).toEqual([])

  // Neither our own write, nor an edit beside it, nor a comparison of everything brings it outside.
  await world.edit(ewa?.Id ?? '', { Title: 'Buyer' })
  await eventually(() => JSON.stringify(world.double.contacts()), (all) => all.includes('Buyer')) // prettier-ignore
  await lookOutside(world)
  await reconcile(world.middleware().engine, { orgId: 1, connectionId: 1 })
  await eventually(() => comparisons(world), ([state]) => state === 'done', 15) // prettier-ignore
  await world.settled()
  expect(outside('ewa.lis@example.com')?.name ?? '').toBe('')
  expect(outside('jan@example.com')?.name ?? '').toBe('')

  // A name is data, whoever gives it.
  change('jan@example.com', { name: 'Jan Kos' })
  await world.edit(ewa?.Id ?? '', { LastName: 'Lis' })
  await eventually(() => outside('ewa.lis@example.com')?.name, (name) => name === 'Lis', 15) // prettier-ignore
  await lookOutside(world)
  const named = await eventually(people, (all) => all[1]?.LastName === 'Kos', 15)
  expect(named).toMatchObject([{ LastName: 'Lis' }, { FirstName: 'Jan', LastName: 'Kos' }])
  expect(outside('jan@example.com')?.name).toBe('Jan Kos')
  expect(await world.issues()).toEqual([])
})

const comparisons = async (world: World) =>
  (
    await world
      .middleware()
      .engine.db.withOrg(1, (tx) =>
        tx.selectFrom('runs').select('state').where('cause', '=', 'reconcile').execute()
      )
  ).map(({ state }) => state)
