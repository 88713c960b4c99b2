import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { LineSpec, ObjectSpec } from '../../middleware/connectors/connector.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { workLane } from '../../middleware/sync/lane.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { byEmail, contactLines, contacts, line, objects } from '../support/plain-pairs.ts'

const person: ObjectSpec = {
  ...objects.person,
  channels: { email: 'email', phone: 'phone' },
  fields: {
    ...objects.person.fields,
    noMail: { label: 'No mail', type: 'opt-out' },
    noCalls: { label: 'No calls', type: 'opt-out', channel: 'phone' }
  }
}
const lines = [
  ...contactLines.map((one): LineSpec => (one.external === 'phone' ? { ...one, country: 'US' } : one)),
  line('HasOptedOutOfEmail', 'noMail', { blank: 'ignore' }),
  line('DoNotCall', 'noCalls', { blank: 'ignore' })
]
const pair = (change: Parameters<typeof contacts>[0] = {}) => contacts({ lines, match: [byEmail], ...change })
const start = (change: Parameters<typeof contacts>[0] = {}) =>
  startPipeline({ objects: { person }, pairs: [pair(change)] })

const anna = { LastName: 'Nowak', Email: 'anna@example.org', Phone: '(202) 555-0142' }

/** Opt-ins that were sent outside; there must never be one. */
const optInsSent = ({ system }: Pipeline) =>
  system.seen.writes.filter(
    ({ operation }) =>
      operation.kind !== 'delete' && [operation.values['noMail'], operation.values['noCalls']].includes(false)
  )
const ledger = ({ query }: Pipeline) =>
  query(sql<{ channel: string; kind: string; source: string }>`select channel, kind, source from consent_events order by at, channel`) // prettier-ignore
const base = async ({ query }: Pipeline) =>
  (await query(sql<{ salesforce: string[] }>`select salesforce from bases order by link_id`)).map((one) => one.salesforce.slice(4)) // prettier-ignore

/** The consent lane's turn, with everything that it is asked to search. */
async function consentTurn(world: Pipeline): Promise<void> {
  await world.org.control({ command: 'advance', ms: 2000 })
  await world.query(sql`update pairs set next_consent_at = now()`)
  await world.turn(lanes.consent)
}

test('an opt-out seen in Salesforce is sent, and is in the ledger and in the base or in neither', async () => {
  const world = await start()
  const id = await world.contacts.create(anna)
  await world.pass()
  expect(await ledger(world)).toEqual([])
  await world.contacts.edit(id, { HasOptedOutOfEmail: true })

  // The lane is lost in the very moment in which the other side takes the write.
  const { connector } = world.system
  const write = connector.write.bind(connector)
  const dying: typeof write = async (...given) => {
    const results = await write(...given)
    await world.query(sql`update leases set fence = fence + 1, until = now() where lane = 2`)
    return results
  }
  Object.assign(connector, { write: dying })
  await world.org.control({ command: 'advance', ms: 2000 })
  await world.query(sql`update pairs set next_poll_at = now()`)
  const { signal } = new AbortController()
  const key = { orgId: world.orgId, connectionId: world.connectionId, lane: lanes.live }
  expect(await workLane(world.engine, key, signal, signal)).toBe('taken')
  expect(world.system.all('person')).toMatchObject([{ noMail: true }])
  expect(await ledger(world)).toEqual([])
  expect(await base(world)).toEqual([['false', 'false']])

  Object.assign(connector, { write })
  await world.pass()
  expect(await base(world)).toEqual([['true', 'false']])
  // Nobody knows any more that the value outside was ours, so it may stand there as a second opt-out; never as less.
  const events = await ledger(world)
  expect(events).toContainEqual({ channel: 'email', kind: 'out', source: 'salesforce Contact.HasOptedOutOfEmail' }) // prettier-ignore
  expect(events.filter((one) => one.kind === 'in')).toEqual([])
})

test('an opt-out whose write has to wait is in the ledger once, however often it is looked at', async () => {
  const world = await start()
  // Passes turn the org's clock forward.
  Object.assign(world.engine, { now: () => new Date(world.org.now()) })
  const id = await world.contacts.create(anna)
  await world.pass()
  await world.contacts.edit(id, { HasOptedOutOfEmail: true })
  world.system.faults.refuse = () => 'Not now.'
  for (let look = 0; look < 3; look++) {
    await world.press('Contact', [id])
    await world.later()
  }
  expect(world.system.all('person')).not.toMatchObject([{ noMail: true }])
  world.system.faults.refuse = () => null
  await world.press('Contact', [id])
  expect(world.system.all('person')).toMatchObject([{ noMail: true }])
  expect(await ledger(world)).toEqual([
    { channel: 'email', kind: 'out', source: 'salesforce Contact.HasOptedOutOfEmail' }
  ])
})

test('one number on fifty records in twelve spellings: an opt-out of one is an opt-out of all', async () => {
  const world = await start()
  const spellings = ['(202) 555-0142', '202-555-0142', '202.555.0142', '2025550142', '+12025550142', '+1 202 555 0142',
    '1-202-555-0142', '12025550142', 'tel:+1-202-555-0142', ' 202 555 0142 ', '(202)5550142', '+1 (202) 555-0142'] // prettier-ignore
  const ids: string[] = []
  for (let n = 0; n < 50; n++)
    ids.push(await world.contacts.create({ LastName: `P${n}`, Email: `p${n}@example.org`, Phone: spellings[n % 12] })) // prettier-ignore
  await world.pass()
  const [first] = world.system.all('person')
  world.system.edit('person', first?.id ?? '', { noCalls: true })
  await world.syncOutside()
  await world.turn(lanes.consent)
  expect(world.system.all('person').filter((one) => one['noCalls'] === true)).toHaveLength(50)
  for (const id of ids) expect(await world.contacts.get(id)).toMatchObject({ DoNotCall: true })
  expect(optInsSent(world)).toEqual([])
})

