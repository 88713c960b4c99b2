import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { linkByHand } from '../../middleware/database/links.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { accounts, byEmail, contacts, leads, objects } from '../support/plain-pairs.ts'

const anna = { LastName: 'Nowak', Email: 'anna@example.com' }
const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })

const merge = (
  { admin }: Pipeline,
  winner: { Id: string; Email?: string; Phone?: string },
  losers: string[]
) =>
  admin.soap.merge({
    masterRecord: { type: 'Contact', ...winner },
    recordToMergeIds: losers,
    additionalInformationMap: []
  })
const convert = (world: Pipeline, leadId: string, into: Record<string, string> = {}) =>
  world.admin.soap.convertLead({ leadId, convertedStatus: 'Closed - Converted', doNotCreateOpportunity: true, ...into } as never) // prettier-ignore

test('merge, only the loser linked: its partner goes on with the winner, and nobody new appears', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const loser = await world.contacts.create(anna)
  await world.pass()
  const [partner] = world.system.all('person')
  const winner = await world.contacts.create({ LastName: 'Nowak', Phone: '+48221112233' })
  await merge(world, { Id: winner, Email: anna.Email }, [loser])
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: winner, extId: partner?.id, state: 0 }])
  expect(world.system.all('person')).toMatchObject([{ id: partner?.id, phone: '+48221112233' }])
  expect(await world.issues()).toEqual([])
})

test('merge, only the winner linked: the loser leaves nothing behind', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const winner = await world.contacts.create(anna)
  await world.pass()
  const loser = await world.contacts.create({ LastName: 'Nowak', Phone: '+48221112233' })
  await merge(world, { Id: winner, Phone: '+48221112233' }, [loser])
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: winner, state: 0 }])
  expect(world.system.all('person')).toMatchObject([{ phone: '+48221112233' }])
})

test('merge of three, all linked: one partner goes on, the others are told, and late news of their ids writes nothing', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const [winner, ...losers] = [
    await world.contacts.create(anna),
    await world.contacts.create({ LastName: 'Nowak', Email: 'a.nowak@example.com' }),
    await world.contacts.create({ LastName: 'Nowack', Email: 'anna@nowak.example' })
  ]
  await world.pass()
  await merge(world, { Id: winner }, losers)
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: winner, state: 0 }])
  const issues = await world.issues()
  expect(issues.map((one) => one.code)).toEqual(['merged-both-linked', 'merged-both-linked'])
  expect(issues[0]?.candidates?.map((one) => one.id)).toContain(winner)

  const heirs = await world.query<{ heir: string }>(
    sql`select w.sf_id as heir from links l join links w on w.link_id = l.retired_into where l.state = 2`
  )
  expect(heirs).toEqual([{ heir: winner }, { heir: winner }])
  const writes = world.system.seen.writes.length
  await world.press('Contact', losers)
  expect(world.system.seen.writes).toHaveLength(writes)
})

test('merge of three, one loser linked after the other is known: the winner keeps one partner', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const losers = [
    await world.contacts.create(anna),
    await world.contacts.create({ LastName: 'Nowak', Email: 'a.nowak@example.com' })
  ]
  await world.pass()
  const winner = await world.contacts.create({ LastName: 'Nowak' })
  await merge(world, { Id: winner, Email: anna.Email }, losers)
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: winner, state: 0 }])
  expect(world.system.all('person')).toHaveLength(2)
  expect(await world.issues()).toMatchObject([{ code: 'merged-both-linked' }])
})

test('news of the winner before the merge itself is known is not mistaken for a second person', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const loser = await world.contacts.create(anna)
  await world.pass()
  const winner = await world.contacts.create({ LastName: 'Nowak', Phone: '+48221112233' })
  await merge(world, { Id: winner, Email: anna.Email }, [loser])
  await world.press('Contact', [winner])
  expect(await world.links()).toMatchObject([{ sfId: winner, state: 0 }])
  expect(await world.issues()).toEqual([])
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ phone: '+48221112233' }])
})

test('a converted lead hands its partner to the contact it became, and is never written again', async () => {
  const world = await startPipeline({ objects, pairs: [people, leads()] })
  const lead = await world.leads.create({ ...anna, Company: 'Acme' })
  await world.pass()
  const [partner] = world.system.all('person')
  await convert(world, lead)
  await world.pass()
  const contact = (await world.leads.get(lead))['ConvertedContactId']
  expect(await world.links()).toMatchObject([{ pair: 'Contacts', sfId: contact, extId: partner?.id }])
  expect(world.system.all('person')).toHaveLength(1)

  world.system.edit('person', partner?.id ?? '', { phone: '+48500100200' })
  await world.pass()
  expect(await world.contacts.get(String(contact))).toMatchObject({ Phone: '+48500100200' })
  expect(await world.issues()).toEqual([])
})

