import { expect, test } from 'vitest'
import type { PairPolicy } from '../../middleware/connectors/connector.ts'
import { linkByHand, unlink } from '../../middleware/database/links.ts'
import { startPipeline } from '../support/pipeline.ts'
import {
  accounts,
  byEmail,
  contactLines,
  contacts,
  employer,
  leads,
  line,
  objects
} from '../support/plain-pairs.ts'

const anna = { LastName: 'Nowak', Email: 'anna@acme.example' }
const persons = (policy: Partial<PairPolicy> = {}) => contacts({ lines: contactLines, policy })
const flow = (toExternal: boolean, toSalesforce: boolean) => ({ toExternal, toSalesforce })

/** License Activation Center: what is deleted in Salesforce is deleted there; what is deleted there, only for contacts. */
const licences = [
  accounts({
    policy: {
      remove: { toExternal: 'delete', toSalesforce: 'never' },
      afterExternalGone: 'recreate-on-change'
    }
  }),
  contacts({
    lines: [...contactLines, employer(true)],
    policy: {
      remove: { toExternal: 'delete', toSalesforce: 'delete', unlessParentGone: true },
      afterExternalGone: 'recreate-on-change'
    }
  })
]
async function licenceWorld() {
  const world = await startPipeline({ objects, pairs: licences })
  const acme = await world.accounts.create({ Name: 'Acme' })
  const id = await world.contacts.create({ ...anna, AccountId: acme })
  await world.pass()
  const [company] = world.system.all('company')
  const [person] = world.system.all('person')
  return { ...world, acme, id, company: company?.id ?? '', person: person?.id ?? '' }
}

test('E6: a contact deleted outside is deleted in Salesforce; an account deleted in Salesforce takes its company along', async () => {
  const world = await licenceWorld()
  world.system.remove('person', world.person)
  await world.pass()
  expect(await world.contacts.get(world.id)).toMatchObject({ IsDeleted: true })
  await world.accounts.remove(world.acme)
  await world.pass()
  expect(world.system.all('company')).toEqual([])
})

test('E6: the people of a company deleted outside stay in Salesforce, and come back with it when its account changes', async () => {
  const world = await licenceWorld()
  world.system.remove('person', world.person)
  world.system.remove('company', world.company)
  await world.syncOutside('Contacts')
  await world.later()
  await world.pass()
  expect(await world.contacts.get(world.id)).toMatchObject({ IsDeleted: false })
  expect(await world.accounts.get(world.acme)).toMatchObject({ IsDeleted: false })
  expect(world.system.all('company')).toEqual([])

  await world.accounts.edit(world.acme, { Phone: '+48221112233' })
  await world.pass()
  const [company] = world.system.all('company')
  expect(company).toMatchObject({ name: 'Acme', phone: '+48221112233' })
  expect(world.system.all('person')).toMatchObject([{ email: anna.Email, companyId: company?.id }])
  expect(await world.links()).toMatchObject([{ state: 0 }, { state: 0 }])
})

test('E8: to synchronise again brings back what was deleted outside only', async () => {
  const world = await licenceWorld()
  world.system.remove('person', world.person)
  world.system.remove('company', world.company)
  await world.pass()
  await world.initialSync()
  await world.pass()
  expect(world.system.all('company')).toMatchObject([{ name: 'Acme' }])
  expect(world.system.all('person')).toMatchObject([{ email: anna.Email }])
})

/** Autotask: the Salesforce id lies in a field there; who clears it takes the two apart. */
const idLine = line('Id', 'salesforceId', { direction: 'toExternal' })
const mapped = persons({ unlinkWhenBlank: { side: 'external', field: 'salesforceId' } })
const unmapping = { ...mapped, lines: [...mapped.lines, idLine] }
const oneWay = {
  ...unmapping,
  lines: unmapping.lines.map((one) => ({ ...one, direction: 'toExternal' as const })),
  policy: { ...unmapping.policy, create: flow(true, false), update: flow(true, false) }
}

test.for([
  { name: 'cleared outside', pair: unmapping },
  { name: 'cleared outside, where everything flows one way', pair: oneWay }
])('D7: $name, the two are apart for good, and link again only by hand', async ({ pair }) => {
  const world = await startPipeline({ objects, pairs: [pair] })
  const id = await world.contacts.create(anna)
  await world.pass()
  const [person] = world.system.all('person')
  expect(person).toMatchObject({ salesforceId: id })
  world.system.edit('person', person?.id ?? '', { salesforceId: null })
  await world.pass()
  await world.contacts.edit(id, { Phone: '+48500100200' })
  world.system.edit('person', person?.id ?? '', { firstName: 'Ann' })
  await world.pass()
  await world.initialSync()
  expect(world.system.all('person')).toMatchObject([{ phone: null, salesforceId: null }])
  expect(await world.contacts.get(id)).toMatchObject({ FirstName: null })

  await linkByHand(world.engine.db, world, { pairId: 1, salesforce: 'Contact' }, id, person?.id ?? '')
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ phone: '+48500100200', salesforceId: id }])
})

