import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { dueLanes } from '../../middleware/database/due.ts'
import { startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { changeRules, pause, reconcile, resynchronize, syncNow } from '../../middleware/sync/schedules.ts'
import { instantOf, wallOf } from '../../middleware/sync/zone.ts'
import { contactLines, contacts, objects, person } from '../support/plain-pairs.ts'

const zone = 'Europe/Warsaw'
const nightly = { kind: 'nightly', at: '02:00', zone } as const
const start = (change: Parameters<typeof contacts>[0] = {}) =>
  startPipeline({ objects, pairs: [contacts({ lines: contactLines, ...change })] })
const anna = { LastName: 'Nowak', Email: 'anna@example.org' }

const times = async ({ query }: Pipeline) => {
  const [row] = await query(sql<{ poll: Date; read: Date }>`select next_poll_at as poll, next_read_at as read from pairs`) // prettier-ignore
  if (row === undefined) throw new Error('There is no pair.')
  return row
}
const minutesAway = (at: Date) => Math.round((at.getTime() - Date.now()) / 60_000)
const polls = async ({ query }: Pipeline) => (await query(sql`select from runs where cause = 'poll'`)).length
const activate = async (world: Pipeline) => {
  await world.query(sql`update pairs set sf_cursor = null`)
  await world.initialSync()
}

test('a nightly schedule sets the next night there, messages flow all day, and missed nights are one', async () => {
  const world = await start()
  await activate(world)
  await changeRules(world.engine, world, { approve: 'none', zone, schedule: nightly })
  await world.query(sql`update pairs set next_poll_at = now() - interval '3 days', next_read_at = now() - interval '3 days'`) // prettier-ignore
  const before = await polls(world)
  await world.turn()
  expect((await polls(world)) - before).toBe(1)
  const { poll, read } = await times(world)
  for (const at of [poll, read]) {
    expect(wallOf(at, zone)).toMatchObject({ hour: 2, minute: 0 })
    expect(minutesAway(at)).toBeGreaterThan(0)
    expect(minutesAway(at)).toBeLessThanOrEqual(25 * 60)
  }
  const id = await world.contacts.create(anna)
  await world.query(sql`
    insert into inbox (org_id, connection_id, notification_id, object, record_id) values (1, 1, '04l1', 'Contact', ${id})`)
  await world.turn()
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak' }])
})

test('a schedule that begins on the following morning does nothing today, and everything then', async () => {
  const world = await start()
  await world.query(sql`update pairs set sf_cursor = null`)
  await world.contacts.create(anna)
  await changeRules(world.engine, world, {
    approve: 'none',
    schedule: { kind: 'following-morning', at: '06:00', zone }
  })
  await startInitialSync(world.engine, world.orgId, world.connectionId)
  const { poll } = await times(world)
  const today = wallOf(new Date(), zone)
  const tomorrow = instantOf({ ...today, day: today.day + 1, hour: 0, minute: 0, second: 0 }, zone)
  expect(poll.getTime()).toBeGreaterThan(tomorrow.getTime())
  await world.turn(3)
  expect(world.system.all('person')).toEqual([])

  await world.query(sql`update pairs set next_poll_at = now()`)
  await world.turn()
  await world.turn(3)
  expect(world.system.all('person')).toHaveLength(1)
})

test('an instant sync looks at both sides at once; while paused it is refused with the way out', async () => {
  const world = await start()
  await activate(world)
  await world.contacts.create(anna)
  world.system.add('person', { lastName: 'Kowal', email: 'jan@example.org' })
  await world.org.control({ command: 'advance', ms: 2000 })
  await syncNow(world.engine, world)
  await world.turn()
  expect(world.system.all('person')).toHaveLength(2)
  expect(await world.links()).toHaveLength(2)
  await pause(world.engine, world, true)
  await expect(syncNow(world.engine, world)).rejects.toMatchObject({
    code: 'paused',
    next: 'bothways resume 1 1'
  })
  await pause(world.engine, world, false)
  await syncNow(world.engine, world)
})

/** From now on a look outside brings one record a page; this happens behind each page, before it is recorded. */
function onPages({ system: { connector } }: Pipeline, behind: (page: number) => Promise<void>): void {
  const read = connector.read.bind(connector)
  let pages = 0
  const byOne: typeof read = async (context, request) => {
    const page = await read(context, { ...request, limit: 1 })
    await behind(++pages)
    return page
  }
  Object.assign(connector, { read: byOne })
}
const isDue = async (world: Pipeline, side: 'poll' | 'read') => (await times(world))[side].getTime() <= Date.now() // prettier-ignore

test('an instant sync that is pressed while the external side is being read has it read once more', async () => {
  const world = await start()
  await activate(world)
  for (const name of ['Kowal', 'Wolska']) world.system.add('person', { lastName: name, email: `${name}@example.org` }) // prettier-ignore
  onPages(world, async (page) => {
    if (page === 1) await syncNow(world.engine, world)
  })
  await world.syncOutside()
  expect(await isDue(world, 'read')).toBe(true)
  await world.turn()
  expect(minutesAway((await times(world)).read)).toBe(15)
})

test('an instant sync that is pressed while Salesforce is being polled has it polled once more', async () => {
  const world = await start()
  await activate(world)
  await world.contacts.create(anna)
  const { connector } = world.system
  const write = connector.write.bind(connector)
  const pressed: typeof write = async (context, request) => {
    Object.assign(connector, { write })
    await syncNow(world.engine, world)
    return write(context, request)
  }
  Object.assign(connector, { write: pressed })
  await world.syncSalesforce()
  expect(await isDue(world, 'poll')).toBe(true)
  await world.turn()
  expect(minutesAway((await times(world)).poll)).toBe(15)
})

test('a pass that goes on after its node died knows the tick it began for: what was pressed meanwhile is still due', async () => {
  const world = await start()
  await activate(world)
  for (const name of ['Kowal', 'Wolska']) world.system.add('person', { lastName: name, email: `${name}@example.org` }) // prettier-ignore
  onPages(world, async (page) => {
    if (page === 1) await syncNow(world.engine, world)
    if (page === 2) throw new Error('The node died.')
  })
  await expect(world.syncOutside()).rejects.toThrow('The lane rests')
  expect(await world.links()).toHaveLength(1)
  await world.later()
  await world.turn()
  expect(await world.links()).toHaveLength(2)
  expect(await isDue(world, 'read')).toBe(true)
  await world.turn()
  expect(minutesAway((await times(world)).read)).toBe(15)
})

test('an instant sync that is pressed during a comparison of everything is not put off by its end', async () => {
  const world = await start()
  await activate(world)
  await reconcile(world.engine, world)
  await world.turn()
  world.system.add('person', { lastName: 'Kowal', email: 'jan@example.org' })
  onPages(world, async (page) => {
    if (page === 1) await syncNow(world.engine, world)
  })
  await world.turn(lanes.reconcile)
  expect(await world.links()).toHaveLength(1)
  expect(await isDue(world, 'read')).toBe(true)
})

const comparisons = async ({ query }: Pipeline) =>
  (await query(sql<{ state: string }>`select state from runs where cause = 'reconcile' order by run_id`)).map(({ state }) => state) // prettier-ignore
const isLiveDue = async ({ engine }: Pipeline) => (await dueLanes(engine.db)).some(({ lane }) => lane === lanes.live) // prettier-ignore
const full = { objects: { ...objects, person: { ...person, feed: 'full' } }, pairs: [contacts({ lines: contactLines })] } as const // prettier-ignore

test('a comparison of everything that is asked for while one is at it follows that one, once, however often it was asked for', async () => {
  const world = await start()
  await activate(world)
  await world.query(sql`update pairs set next_poll_at = 'infinity', next_read_at = 'infinity'`)
  await reconcile(world.engine, world)
  await reconcile(world.engine, world)
  await world.turn()
  // It has read nothing yet, so it answers this one as well.
  await reconcile(world.engine, world)
  await world.turn()
  for (const name of ['Kowal', 'Wolska', 'Zych']) world.system.add('person', { lastName: name, email: `${name}@example.org` }) // prettier-ignore
  onPages(world, async (page) => {
    if (page > 2) return
    await reconcile(world.engine, world)
    await world.turn()
    expect(await comparisons(world)).toEqual(['running'])
    // Nobody turns in circles until it is over.
    expect(await isLiveDue(world)).toBe(false)
  })
  await world.turn(lanes.reconcile)
  expect(await comparisons(world)).toEqual(['done'])
  expect(await isLiveDue(world)).toBe(true)
  await world.turn()
  await world.turn(lanes.reconcile)
  await world.turn()
  expect(await comparisons(world)).toEqual(['done', 'done'])
  expect(await isLiveDue(world)).toBe(false)
})

test('a comparison that was asked for while one is at it follows also where that one stops', async () => {
  const world = await startPipeline({ ...full, objects, forgetsDeleted: true })
  await world.contacts.create(anna)
  await activate(world)
  await reconcile(world.engine, world)
  await world.turn()
  world.system.remove('person', world.system.all('person')[0]?.id ?? '')
  onPages(world, async () => reconcile(world.engine, world).then(() => undefined))
  await world.turn(lanes.reconcile)
  expect(await comparisons(world)).toEqual(['failed'])
  await world.turn()
  expect(await comparisons(world)).toEqual(['failed', 'running'])
})

test('an instant sync of a system that tells of no changes, pressed while it is compared, has it compared once more; a tick has not', async () => {
  const world = await startPipeline(full)
  await activate(world)
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn()
  for (const name of ['Kowal', 'Wolska']) world.system.add('person', { lastName: name, email: `${name}@example.org` }) // prettier-ignore
  let presses = true
  onPages(world, async (page) => {
    if (presses && page === 1) await syncNow(world.engine, world)
    else await world.query(sql`update pairs set next_read_at = now()`)
    await world.turn()
  })
  await world.turn(lanes.reconcile)
  presses = false
  expect(await comparisons(world)).toEqual(['done'])
  await world.turn()
  expect(await comparisons(world)).toEqual(['done', 'running'])
  await world.turn(lanes.reconcile)
  await world.turn()
  expect(await comparisons(world)).toEqual(['done', 'done'])
  expect(minutesAway((await times(world)).read)).toBe(15)
})

test('a nightly pass during which the schedule is changed leaves the time of the new one', async () => {
  const world = await start()
  await activate(world)
  await changeRules(world.engine, world, { approve: 'none', zone, schedule: nightly })
  world.system.add('person', { lastName: 'Kowal', email: 'jan@example.org' })
  onPages(world, async (page) => {
    if (page === 1)
      await changeRules(world.engine, world, { approve: 'none', zone, schedule: { ...nightly, at: '03:00' } })
  })
  await world.syncOutside()
  expect(wallOf((await times(world)).read, zone)).toMatchObject({ hour: 3, minute: 0 })
})

test('a re-synchronization at the next tick brings back what was deleted outside only', async () => {
  const world = await start({ policy: { afterExternalGone: 'recreate-on-change' } })
  await world.contacts.create(anna)
  await activate(world)
  world.system.remove('person', world.system.all('person')[0]?.id ?? '')
  await world.syncOutside()
  expect(world.system.all('person')).toEqual([])
  await resynchronize(world.engine, world)
  await world.syncSalesforce()
  await world.turn(3)
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Nowak' }])
  const runs = await world.query(
    sql<{ n: number }>`select count(*)::int as n from runs where cause = 'initial'`
  )
  expect(runs).toEqual([{ n: 2 }])
  await world.syncSalesforce()
  expect(await world.query(sql`select from runs where cause = 'initial' and state = 'running'`)).toEqual([])
})

test('a cursor that is too old to tell of deletions asks for a comparison of everything', async () => {
  const world = await start()
  await world.query(sql`update pairs set sf_cursor = now() - interval '12 days'`)
  await world.syncSalesforce()
  const wanted = () => world.query(sql`select from pairs where next_scan_at <= now()`)
  expect(await wanted()).toEqual([])
  await world.query(sql`update pairs set sf_cursor = now() - interval '14 days'`)
  await world.syncSalesforce()
  expect(await wanted()).toHaveLength(1)
})

test('changes that no message told of have the next poll come in a minute, until there are none', async () => {
  const world = await start()
  await activate(world)
  await world.query(sql`
    insert into inbox (org_id, connection_id, notification_id, object, record_id, state, at)
    values (1, 1, '04l1', 'Contact', '003000000000001AAA', 1, now() - interval '1 hour')`)
  await world.contacts.create(anna)
  await world.syncSalesforce()
  expect(minutesAway((await times(world)).poll)).toBe(1)
  await world.syncSalesforce()
  expect(minutesAway((await times(world)).poll)).toBe(15)
})
