import '../support/pipeline.ts'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { lookOutside } from '../support/two-way.ts'
import { create, found, issues, modes, record, start } from './world.ts'

vi.setConfig({ testTimeout: 180_000 })

test('A1: the settings of the page are a form; a wrong value gets a message that names its field', async () => {
  const { world, api } = await start('deployed')
  const { connectors } = (await api('GET', '/connectors')).body as { connectors: { settings: { label: string }[] }[] } // prettier-ignore
  expect(connectors[0]?.settings.map((one) => one.label)).toEqual(['Endpoint', 'Client Id', 'API Secret', 'Data Owner', 'Account Name', 'MicroSite Key', 'iFrame Name']) // prettier-ignore
  const { settings } = world.double
  for (const [wrong, field, said] of [
    [{ endpoint: 'ftp://example.com' }, 'endpoint', 'Endpoint'],
    [{ clientId: '' }, 'clientId', 'Client Id'],
    [{ apiSecret: 'mistyped' }, 'apiSecret', 'API Secret'],
    [{ owner: 'nobody@example.com' }, 'owner', 'Data Owner']
  ] as const) {
    const { tag } = await api('GET', '/connections/1/settings')
    const refused = await api('PUT', '/connections/1/settings', { values: { ...settings, ...wrong } }, { tag: tag ?? '' }) // prettier-ignore
    expect(refused).toMatchObject({ status: 422, body: { field: `values.${field}` } })
    expect(refused.text).toContain(said)
  }
  const { tag } = await api('GET', '/connections/1/settings')
  const values = { ...settings, iFrameName: 'another_card' }
  expect((await api('PUT', '/connections/1/settings', { values }, { tag: tag ?? '' })).status).toBe(200)
  expect((await api('GET', '/connections/1/settings')).text).toContain('another_card')
})

describe.each(modes)('with the package %s', (mode, prefix) => {
  test(`A2: new records from SALESmanago are attached to the Account that is named; without a name a warning says what that means (${mode})`, async () => {
    const { world, api } = await start(mode, { settings: { accountName: 'New people' } })
    await world.initialSync()
    world.double.control({ edit: { contact: { email: 'jan@example.com', name: 'Jan Kowal' } } })
    await lookOutside(world)
    const said = await eventually(() => issues(api), (open) => open.length > 0, 30) // prettier-ignore
    expect(said[0]?.message).toMatch(/Account Name: Salesforce has no Account named "New people"/)
    const checked = await api('POST', '/connections/1/check')
    expect(checked.body).toMatchObject({ ok: false, problems: [{ setting: 'accountName' }] })
    const account = await create(world, 'Account', { Name: 'New people' })
    await api('POST', '/issues/retry', { code: 'invalid', connection: 1, line: '' })
    world.double.control({ edit: { contact: { email: 'jan@example.com', phone: '+48600700800' } } })
    await lookOutside(world)
    const soql = "select Id, AccountId from Contact where Email = 'jan@example.com'"
    const rows = await eventually(() => found(world, soql), (all) => all.length > 0, 30) // prettier-ignore
    expect(rows).toMatchObject([{ AccountId: account }])
    const [outside] = world.double.contacts()
    expect(await record(world, 'Contact', rows[0]?.Id ?? '')).toMatchObject({ [`${prefix}SALESmanago_Contact_Id__c`]: outside?.id }) // prettier-ignore

    // Of two Accounts with that name neither is guessed: the people wait, and are told.
    const second = await create(world, 'Account', { Name: 'New people' })
    world.double.control({ edit: { contact: { email: 'ewa@example.com', name: 'Ewa Lis' } } })
    await lookOutside(world)
    const held = await eventually(() => issues(api), (open) => open.length > 0, 30) // prettier-ignore
    expect(held[0]?.message).toContain('Account Name: Salesforce has 2 records of Account named "New people"')
    expect((await api('POST', '/connections/1/check')).body).toMatchObject({ ok: false, problems: [{ setting: 'accountName' }] }) // prettier-ignore
    expect(await found(world, "select Id from Contact where Email = 'ewa@example.com'")).toEqual([])
    await world.org.control({ command: 'delete', object: 'Account', id: second })
    await api('POST', '/issues/retry', { code: 'invalid', connection: 1, line: '' })
    await lookOutside(world)
    const ewa = await eventually(() => found(world, "select Id, AccountId from Contact where Email = 'ewa@example.com'"), (all) => all.length > 0, 30) // prettier-ignore
    expect(ewa).toMatchObject([{ AccountId: account }])

    const { settings } = world.double
    const { tag } = await api('GET', '/connections/1/settings')
    const saved = await api('PUT', '/connections/1/settings', { values: { ...settings, accountName: '' } }, { tag: tag ?? '' }) // prettier-ignore
    expect(saved.status, saved.text).toBe(200)
    const { warnings } = (await api('POST', '/connections/1/check')).body as { warnings: { setting: string; message: string }[] } // prettier-ignore
    expect(warnings).toContainEqual(expect.objectContaining({ setting: 'accountName', message: expect.stringContaining('other users of Salesforce will not see them') as string })) // prettier-ignore
    world.double.control({ edit: { contact: { email: 'ola@example.com', name: 'Ola Mazur' } } })
    await lookOutside(world)
    const ola = await eventually(() => found(world, "select Id, AccountId from Contact where Email = 'ola@example.com'"), (all) => all.length > 0, 30) // prettier-ignore
    expect(ola).toMatchObject([{ AccountId: null }])
  })

  test(`A3: an initial sync takes everything, an instant sync what changed since, and the information tells how it stands (${mode})`, async () => {
    const { world, api } = await start(mode)
    const id = await world.create({ LastName: 'Nowak', Email: 'anna@example.com' })
    const information = async () =>
      (await api('GET', '/connections/1/information')).body as { firstSync: { state: string }; lastSyncAt: string | null; openIssues: number } // prettier-ignore
    expect((await information()).firstSync.state).toBe('none')
    expect((await api('POST', '/connections/1/syncs', { kind: 'initial' })).status).toBe(202)
    await eventually(information, (one) => one.firstSync.state === 'done', 60)
    expect(world.outside(id)?.email).toBe('anna@example.com')
    await world.edit(id, { Phone: '+48500100200' })
    expect((await api('POST', '/connections/1/syncs', { kind: 'instant' })).status).toBe(202)
    await eventually(() => world.outside(id)?.phone, (phone) => phone === '+48500100200', 30) // prettier-ignore
    const field = `${prefix}SALESmanago_State__c`
    await eventually(() => record(world, 'Contact', id), (one) => one[field] === 'PROSPECT', 30) // prettier-ignore
    expect(await information()).toMatchObject({ openIssues: 0, lastSyncAt: expect.any(String) as string })
  })
})

test.each(['Developer', 'Enterprise', 'Unlimited'] as const)('A9: %s Edition is served', async (edition) => {
  const { api } = await start('deployed', { org: { switches: { edition } } })
  expect((await api('POST', '/connections/1/check')).body).toMatchObject({ ok: true, problems: [] })
})

test('A9: another edition gets a message that names those that are served', async () => {
  const org = { switches: { edition: 'Professional', apiAddOn: true } } as const
  await expect(start('deployed', { org })).rejects.toThrow(
    'SALESmanago synchronises with Enterprise Edition, Unlimited Edition or Developer Edition, and this org has the Professional Edition.'
  )
})