test('D7: Unlink pressed, from whichever side the next news comes', async () => {
  const world = await startPipeline({ objects, pairs: [persons()] })
  const id = await world.contacts.create(anna)
  await world.pass()
  const [person] = world.system.all('person')
  await unlink(world.engine.db, world.orgId, 1, id)
  await world.press('Contact', [id])
  await world.press('person', [person?.id ?? ''], 'external')
  await world.contacts.edit(id, { Phone: '+48500100200' })
  world.system.edit('person', person?.id ?? '', { firstName: 'Ann' })
  await world.pass()
  await world.initialSync()
  expect(world.system.all('person')).toMatchObject([{ phone: null }])
  expect(await world.contacts.get(id)).toMatchObject({ FirstName: null })
})

test('D3: companies match by name and address, their people by company, first and last name; without a company nobody comes in', async () => {
  const world = await startPipeline({
    objects,
    pairs: [
      accounts({
        lines: [
          line('Name', 'name'),
          line('BillingStreet', 'street'),
          line('BillingCity', 'city'),
          line('BillingState', 'state')
        ],
        match: [
          {
            keys: [
              { salesforce: 'Name', external: 'name' },
              { salesforce: 'BillingStreet', external: 'street', blank: 'same' },
              { salesforce: 'BillingCity', external: 'city', blank: 'same' },
              { salesforce: 'BillingState', external: 'state', blank: 'same' }
            ]
          }
        ]
      }),
      contacts({
        lines: [...contactLines, employer(true)],
        match: [
          {
            keys: [
              { salesforce: 'Account.Name', external: 'companyId.name' },
              { salesforce: 'FirstName', external: 'firstName' },
              { salesforce: 'LastName', external: 'lastName' }
            ]
          }
        ]
      })
    ]
  })
  const beta = world.system.add('company', { name: 'Beta', street: '1 High St', city: 'York' })
  const york = world.system.add('company', { name: 'ACME ', street: '1 High St', city: 'York' })
  const there = world.system.add('person', { firstName: 'Anna', lastName: 'Nowak', companyId: york })
  world.system.add('person', { firstName: 'Anna', lastName: 'Nowak', companyId: beta })
  const acme = await world.accounts.create({ Name: 'Acme', BillingStreet: '1 High St', BillingCity: 'York' })
  const id = await world.contacts.create({ FirstName: 'Anna', LastName: 'Nowak', AccountId: acme })
  const alone = await world.contacts.create({ FirstName: 'Ewa', LastName: 'Sama' })
  await world.syncSalesforce()
  expect(await world.links()).toMatchObject([
    { sfId: acme, extId: york },
    { sfId: id, extId: there }
  ])
  expect(world.system.all('person')).toHaveLength(2)
  expect(await world.outcomes(alone)).toMatchObject([{ bucket: 'skipped', code: 'blank-companyId' }])
})

test('B7: a new opt-in with an address becomes a contact that is opted in, others do not; an opt-out takes it back', async () => {
  const optIn = line('Mobile_Subscriber__c', 'optedIn', { type: 'opt-in' })
  const world = await startPipeline({
    objects,
    customFields: { Contact: [{ name: 'Mobile_Subscriber__c', type: 'boolean' }] },
    pairs: [
      {
        ...persons({
          createOnly: {
            toSalesforce: {
              all: [
                { field: 'optedIn', is: 'equal', values: ['true'] },
                { field: 'email', is: 'not-blank' }
              ]
            }
          }
        }),
        lines: [...contactLines, optIn]
      }
    ]
  })
  const jan = world.system.add('person', { lastName: 'Kos', email: 'jan@example.com', optedIn: true })
  world.system.add('person', { lastName: 'Out', email: 'out@example.com', optedIn: false })
  world.system.add('person', { lastName: 'Phone', optedIn: true })
  await world.pass()
  const links = await world.links()
  expect(links).toMatchObject([{ extId: jan }])
  const id = links[0]?.sfId ?? ''
  expect(await world.contacts.get(id)).toMatchObject({ Email: 'jan@example.com', Mobile_Subscriber__c: true })
  world.system.edit('person', jan, { optedIn: false })
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ Mobile_Subscriber__c: false })
})

