import '../support/pipeline.ts'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { lookOutside } from '../support/two-way.ts'
import { change, create, found, issues, mapping, modes, record, records, start, type Pair } from './world.ts'

vi.setConfig({ testTimeout: 180_000 })

/** One person of each kind, all different people. */
const people = [
  ['Contact', 'Contact', { LastName: 'Nowak', Email: 'contact@example.com' }, 'contact@example.com'],
  ['Lead', 'Lead', { LastName: 'Kos', Company: 'Acme', Email: 'lead@example.com' }, 'lead@example.com'],
  ['Person Account', 'Account', { LastName: 'Lis', PersonEmail: 'person@example.com' }, 'person@example.com']
] as const

describe.each(modes)('with the package %s', (mode, prefix) => {
  test.each(people.map(([name]) => name))(
    `A4: Lead, Contact and Person Account are chosen, and what is not chosen is left alone (${mode}, only %s)`,
    async (chosen) => {
      const { world, api } = await start(mode, { org: { switches: { personAccounts: true } } })
      const { pairs } = await mapping(api)
      expect(pairs.map(({ name, enabled }) => [name, enabled])).toEqual([['Contact', true], ['Lead', true], ['Person Account', false]]) // prettier-ignore
      await change(api, (pair) => ({ ...pair, enabled: pair.name === chosen }))
      const ids = new Map<string, string>()
      for (const [name, object, values] of people) ids.set(name, await create(world, object, values))
      await world.initialSync()
      const email = people.find(([name]) => name === chosen)?.[3]
      await eventually(() => world.double.contacts(), (all) => all.length > 0, 30) // prettier-ignore
      await world.settled()
      expect(world.double.contacts()).toMatchObject([{ email, externalId: ids.get(chosen) }])
      const field = `${prefix}SALESmanago_Contact_Id__c`
      const kept = () =>
        Promise.all(people.map(async ([name, object]) => (await record(world, object, ids.get(name) ?? ''))[field])) // prettier-ignore
      await lookOutside(world)
      const [{ id } = { id: '' }] = world.double.contacts()
      await eventually(kept, (all) => all.includes(id), 30)
      expect(await kept()).toEqual(people.map(([name]) => (name === chosen ? id : null)))
    }
  )

  test(`A5: a person without a Company is skipped as a Lead, or gets the given filler, which never flows back (${mode})`, async () => {
    const { world, api } = await start(mode)
    const asLeads = (filler?: string) => (pair: Pair) => ({
      ...pair,
      enabled: pair.name === 'Lead',
      policy: { ...pair.policy, create: { toExternal: true, toSalesforce: pair.name === 'Lead' } },
      lines: pair.lines.map((line) => line.external === 'company' && pair.name === 'Lead' && filler !== undefined ? { ...line, filler: { toSalesforce: filler } } : line)
    }) // prettier-ignore
    const outside = (email: string) => world.double.contacts().find((one) => one.email === email)
    const leads = () => found(world, 'select Id, Company, Email from Lead order by Email') as Promise<{ Id: string; Company: string }[]> // prettier-ignore
    const instant = () => api('POST', '/connections/1/syncs', { kind: 'instant' })

    await change(api, asLeads())
    await world.initialSync()
    world.double.control({ edit: { contact: { email: 'jan@example.com', name: 'Jan Kos' } } })
    world.double.control({ edit: { contact: { email: 'ewa@example.com', name: 'Ewa Lis', company: 'Acme' } } }) // prettier-ignore
    await lookOutside(world)
    // Who has a Company is a Lead; who has none is skipped and counted, with the reason, and is nobody's trouble.
    expect(await eventually(leads, (all) => all.length > 0, 30)).toMatchObject([{ Company: 'Acme' }])
    const left = await eventually(() => records(api, 'skipped'), (all) => all.length > 0, 30) // prettier-ignore
    expect(left).toMatchObject([{ externalId: outside('jan@example.com')?.id, code: 'blank-in-salesforce-company' }]) // prettier-ignore
    expect(left[0]?.said).toBe('Salesforce demands Company, which is blank in SALESmanago.')
    expect(await issues(api)).toEqual([])

    await change(api, asLeads('Private person'))
    // Nobody touched him since: an initial sync is everything, on both sides.
    await world.initialSync()
    const both = await eventually(leads, (all) => all.length === 2, 30)
    expect(both.map(({ Company }) => Company)).toEqual(['Acme', 'Private person'])
    const lead = both[1]?.Id ?? ''
    const field = `${prefix}SALESmanago_Contact_Id__c`
    expect(await record(world, 'Lead', lead)).toMatchObject({ [field]: outside('jan@example.com')?.id })

    // The filler is no data: neither an edit of the Lead nor a comparison of everything brings it outside.
    await world.org.control({ command: 'update', object: 'Lead', id: lead, values: { Title: 'Buyer' } })
    await instant()
    await eventually(() => JSON.stringify(world.double.contacts()), (all) => all.includes('Buyer'), 30) // prettier-ignore
    expect(outside('jan@example.com')?.company).toBeNull()
    await world.initialSync()
    await world.settled()
    expect(outside('jan@example.com')?.company).toBeNull()

    // It makes way for a real one, from either side.
    world.double.control({ edit: { contact: { email: 'jan@example.com', company: 'Kos & Sons' } } })
    await lookOutside(world)
    await eventually(() => record(world, 'Lead', lead), (one) => one['Company'] === 'Kos & Sons', 30) // prettier-ignore
    world.double.control({ edit: { contact: { email: 'ola@example.com', name: 'Ola Mazur' } } })
    await lookOutside(world)
    const all = await eventually(leads, (some) => some.length === 3, 30)
    const third = all.find(({ Company }) => Company === 'Private person')?.Id ?? ''
    await world.org.control({ command: 'update', object: 'Lead', id: third, values: { Company: 'Mazur Ltd' } }) // prettier-ignore
    await instant()
    await eventually(() => outside('ola@example.com')?.company, (company) => company === 'Mazur Ltd', 30) // prettier-ignore
  })

  test(`A6: only records that match the criterion are synchronised; it is counted, and what becomes of those that leave is said (${mode})`, async () => {
    const { world, api } = await start(mode)
    const criterion = { all: [{ field: 'Department', is: 'equal', values: ['Sales'] }] }
    await change(api, (pair) =>
      pair.name === 'Contact' ? { ...pair, criterion } : { ...pair, enabled: false }
    )
    const inside = await world.create({ LastName: 'Nowak', Email: 'anna@example.com', Department: 'Sales' })
    const other = await world.create({ LastName: 'Kos', Email: 'jan@example.com', Department: 'Legal' })
    const counted = await api('POST', '/connections/1/mapping/count', { pair: 'Contact', criterion })
    expect(counted.body).toMatchObject({ matching: 1, total: 2, whenOut: expect.stringContaining('is not updated any more') as string }) // prettier-ignore
    await world.initialSync()
    await eventually(() => world.outside(inside), (one) => one !== undefined, 30) // prettier-ignore
    const field = `${prefix}SALESmanago_Contact_Id__c`
    await lookOutside(world)
    await eventually(() => record(world, 'Contact', inside), (one) => one[field] !== null, 30) // prettier-ignore
    await world.edit(inside, { Department: 'Legal', Phone: '+48500100200' })
    await world.settled()
    expect(world.double.contacts()).toMatchObject([{ email: 'anna@example.com', phone: null }])
    expect((await record(world, 'Contact', other))[field]).toBeNull()
    // Who comes in later is taken then.
    await world.edit(other, { Department: 'Sales' })
    await eventually(() => world.outside(other)?.email, (email) => email === 'jan@example.com', 30) // prettier-ignore
  })

  test(`A7: standard fields go both ways, chosen fields show as Details, and score, tags and last visit come back (${mode})`, async () => {
    const { world, api } = await start(mode)
    const id = await world.create({ LastName: 'Nowak', Email: 'anna@example.com', Title: 'Buyer', Description: 'Likes tea' }) // prettier-ignore
    await change(api, (pair) =>
      pair.name !== 'Contact' ? { ...pair, enabled: false } : { ...pair, lines: [...pair.lines, { salesforce: ['Description'], external: 'details.About', direction: 'toExternal', blank: 'propagate' }] }
    ) // prettier-ignore
    await world.initialSync()
    await eventually(() => world.outside(id)?.properties ?? [], (all) => all.length === 2, 30) // prettier-ignore
    expect(world.outside(id)?.properties).toContainEqual({ name: 'About', value: 'Likes tea' })
    const lastVisit = Date.UTC(2026, 10, 20, 9, 30)
    world.double.control({ activity: { email: 'anna@example.com', score: 42, lastVisit } })
    world.double.control({ edit: { contact: { email: 'anna@example.com', phone: '+48600700800' }, tags: ['VIP'] } }) // prettier-ignore
    await lookOutside(world)
    const contact = () => record(world, 'Contact', id)
    await eventually(contact, (one) => JSON.stringify(one).includes('+48600700800'), 30)
    expect(await contact()).toMatchObject({
      [`${prefix}SALESmanago_Tags__c`]: 'VIP',
      [`${prefix}SALESmanago_Score__c`]: { rawJSON: '42.0' },
      [`${prefix}SALESmanago_State__c`]: 'PROSPECT',
      [`${prefix}SALESmanago_Last_Visit__c`]: '2026-11-20T09:30:00.000+0000',
      [`${prefix}SALESmanago_Email_Opt_Out__c`]: true,
      [`${prefix}SALESmanago_Contact_Id__c`]: world.outside(id)?.id
    })
    const { pairs } = await mapping(api)
    expect(pairs[0]?.lines.flatMap((line) => line.salesforce)).toContain(`${prefix}SALESmanago_Tags__c`)
  })
})