test('the new contact waits for its lead, also when no rule would find the partner', async () => {
  const apart = { match: [] }
  const world = await startPipeline({ objects, pairs: [{ ...people, ...apart }, leads(apart)] })
  const lead = await world.leads.create({ ...anna, Company: 'Acme' })
  await world.pass()
  await convert(world, lead)
  await world.syncSalesforce('Contacts')
  expect(world.system.all('person')).toHaveLength(1)
  await world.pass()
  expect(await world.links()).toMatchObject([{ pair: 'Contacts' }])
  expect(world.system.all('person')).toHaveLength(1)
})

test('a lead converted into a contact with a partner of its own: held with both, nothing is guessed', async () => {
  const world = await startPipeline({ objects, pairs: [people, leads()] })
  const account = await world.accounts.create({ Name: 'Acme' })
  const contact = await world.contacts.create({ ...anna, AccountId: account })
  const lead = await world.leads.create({ LastName: 'Nowak', Email: 'a.nowak@example.com', Company: 'Acme' })
  await world.pass()
  const [first, second] = await world.links()
  await convert(world, lead, { accountId: account, contactId: contact })
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: contact, extId: first?.extId }])
  const [issue] = await world.issues()
  expect(issue).toMatchObject({ code: 'converted-both-linked', sfId: lead })
  expect(issue?.candidates?.map((one) => one.id)).toEqual([first?.extId, second?.extId])
})

test('a lead and a contact with one address: one partner outside, the second is held', async () => {
  const world = await startPipeline({ objects, pairs: [people, leads()] })
  await world.contacts.create(anna)
  const lead = await world.leads.create({ ...anna, Company: 'Acme' })
  await world.pass()
  expect(world.system.all('person')).toHaveLength(1)
  expect(await world.issues()).toMatchObject([{ code: 'link-taken', sfId: lead }])
})

test('a record that comes back from the recycle bin goes on with its partner, and with what was edited there meanwhile', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = await world.contacts.create(anna)
  await world.pass()
  const [partner] = world.system.all('person')
  await world.contacts.remove(id)
  await world.pass()
  expect(await world.links()).toMatchObject([{ state: 1 }])
  world.system.edit('person', partner?.id ?? '', { phone: '+48500100200' })
  await world.pass()
  await world.contacts.undelete(id)
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: id, extId: partner?.id, state: 0 }])
  expect(await world.contacts.get(id)).toMatchObject({ Phone: '+48500100200' })
})

test.for([
  { whenMadeAgain: 'link', issues: [] },
  { whenMadeAgain: 'hold', issues: [{ code: 'link-taken' }] }
] as const)(
  'deleted and made again with the same address: $whenMadeAgain, and never a second person outside',
  async ({ whenMadeAgain, issues }) => {
    const world = await startPipeline({
      objects,
      pairs: [{ ...people, policy: { ...people.policy, whenMadeAgain } }]
    })
    const old = await world.contacts.create(anna)
    await world.pass()
    await world.contacts.remove(old)
    const again = await world.contacts.create({ ...anna, Phone: '+48500100200' })
    await world.pass()
    expect(world.system.all('person')).toHaveLength(1)
    expect(await world.issues()).toMatchObject(issues)
    const linked = whenMadeAgain === 'link' ? again : old
    expect(await world.links()).toMatchObject([{ sfId: linked }])
    if (whenMadeAgain === 'link')
      expect(world.system.all('person')).toMatchObject([{ phone: '+48500100200' }])
  }
)

test('deleted and made again where deletions flow: the old person goes, then the new one comes', async () => {
  const remove = { toExternal: 'delete', toSalesforce: 'never' } as const
  const world = await startPipeline({ objects, pairs: [{ ...people, policy: { ...people.policy, remove } }] })
  const old = await world.contacts.create(anna)
  await world.pass()
  await world.contacts.remove(old)
  const again = await world.contacts.create(anna)
  await world.press('Contact', [again])
  expect(world.system.all('person')).toHaveLength(1)
  expect(await world.links()).toMatchObject([{ sfId: again, state: 0 }])
  await world.pass()
  expect(world.system.all('person')).toHaveLength(1)
})