test('B8: the id that is kept outside identifies from then on, before anything else, in either length', async () => {
  const byId = { keys: [{ salesforce: 'Id', external: 'salesforceId' }] }
  const world = await startPipeline({ objects, pairs: [{ ...persons(), lines: [...contactLines, idLine], match: [byId, byEmail] }] }) // prettier-ignore
  const [id, other] = [
    await world.contacts.create(anna),
    await world.contacts.create({ ...anna, LastName: 'Other' })
  ]
  const known = world.system.add('person', {
    lastName: 'Nowak',
    email: 'old@acme.example',
    salesforceId: id.slice(0, 15)
  })
  await world.syncOutside()
  expect(await world.links()).toMatchObject([{ sfId: id, extId: known }])
  const claimed = world.system.add('person', {
    lastName: 'Third',
    email: 'third@acme.example',
    salesforceId: other
  })
  const third = await world.contacts.create({ LastName: 'Third', Email: 'third@acme.example' })
  await world.press('Contact', [third])
  expect(await world.issues()).toMatchObject([{ sfId: third, code: 'identified-otherwise' }])
  await world.syncOutside()
  expect(await world.links()).toMatchObject([{ sfId: id }, { sfId: other, extId: claimed }])
})

test('A5: what stands in for a blank is never data: it does not flow back, and a real value does', async () => {
  const filled = leads({ lines: [...contactLines, line('Company', 'employer', { filler: { toExternal: 'Private', toSalesforce: 'Unknown' } })], policy: { create: flow(true, true) } }) // prettier-ignore
  const world = await startPipeline({ objects, pairs: [filled] })
  const jan = world.system.add('person', { lastName: 'Kos', email: 'jan@example.com' })
  await world.pass()
  const id = (await world.links())[0]?.sfId ?? ''
  expect(await world.leads.get(id)).toMatchObject({ Company: 'Unknown' })
  await world.leads.edit(id, { Phone: '+48500100200' })
  await world.pass()
  expect(world.system.get('person', jan)).toMatchObject({ employer: null, phone: '+48500100200' })
  world.system.edit('person', jan, { employer: 'Acme' })
  await world.pass()
  expect(await world.leads.get(id)).toMatchObject({ Company: 'Acme' })
})

test('A5: a Lead without a Company is left out and counted as skipped, not refused; one that has its Company keeps it', async () => {
  const ignoring = leads({ lines: [...contactLines, line('Company', 'employer', { blank: 'ignore' })], policy: { create: flow(true, true) } }) // prettier-ignore
  const world = await startPipeline({ objects, pairs: [ignoring] })
  const jan = world.system.add('person', { lastName: 'Kos', email: 'jan@example.com' })
  await world.pass()
  expect(await world.outcomes(jan)).toEqual([{ bucket: 'skipped', code: 'blank-in-salesforce-employer' }])
  expect(await world.issues()).toEqual([])
  world.system.edit('person', jan, { employer: 'Acme' })
  await world.pass()
  const id = (await world.links())[0]?.sfId ?? ''
  expect(await world.leads.get(id)).toMatchObject({ Company: 'Acme' })
  world.system.edit('person', jan, { employer: null, phone: '+48500100200' })
  await world.pass()
  expect(await world.leads.get(id)).toMatchObject({ Company: 'Acme', Phone: '+48500100200' })
  expect(await world.issues()).toEqual([])
})

test('A6: a record that leaves the criterion stands still, and what was edited meanwhile on both sides arrives when it is back', async () => {
  const criterion = { all: [{ field: 'Department', is: 'equal', values: ['Sales'] }] } as const
  const world = await startPipeline({ objects, pairs: [{ ...persons(), criterion }] })
  const id = await world.contacts.create({ ...anna, Department: 'Sales' })
  const never = await world.contacts.create({ LastName: 'Never', Department: 'Other' })
  await world.pass()
  expect((await world.outcomes(never))[0]).toMatchObject({ bucket: 'skipped', code: 'out-of-criterion' })
  const [person] = world.system.all('person')
  await world.contacts.edit(id, { Department: 'Other', Phone: '+48500100200' })
  await world.pass()
  world.system.edit('person', person?.id ?? '', { firstName: 'Ann' })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ phone: null }])
  expect(await world.contacts.get(id)).toMatchObject({ FirstName: null })
  expect((await world.outcomes(id)).at(-1)).toMatchObject({ bucket: 'skipped', code: 'out-of-criterion' })

  await world.contacts.edit(id, { Department: 'Sales' })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ phone: '+48500100200', firstName: 'Ann' }])
  expect(await world.contacts.get(id)).toMatchObject({ FirstName: 'Ann' })
})

test('A6: where leaving means deleting, the record goes outside and is made again when it is back', async () => {
  const criterion = { all: [{ field: 'Department', is: 'equal', values: ['Sales'] }] } as const
  const world = await startPipeline({ objects, pairs: [{ ...persons({ whenOut: 'delete' }), criterion }] })
  const id = await world.contacts.create({ ...anna, Department: 'Sales' })
  await world.pass()
  await world.contacts.edit(id, { Department: 'Other' })
  await world.pass()
  expect(world.system.all('person')).toEqual([])
  expect(await world.contacts.get(id)).toMatchObject({ IsDeleted: false })
  await world.contacts.edit(id, { Department: 'Sales' })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ email: anna.Email }])
})