test('nobody who ever opted out is brought in, unless Salesforce itself says that they are out', async () => {
  const world = await start()
  const id = await world.contacts.create({ ...anna, HasOptedOutOfEmail: true })
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ email: anna.Email, noMail: true }])
  await world.contacts.remove(id)
  await world.pass()
  world.system.remove('person', world.system.all('person')[0]?.id ?? '')
  await world.pass()

  const again = await world.contacts.create(anna)
  await world.pass()
  expect(world.system.all('person')).toEqual([])
  expect(await world.outcomes(again)).toMatchObject([{ bucket: 'skipped', code: 'opted-out' }])
})

test('a tick that somebody takes away in Salesforce does not undo an opt-out: it is set again', async () => {
  const world = await start()
  const id = await world.contacts.create(anna)
  await world.pass()
  world.system.edit('person', world.system.all('person')[0]?.id ?? '', { noMail: true })
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ HasOptedOutOfEmail: true })
  await world.contacts.edit(id, { HasOptedOutOfEmail: false })
  world.system.edit('person', world.system.all('person')[0]?.id ?? '', { noMail: false })
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ HasOptedOutOfEmail: true })
  expect(world.system.all('person')).toMatchObject([{ noMail: true }])
})

test('while the connection is paused opt-outs flow both ways and nothing else does', async () => {
  const world = await start()
  const id = await world.contacts.create(anna)
  const other = await world.contacts.create({ LastName: 'Kowal', Email: 'jan@example.org' })
  await world.pass()
  await world.query(sql`update connections set state = 'paused'`)
  await world.contacts.edit(id, { HasOptedOutOfEmail: true, LastName: 'Nowak-Lis' })
  const jan = world.system.all('person').find((one) => one['email'] === 'jan@example.org')
  world.system.edit('person', jan?.id ?? '', { noMail: true, lastName: 'Kowalski' })
  await consentTurn(world)
  expect(world.system.all('person')).toMatchObject([
    { lastName: 'Nowak', noMail: true },
    { lastName: 'Kowalski', noMail: true }
  ])
  expect(await world.contacts.get(other)).toMatchObject({ LastName: 'Kowal', HasOptedOutOfEmail: true })

  await world.query(sql`update connections set state = 'active'`)
  await world.pass()
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak-Lis' }, { lastName: 'Kowalski' }])
  expect(await world.contacts.get(other)).toMatchObject({ LastName: 'Kowalski' })
})

test('an opt-out of a record outside the criterion, or of a pair that updates nothing, is sent all the same', async () => {
  const world = await start({
    criterion: { all: [{ field: 'Title', is: 'equal', values: ['Buyer'] }] },
    policy: { update: { toExternal: false, toSalesforce: false } }
  })
  const known = world.system.add('person', { lastName: 'Nowak', email: anna.Email })
  const id = await world.contacts.create({ ...anna, Title: 'Chair' })
  const buyer = await world.contacts.create({ LastName: 'Lis', Email: 'lis@example.org', Title: 'Buyer' })
  await world.pass()
  await world.contacts.edit(id, { HasOptedOutOfEmail: true })
  await world.contacts.edit(buyer, { HasOptedOutOfEmail: true, LastName: 'Wilk' })
  await world.pass()
  expect(world.system.get('person', known)).toMatchObject({ lastName: 'Nowak', noMail: true })
  expect(world.system.all('person')[1]).toMatchObject({ lastName: 'Lis', noMail: true })
  expect(await world.links()).toHaveLength(1)
})

test('an opt-out is outside before a backlog of thousands is half done', async () => {
  const world = await start()
  const size = 8000
  const rows = Array.from({ length: size }, (_, n) => ({ LastName: `P${n}`, Email: `p${n}@example.org` }))
  const made = await world.admin.sobject('Contact').create(rows, { allowRecursive: true })
  const ids = made.map((one) => one.id ?? '')
  await world.initialSync()
  expect(world.system.all('person')).toHaveLength(size)
  await world.org.control({ command: 'advance', ms: 2000 })
  await world.query(sql`
    insert into inbox (org_id, connection_id, notification_id, object, record_id)
    select ${world.orgId}, ${world.connectionId}, '04l' || id, 'Contact', id from unnest(${ids}::text[]) as id`)
  const last = ids.at(-1) ?? ''
  await world.contacts.edit(last, { HasOptedOutOfEmail: true })
  await world.org.control({ command: 'advance', ms: 2000 })

  const { signal } = new AbortController()
  const key = { orgId: world.orgId, connectionId: world.connectionId }
  const backlog = workLane(world.engine, { ...key, lane: lanes.live }, signal, signal)
  const isOut = () => world.system.seen.writes.some(({ operation }) => operation.kind === 'update' && operation.values['noMail'] === true) // prettier-ignore
  let left = size
  while (!isOut() && left > 0) {
    await workLane(world.engine, { ...key, lane: lanes.consent }, signal, signal)
    const [row] = await world.query(sql<{ n: number }>`select count(*)::int as n from inbox where state = 0 and lane = 2`) // prettier-ignore
    left = row?.n ?? 0
  }
  expect(isOut()).toBe(true)
  expect(left).toBeGreaterThan(size / 2)
  await backlog
}, 120_000)
