import '../support/pipeline.ts'
import { expect, test, vi } from 'vitest'
import { asOrg, type CallApi } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { admin, lookOutside } from '../support/two-way.ts'
import { startWorld, type World } from '../support/world.ts'

vi.setConfig({ testTimeout: 180_000 })

type Pair = Record<string, unknown> & {
  name: string
  enabled: boolean
  lines: (Record<string, unknown> & { salesforce: string[]; external: string; direction: string })[]
  policy: { create: { toExternal: boolean; toSalesforce: boolean } }
  createWith?: unknown
}
type WorldOptions = NonNullable<Parameters<typeof startWorld>[0]>

async function start(options: WorldOptions = {}) {
  const world = await startWorld({ pairs: 'declared', settings: { accountName: '' }, ...options })
  const api = await asOrg(world.middleware(), 1)
  return { world, api }
}

const mapping = async (api: CallApi) => {
  const { body, tag } = await api('GET', '/connections/1/mapping')
  return { pairs: (body as { pairs: Pair[] }).pairs, tag: tag ?? '' }
}
async function change(api: CallApi, edit: (pair: Pair) => Pair): Promise<void> {
  const { pairs, tag } = await mapping(api)
  const saved = await api('PUT', '/connections/1/mapping', { pairs: pairs.map(edit) }, { tag })
  expect(saved.status, saved.text).toBe(200)
}
const create = async ({ org }: World, object: string, values: object) =>
  ((await org.control({ command: 'create', object, values })) as { id: string }).id
const found = async (world: World, soql: string) => (await admin(world).query<{ Id: string }>(soql)).records
const issues = async (api: CallApi) =>
  ((await api('GET', '/issues')).body as { items: { message: string }[] }).items

test('A1: the settings of the page are a form; a wrong value gets a message that names its field', async () => {
  const { world, api } = await start()
  const { connectors } = (await api('GET', '/connectors')).body as { connectors: { settings: { label: string }[] }[] } // prettier-ignore
  expect(connectors[0]?.settings.map((one) => one.label)).toEqual(['Endpoint', 'Client Id', 'API Secret', 'Data Owner', 'Account Name', 'MicroSite Key', 'iFrame Name']) // prettier-ignore
  const { settings } = world.double
  for (const [wrong, field] of [
    [{ endpoint: 'ftp://example.com' }, 'endpoint'],
    [{ apiSecret: 'mistyped' }, 'apiSecret'],
    [{ owner: 'nobody@example.com' }, 'owner']
  ] as const) {
    const { tag } = await api('GET', '/connections/1/settings')
    const refused = await api('PUT', '/connections/1/settings', { values: { ...settings, ...wrong } }, { tag: tag ?? '' }) // prettier-ignore
    expect(refused).toMatchObject({ status: 422, body: { field: `values.${field}` } })
  }
})

test('A2: new records from SALESmanago are attached to the Account that is named; without a name a warning says what that means', async () => {
  const { world, api } = await start({ settings: { accountName: 'New people' } })
  await world.initialSync()
  world.double.control({ edit: { contact: { email: 'jan@example.com', name: 'Jan Kowal' } } })
  await lookOutside(world)
  const said = await eventually(() => issues(api), (open) => open.length > 0, 30) // prettier-ignore
  expect(said[0]?.message).toMatch(/Account Name: Salesforce has no Account named "New people"/)
  const checked = await api('POST', '/connections/1/check')
  expect(checked.body).toMatchObject({ ok: false, problems: [{ setting: 'accountName' }] })
  await create(world, 'Account', { Name: 'New people' })
  await api('POST', '/issues/retry', { code: 'invalid', connection: 1, line: '' })
  world.double.control({ edit: { contact: { email: 'jan@example.com', phone: '+48600700800' } } })
  await lookOutside(world)
  const soql = "select Id, Account.Name from Contact where Email = 'jan@example.com'"
  const rows = await eventually(() => found(world, soql), (all) => all.length > 0, 30) // prettier-ignore
  expect(rows).toMatchObject([{ Account: { Name: 'New people' } }])

  const { settings } = world.double
  const { tag } = await api('GET', '/connections/1/settings')
  const saved = await api('PUT', '/connections/1/settings', { values: { ...settings, accountName: '' } }, { tag: tag ?? '' }) // prettier-ignore
  expect(saved.status, saved.text).toBe(200)
  const { warnings } = (await api('POST', '/connections/1/check')).body as { warnings: { setting: string; message: string }[] } // prettier-ignore
  expect(warnings).toContainEqual(expect.objectContaining({ setting: 'accountName', message: expect.stringContaining('other users of Salesforce will not see them') as string })) // prettier-ignore
})