test('another e-mail address on either side is an edit of the same person', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = await world.contacts.create(anna)
  await world.pass()
  await world.contacts.edit(id, { Email: 'anna.kowal@example.com' })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ email: 'anna.kowal@example.com' }])
  world.system.edit('person', world.system.all('person')[0]?.id ?? '', { email: 'ak@example.com' })
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ Email: 'ak@example.com' })
  expect(world.system.all('person')).toHaveLength(1)
  expect(await world.links()).toHaveLength(1)
})

test('in a company that was merged, people outside who still belong to the loser come to the winner', async () => {
  const world = await startPipeline({ objects, pairs: [accounts(), contacts()] })
  const [winner, loser] = [
    await world.accounts.create({ Name: 'Acme' }),
    await world.accounts.create({ Name: 'Acme Ltd' })
  ]
  await world.pass()
  const old = world.system.all('company').find((one) => one['name'] === 'Acme Ltd')
  await world.admin.soap.merge({ masterRecord: { type: 'Account', Id: winner }, recordToMergeIds: [loser], additionalInformationMap: [] }) // prettier-ignore
  await world.pass()
  world.system.add('person', { lastName: 'Kowal', email: 'jan@example.com', companyId: old?.id ?? null })
  await world.pass()
  const link = (await world.links()).find((one) => one.pair === 'Contacts')
  expect(await world.contacts.get(link?.sfId ?? '')).toMatchObject({ AccountId: winner })
})

test('several candidates are held with all of them named, and linked by hand they are one', async () => {
  const world = await startPipeline({ objects, pairs: [{ ...people, match: [byEmail] }] })
  const twins = ['Nowak', 'Nowack'].map((lastName) =>
    world.system.add('person', { lastName, email: anna.Email })
  )
  const id = await world.contacts.create(anna)
  await world.syncSalesforce()
  const [issue] = await world.issues()
  expect(issue).toMatchObject({ code: 'several-matches', sfId: id })
  expect(issue?.candidates?.map((one) => one.id)).toEqual(twins)
  expect(world.system.all('person')).toHaveLength(2)
  await linkByHand(world.engine.db, world, { pairId: 1, salesforce: 'Contact' }, id, twins[1] ?? '')
  await world.pass()
  expect(await world.links()).toMatchObject([{ sfId: id, extId: twins[1], state: 0 }])
  // What is left to say is that the other one outside has nobody.
  expect(await world.issues()).toMatchObject([{ code: 'link-taken', sfId: null, extId: twins[0] }])
  expect(world.system.get('person', twins[1] ?? '')).toMatchObject({ lastName: anna.LastName })
})

test('a reply that is lost after the record was made makes no second one: it is found and linked', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = await world.contacts.create(anna)
  world.system.faults.loseReplies = 1
  await expect(world.syncSalesforce()).rejects.toThrow('The lane rests')
  expect(world.system.all('person')).toHaveLength(1)
  await world.later()
  await world.pass()
  expect(world.system.all('person')).toHaveLength(1)
  expect(await world.links()).toMatchObject([{ sfId: id, state: 0 }])
})

test('a record that is refused fails alone, with an issue, and is done when nothing refuses it any more', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const bad = await world.contacts.create({ LastName: 'Bad', Email: 'bad@example.com' })
  await world.contacts.create(anna)
  world.system.faults.refuse = (_, operation) =>
    operation.kind === 'create' && operation.values['lastName'] === 'Bad' ? 'Not this one.' : null
  await world.syncSalesforce()
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak' }])
  expect(await world.issues()).toMatchObject([{ sfId: bad, code: 'invalid' }])
  world.system.faults.refuse = () => null
  await world.press('Contact', [bad])
  expect(world.system.all('person')).toHaveLength(2)
  expect(await world.issues()).toEqual([])
})

test('a comparison of everything knows a converted lead for one: nobody is made outside for it', async () => {
  const world = await startPipeline({ objects, pairs: [leads()] })
  const lead = await world.leads.create({ ...anna, Company: 'Acme' })
  const bob = await world.leads.create({ LastName: 'Kowalski', Email: 'bob@example.com', Company: 'Acme' })
  await convert(world, lead)
  await world.query(sql`
    insert into runs (org_id, connection_id, pair_id, lane, cause) select org_id, connection_id, pair_id, 3, 'reconcile' from pairs`)
  await world.turn(3)
  expect(world.system.all('person')).toMatchObject([{ email: 'bob@example.com' }])
  expect(await world.links()).toMatchObject([{ sfId: bob }])
  expect((await world.outcomes(lead)).at(-1)).toMatchObject({ bucket: 'skipped', code: 'converted' })
})
