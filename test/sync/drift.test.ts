import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { agreements } from '../../middleware/database/due.ts'
import { connectionStatus } from '../../middleware/database/status.ts'
import { causeOf, type DriftFacts } from '../../middleware/sync/drift.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'

const known: DriftFacts = {
  side: 'salesforce',
  isLinked: true,
  gone: null,
  isNewer: true,
  fields: ['Phone'],
  isCalculated: (field) => field === 'Score__c',
  feed: 'cursor'
}

test.each<[string, Partial<DriftFacts>, string]>([
  ['an edit that Salesforce stamped', {}, 'missed-event'],
  ['a record that nobody told of', { isLinked: false }, 'missed-event'],
  ['an edit outside that the feed should have told', { side: 'external' }, 'missed-event'],
  ['an edit outside that was not stamped', { side: 'external', isNewer: false }, 'foreign-edit'],
  ['an edit outside whose time was not kept', { side: 'external', isNewer: null }, 'missed-event'],
  ['an edit outside, of a vendor without a feed', { side: 'external', feed: 'full' }, 'foreign-edit'],
  ['a record that is missing', { gone: 'absent', fields: [] }, 'hard-delete'],
  ['a record that its side says is deleted', { gone: 'told', fields: [] }, 'missed-event'],
  ['a formula alone', { fields: ['Score__c'], isNewer: false }, 'formula'],
  ['a formula beside an edit', { fields: ['Score__c', 'Phone'] }, 'missed-event'],
  ['another value under the same stamp', { isNewer: false }, 'our-fault'],
  ['another value where no stamp was kept', { isNewer: null }, 'missed-event']
])('why a record differed: %s', (_, facts, cause) => {
  expect(causeOf({ ...known, ...facts })).toBe(cause)
})

const remove = { toExternal: 'never', toSalesforce: 'delete' } as const
const lines = [...contactLines, line('Account.Name', 'employer', { direction: 'toExternal' })]

async function world() {
  const made = await startPipeline({
    objects,
    pairs: [contacts({ lines, policy: { remove } })],
    forgetsDeleted: true
  })
  const account = await made.accounts.create({ Name: 'Acme' })
  for (let n = 0; n < 60; n++)
    await made.contacts.create({ LastName: `N${n}`, Email: `n${n}@x.example`, Phone: `${n}`, ...(n < 2 && { AccountId: account }) }) // prettier-ignore
  await made.initialSync()
  // Seconds pass: an edit in the second of the first sync would have its stamp.
  await made.org.control({ command: 'advance', ms: 5000 })
  const { query } = made
  const compare = async () => {
    await query(sql`update pairs set next_scan_at = now()`)
    await made.turn()
    await made.turn(lanes.reconcile)
    return (await connectionStatus(made.engine.db, 1, 1)).agreement[0]
  }
  return { ...made, account, compare }
}

test('a comparison says of each record it sets right why it was not, and publishes how many agreed', async () => {
  const { contacts: sf, accounts, system, account, compare, links, org, engine, query } = await world()
  expect(await compare()).toMatchObject({ pair: 'Contacts', links: 60, equal: 60, drift: {} })
  const [, , edited, altered, outside, gone] = await links()
  if (edited === undefined || altered === undefined || outside === undefined || gone === undefined)
    throw new Error('There are too few.')
  await sf.edit(edited.sfId, { Phone: '77' })
  await org.control({ command: 'alter', object: 'Contact', id: altered.sfId, values: { Phone: '88' } })
  await accounts.edit(account, { Name: 'Acme Ltd' })
  system.edit('person', outside.extId, { phone: '99' })
  system.remove('person', gone.extId)
  const found = await compare()
  expect(found).toMatchObject({
    links: 60,
    equal: 54,
    drift: { 'missed-event': 2, 'our-fault': 1, formula: 2, 'hard-delete': 1 }
  })
  expect(system.get('person', edited.extId)).toMatchObject({ phone: '77' })
  expect(system.get('person', altered.extId)).toMatchObject({ phone: '88' })
  expect(await sf.get(outside.sfId)).toMatchObject({ Phone: '99' })
  expect(await sf.get(gone.sfId)).toMatchObject({ IsDeleted: true })
  expect(system.all('person').filter((one) => one.employer === 'Acme Ltd')).toHaveLength(2)
  expect(await agreements(engine.db)).toMatchObject([{ pairId: 1, links: 60, equal: 54 }])

  expect(await compare()).toMatchObject({ links: 59, equal: 59, drift: {} })
  const [next] = await query(
    sql<{ days: number }>`select extract(day from next_scan_at - now())::int as days from pairs`
  )
  expect(next?.days).toBe(6)
})

test('a comparison that was stopped comes again by itself; one for which no calls are left waits for them', async () => {
  const { system, compare, query, links, turn } = await world()
  for (const { extId } of await links()) system.remove('person', extId)
  expect(await compare()).toBeUndefined()
  const days = () => query(sql<{ days: number }>`select extract(day from next_scan_at - now())::int as days from pairs`) // prettier-ignore
  expect(await days()).toEqual([{ days: 6 }])
  expect(await query(sql`select state from runs where cause = 'reconcile'`)).toEqual([{ state: 'failed' }])

  await query(sql`update pairs set next_scan_at = now()`)
  await turn()
  await query(sql`update connections set rules = ${JSON.stringify({ approve: 'none', cap: 1 })}::jsonb`)
  const before = await query(sql`select run_id from scans`)
  await expect(turn(lanes.reconcile)).rejects.toThrow(/limit of 1 Salesforce calls in 24 hours/)
  expect(await query(sql`select run_id from scans`)).toEqual(before)
  expect(await query(sql`select state from runs where cause = 'reconcile' order by run_id`)).toMatchObject([{ state: 'failed' }, { state: 'running' }]) // prettier-ignore
})

test('fields that change without a stamp are refreshed once a day, and a pair without them never is', async () => {
  const { accounts, account, system, query, syncSalesforce, turn, org } = await world()
  // Past the time that a poll reads again and again.
  await org.control({ command: 'advance', ms: 600_000 })
  await syncSalesforce()
  const due = () => query(sql<{ hours: number | null }>`
    select case when isfinite(next_refresh_at) then round(extract(epoch from next_refresh_at - now()) / 3600)::int end as hours from pairs`) // prettier-ignore
  expect(await due()).toEqual([{ hours: 24 }])
  await accounts.edit(account, { Name: 'Acme Ltd' })
  await syncSalesforce()
  expect(system.all('person').filter((one) => one.employer === 'Acme Ltd')).toEqual([])

  const reads = system.seen.reads
  await query(sql`update pairs set next_refresh_at = now()`)
  await turn()
  await turn(lanes.refresh)
  expect(system.all('person').filter((one) => one.employer === 'Acme Ltd')).toHaveLength(2)
  expect(system.seen.reads).toBe(reads)
  const runs = await query(sql`select lane, state, counters, tally from runs where cause = 'refresh'`)
  expect(runs).toEqual([{ lane: 4, state: 'done', counters: { updated: 2 }, tally: { formula: 2 } }])
  expect(await due()).toEqual([{ hours: 24 }])
  expect(await query(sql`select tablename from pg_tables where schemaname = 'staging'`)).toEqual([])

  const plain = await startPipeline({ objects, pairs: [contacts({ lines: contactLines })] })
  await plain.contacts.create({ LastName: 'Nowak', Email: 'anna@x.example' })
  await plain.initialSync()
  await plain.syncSalesforce()
  expect(await plain.query(sql`select isfinite(next_refresh_at) as due from pairs`)).toEqual([{ due: false }])
})