test('A3: an initial sync takes everything, an instant sync what changed since, and the information tells how it stands', async () => {
  const { world, api } = await start()
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
  expect(await information()).toMatchObject({ openIssues: 0, lastSyncAt: expect.any(String) as string })
})

test('A4: Lead, Contact and Person Account are chosen, and what is not chosen is left alone', async () => {
  const { world, api } = await start()
  const { pairs } = await mapping(api)
  expect(pairs.map(({ name, enabled }) => [name, enabled])).toEqual([['Contact', true], ['Lead', true], ['Person Account', false]]) // prettier-ignore
  await change(api, (pair) => ({ ...pair, enabled: pair.name === 'Lead' }))
  await create(world, 'Contact', { LastName: 'Nowak', Email: 'anna@example.com' })
  const lead = await create(world, 'Lead', { LastName: 'Kos', Company: 'Acme', Email: 'jan@example.com' })
  await world.initialSync()
  await eventually(() => world.outside(lead), (one) => one !== undefined, 30) // prettier-ignore
  expect(world.double.contacts().map((one) => one.email)).toEqual(['jan@example.com'])
})

test('A5: a person without a Company is skipped as a Lead, or gets the given filler, which never flows back', async () => {
  const { world, api } = await start()
  const asLeads = (filler?: string) => (pair: Pair) => ({
    ...pair,
    enabled: pair.name === 'Lead',
    policy: { ...pair.policy, create: { toExternal: true, toSalesforce: pair.name === 'Lead' } },
    lines: pair.lines.map((line) => line.external === 'company' && pair.name === 'Lead' && filler !== undefined ? { ...line, filler: { toSalesforce: filler } } : line)
  }) // prettier-ignore
  await change(api, asLeads())
  await world.initialSync()
  world.double.control({ edit: { contact: { email: 'jan@example.com', name: 'Jan Kos' } } })
  await lookOutside(world)
  expect(await found(world, 'select Id from Lead')).toEqual([])
  await change(api, asLeads('Private person'))
  world.double.control({ edit: { contact: { email: 'jan@example.com', phone: '+48600700800' } } })
  await lookOutside(world)
  const [lead] = await eventually(() => found(world, 'select Id, Company from Lead'), (all) => all.length === 1, 30) // prettier-ignore
  expect(lead).toMatchObject({ Company: 'Private person' })
  await world.org.control({ command: 'update', object: 'Lead', id: lead?.Id, values: { Title: 'Buyer' } })
  await api('POST', '/connections/1/syncs', { kind: 'instant' })
  await eventually(() => JSON.stringify(world.double.contacts()), (all) => all.includes('Buyer'), 30) // prettier-ignore
  expect(world.double.contacts()[0]?.company).toBeNull()
})

