import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { block, unblock } from '../../middleware/database/links.ts'
import { tellOverdueWaits } from '../../middleware/database/waits.ts'
import { startPipeline } from '../support/pipeline.ts'
import { accounts, contactLines, contacts, employer, objects } from '../support/plain-pairs.ts'

test('a company and its people arrive in one pass, the people under their company', async () => {
  const { accounts: sf, contacts: people, ...world } = await startPipeline({ objects, pairs: [accounts(), contacts()] }) // prettier-ignore
  const acme = await sf.create({ Name: 'Acme' })
  await people.create({ LastName: 'Nowak', Email: 'anna@acme.example', AccountId: acme })
  await world.syncSalesforce()
  const [company] = world.system.all('company')
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak', companyId: company?.id }])
  const writes = world.system.seen.writes.length
  await world.pass()
  expect(world.system.seen.writes).toHaveLength(writes)
})

test('a person whose company is required waits for it, and is made in the moment the company is linked', async () => {
  const lines = [...contactLines, employer(true)]
  const { accounts: sf, contacts: people, ...world } = await startPipeline({ objects, pairs: [accounts(), contacts({ lines })] }) // prettier-ignore
  const acme = await sf.create({ Name: 'Acme' })
  const anna = await people.create({ LastName: 'Nowak', Email: 'anna@acme.example', AccountId: acme })
  await world.syncSalesforce('Contacts')
  expect(world.system.all('person')).toEqual([])
  expect(await world.outcomes(anna)).toMatchObject([{ bucket: 'waiting', code: 'waits-for-Accounts' }])
  expect(await world.waits()).toEqual([{ record: anna, parent: acme }])

  await world.syncSalesforce('Accounts')
  expect(world.system.all('person')).toMatchObject([{ companyId: world.system.all('company')[0]?.id }])
  expect(await world.waits()).toEqual([])
})

test('a person whose company is not required is made at once and put under it later', async () => {
  const { accounts: sf, contacts: people, ...world } = await startPipeline({ objects, pairs: [accounts(), contacts()] }) // prettier-ignore
  const acme = await sf.create({ Name: 'Acme' })
  await people.create({ LastName: 'Nowak', Email: 'anna@acme.example', AccountId: acme })
  await world.syncSalesforce('Contacts')
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak', companyId: null }])
  await world.syncSalesforce('Accounts')
  expect(world.system.all('person')).toMatchObject([{ companyId: world.system.all('company')[0]?.id }])
})

test('outside first: a person there waits for its company, and comes to Salesforce under its account', async () => {
  const lines = [...contactLines, employer(true)]
  const world = await startPipeline({ objects, pairs: [accounts(), contacts({ lines })] })
  const acme = world.system.add('company', { name: 'Acme' })
  world.system.add('person', { lastName: 'Nowak', email: 'anna@acme.example', companyId: acme })
  await world.syncOutside('Contacts')
  expect(await world.links()).toEqual([])
  await world.syncOutside('Accounts')
  const links = await world.links()
  expect(links.map((one) => one.pair)).toEqual(['Accounts', 'Contacts'])
  expect(await world.contacts.get(links[1]?.sfId ?? '')).toMatchObject({ LastName: 'Nowak', AccountId: links[0]?.sfId }) // prettier-ignore
})

test('records that refer to their own kind come in two passes, whatever the order, and circles too', async () => {
  const { accounts: sf, ...world } = await startPipeline({ objects, pairs: [accounts()] })
  const child = await sf.create({ Name: 'Child' })
  const parent = await sf.create({ Name: 'Parent' })
  await sf.edit(child, { ParentId: parent })
  await world.pass()
  const byName = (name: string) => world.system.all('company').find((one) => one['name'] === name)
  expect(byName('Child')).toMatchObject({ parentId: byName('Parent')?.id })

  const [one, other] = [
    world.system.add('company', { name: 'One' }),
    world.system.add('company', { name: 'Other' })
  ]
  world.system.edit('company', one, { parentId: other })
  world.system.edit('company', other, { parentId: one })
  await world.pass()
  const links = await world.links()
  const sfIdOf = (extId: string) => links.find((link) => link.extId === extId)?.sfId
  expect(await sf.get(sfIdOf(one) ?? '')).toMatchObject({ ParentId: sfIdOf(other) })
  // Salesforce takes no circles of accounts: the half that it refused is an issue, and nothing waits any more.
  expect(await world.issues()).toMatchObject([{ sfId: sfIdOf(other), line: 'parentId' }])
  expect(await world.waits()).toEqual([])
})

test('who has waited a day for a parent is an issue that names it, until the parent comes', async () => {
  const lines = [...contactLines, employer(true)]
  const world = await startPipeline({ objects, pairs: [accounts(), contacts({ lines })] })
  const acme = await world.accounts.create({ Name: 'Acme' })
  const anna = await world.contacts.create({ LastName: 'Nowak', Email: 'anna@acme.example', AccountId: acme })
  await world.syncSalesforce('Contacts')
  expect(await tellOverdueWaits(world.engine.db, world.orgId)).toBe(0)
  await world.query(sql`update waits set since = now() - interval '25 hours'`)
  expect(await tellOverdueWaits(world.engine.db, world.orgId)).toBe(1)
  expect(await tellOverdueWaits(world.engine.db, world.orgId)).toBe(0)
  const [issue] = await world.issues()
  expect(issue).toMatchObject({ code: 'parent-missing', sfId: anna })
  expect(issue?.message).toContain(acme)
  await world.syncSalesforce('Accounts')
  expect(world.system.all('person')).toHaveLength(1)
  expect(await world.issues()).toEqual([])
})

test.for(['salesforce', 'external'] as const)(
  'a record that was blocked in %s is left alone whichever side the news comes from, and comes in when it is unblocked',
  async (side) => {
    const world = await startPipeline({ objects, pairs: [accounts()] })
    const { db } = world.engine
    const sfId = await world.accounts.create({ Name: 'Acme' })
    await world.pass()
    const extId = world.system.all('company')[0]?.id ?? ''
    const id = side === 'salesforce' ? sfId : extId
    await block(db, world.orgId, { pairId: 1, side, id, reason: 'asked', author: 'test' })
    await world.accounts.edit(sfId, { Phone: '+48221112233' })
    await world.pass()
    world.system.edit('company', extId, { name: 'Acme Ltd' })
    await world.pass()
    await world.initialSync()
    expect(world.system.get('company', extId)).toMatchObject({ phone: null })
    expect(await world.accounts.get(sfId)).toMatchObject({ Name: 'Acme' })

    await unblock(db, world.orgId, 1, side, id)
    await world.initialSync()
    expect(world.system.get('company', extId)).toMatchObject({ phone: '+48221112233', name: 'Acme Ltd' })
    expect(await world.accounts.get(sfId)).toMatchObject({ Name: 'Acme Ltd' })
  }
)