test('A6: only records that match the criterion are synchronised; it is counted, and what becomes of those that leave is said', async () => {
  const { world, api } = await start()
  const criterion = { all: [{ field: 'Department', is: 'equal', values: ['Sales'] }] }
  await change(api, (pair) =>
    pair.name === 'Contact' ? { ...pair, criterion } : { ...pair, enabled: false }
  )
  const inside = await world.create({ LastName: 'Nowak', Email: 'anna@example.com', Department: 'Sales' })
  await world.create({ LastName: 'Kos', Email: 'jan@example.com', Department: 'Legal' })
  const counted = await api('POST', '/connections/1/mapping/count', { pair: 'Contact', criterion })
  expect(counted.body).toMatchObject({ matching: 1, total: 2, whenOut: expect.stringContaining('is not updated any more') as string }) // prettier-ignore
  await world.initialSync()
  await eventually(() => world.outside(inside), (one) => one !== undefined, 30) // prettier-ignore
  await world.edit(inside, { Department: 'Legal', Phone: '+48500100200' })
  await world.settled()
  expect(world.double.contacts()).toMatchObject([{ email: 'anna@example.com', phone: null }])
})

test.each([
  ['deployed', undefined, ''],
  ['installed', 'bothways', 'bothways__']
])(
  'A7: standard fields go both ways, chosen fields show as Details, and score and tags come back, with the package %s',
  async (_, installed, prefix) => {
    const { world, api } = await start({
      org: { source: 'force-app', ...(installed && { installed }), switches: { translationWorkbench: true } }
    })
    const id = await world.create({ LastName: 'Nowak', Email: 'anna@example.com', Title: 'Buyer', Description: 'Likes tea' }) // prettier-ignore
    await change(api, (pair) =>
      pair.name !== 'Contact' ? { ...pair, enabled: false } : { ...pair, lines: [...pair.lines, { salesforce: ['Description'], external: 'details.About', direction: 'toExternal', blank: 'propagate' }] }
    ) // prettier-ignore
    await world.initialSync()
    await eventually(() => world.outside(id)?.properties ?? [], (all) => all.length === 2, 30) // prettier-ignore
    expect(world.outside(id)?.properties).toContainEqual({ name: 'About', value: 'Likes tea' })
    world.double.control({ edit: { contact: { email: 'anna@example.com', phone: '+48600700800' }, tags: ['VIP'] } }) // prettier-ignore
    await lookOutside(world)
    const record = () => world.org.control({ command: 'record', object: 'Contact', id })
    await eventually(record, (one) => JSON.stringify(one).includes('+48600700800'), 30)
    expect(await record()).toMatchObject({
      [`${prefix}SALESmanago_Tags__c`]: 'VIP',
      [`${prefix}SALESmanago_Score__c`]: { rawJSON: '0.0' },
      [`${prefix}SALESmanago_State__c`]: 'PROSPECT',
      [`${prefix}SALESmanago_Contact_Id__c`]: world.outside(id)?.id
    })
    const { pairs } = await mapping(api)
    expect(pairs[0]?.lines.flatMap((line) => line.salesforce)).toContain(`${prefix}SALESmanago_Tags__c`)
  }
)

test('A8: the landing page named in iFrame Name is shown for the record', async () => {
  const { world, api } = await start()
  const id = await world.create({ LastName: 'Nowak', Email: 'anna@example.com' })
  await world.initialSync()
  await eventually(() => world.outside(id), (one) => one !== undefined, 30) // prettier-ignore
  const opened = await api('POST', `/records/${id}/panel`, { connection: 1 })
  expect(opened.status, opened.text).toBe(200)
  const { url } = opened.body as { url: string }
  const page = await (await fetch(url)).text()
  const framed = /<iframe src="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(await (await fetch(framed)).text()).toContain('anna@example.com')
})

test.each(['Developer', 'Enterprise', 'Unlimited'] as const)('A9: %s Edition is served', async (edition) => {
  const { api } = await start({ org: { switches: { edition } } })
  expect((await api('POST', '/connections/1/check')).body).toMatchObject({ ok: true, problems: [] })
})

test('A9: another edition gets a message that names those that are served', async () => {
  await expect(start({ org: { switches: { edition: 'Professional', apiAddOn: true } } })).rejects.toThrow(
    'SALESmanago synchronises with Enterprise Edition, Unlimited Edition or Developer Edition, and this org has the Professional Edition.'
  )
})
