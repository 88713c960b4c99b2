import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { workLane } from '../../middleware/sync/lane.ts'
import { lanes, type Lane } from '../../middleware/sync/lanes.ts'
import { createLimiters } from '../../middleware/sync/limiters.ts'
import { startInitialSync } from '../../middleware/sync/connect.ts'
import { changeRules } from '../../middleware/sync/schedules.ts'

const person = {
  ...objects.person,
  channels: { email: 'email' },
  fields: { ...objects.person.fields, noMail: { label: 'No mail', type: 'opt-out' } }
} as const
const lines = [...contactLines, line('HasOptedOutOfEmail', 'noMail', { blank: 'ignore' })]
const start = () => startPipeline({ objects: { person }, pairs: [contacts({ lines })] })

const used = ({ query }: Pipeline, lane: string, calls: number) =>
  query(sql`
    insert into budget (org_id, scope, window_start, used) values (1, ${`salesforce 1 ${lane}`}, date_trunc('hour', now()), ${calls})
    on conflict (org_id, scope, window_start) do update set used = excluded.used`)
const spent = async ({ query, engine }: Pipeline) => {
  await engine.calls.flush()
  const [row] = await query(sql<{ n: number }>`select coalesce(sum(used), 0)::int as n from budget where scope like 'salesforce 1 %'`) // prettier-ignore
  return row?.n ?? 0
}
const rests = ({ query }: Pipeline) =>
  query(sql<{ lane: number; trouble: string }>`select lane, trouble from leases where trouble is not null order by lane`) // prettier-ignore
const work = (world: Pipeline, lane: Lane) => {
  const { signal } = new AbortController()
  const { orgId, connectionId } = world
  return workLane(world.engine, { orgId, connectionId, lane }, signal, signal)
}
/** A day later: what was counted has come free, lanes that rested wake up. */
const nextDay = async ({ query }: Pipeline) => {
  await query(sql`update budget set window_start = window_start - interval '25 hours'`)
  await query(sql`update leases set not_before = null, trouble = null`)
}

test('with little budget opt-outs and pressed records go and the backfill waits, says why, and goes on when the window has moved', async () => {
  const world = await start()
  await world.query(sql`update pairs set sf_cursor = null`)
  const out = await world.contacts.create({ LastName: 'Out', Email: 'out@example.org' })
  await world.initialSync()
  for (let n = 0; n < 5; n++) await world.contacts.create({ LastName: `P${n}`, Email: `p${n}@example.org` })
  const pressed = await world.contacts.create({ LastName: 'Pressed', Email: 'pressed@example.org' })
  await startInitialSync(world.engine, 1, 1)
  const cap = (await spent(world)) + 100
  await used(world, 'live', cap - 25)
  await changeRules(world.engine, world, { approve: 'none', cap })

  expect(await work(world, lanes.backfill)).toBe('idle')
  const [{ trouble, lane } = { trouble: '', lane: -1 }] = await rests(world)
  expect(lane).toBe(lanes.backfill)
  expect(trouble).toMatch(/kept for changes that come in now\. Nothing is lost; it goes on at .* \(UTC\)\.$/)
  await pressRecords(world.engine.db, { orgId: 1, connectionId: 1 }, 'Contact', [pressed])
  await work(world, lanes.live)
  expect(world.system.all('person')).toMatchObject([{ lastName: 'Out' }, { lastName: 'Pressed' }])

  // Now nothing is left at all, and an opt-out goes all the same.
  await used(world, 'live', cap)
  await world.contacts.edit(out, { HasOptedOutOfEmail: true })
  await pressRecords(world.engine.db, { orgId: 1, connectionId: 1 }, 'Contact', [out])
  await work(world, lanes.live)
  expect((await rests(world)).map((one) => one.lane)).toEqual([lanes.live, lanes.backfill])
  expect((await rests(world))[0]?.trouble).toMatch(/^The limit of \d+ Salesforce calls in 24 hours/)
  await world.org.control({ command: 'advance', ms: 2000 })
  await world.query(sql`update pairs set next_consent_at = now()`)
  await work(world, lanes.consent)
  expect(world.system.all('person')[0]).toMatchObject({ noMail: true })

  await nextDay(world)
  await work(world, lanes.live)
  await work(world, lanes.backfill)
  expect(world.system.all('person')).toHaveLength(7)
  expect(await rests(world)).toEqual([])
})

test('quiet hours hold the backfill and let live changes through', async () => {
  const world = await start()
  await world.query(sql`update pairs set sf_cursor = null`)
  const id = await world.contacts.create({ LastName: 'A', Email: 'a@example.org' })
  await startInitialSync(world.engine, 1, 1)
  const hour = new Date().getUTCHours()
  const clock = (at: number) => `${String((at + 24) % 24).padStart(2, '0')}:00`
  await changeRules(world.engine, world, {
    approve: 'none',
    quiet: { from: clock(hour - 1), to: clock(hour + 2) }
  })
  await work(world, lanes.backfill)
  expect((await rests(world))[0]?.trouble).toContain('quiet hours')
  expect(world.system.all('person')).toEqual([])
  await pressRecords(world.engine.db, { orgId: 1, connectionId: 1 }, 'Contact', [id])
  await work(world, lanes.live)
  expect(world.system.all('person')).toHaveLength(1)
})

test('where a record counts as a request, the quota of the day lets that many through and the rest follows the next day', async () => {
  const world = await start()
  Object.assign(world.system.connector.limits, { quotaUnit: 'record' })
  for (let n = 0; n < 5; n++) await world.contacts.create({ LastName: `P${n}`, Email: `p${n}@example.org` })
  await changeRules(world.engine, world, { approve: 'none', cap: 3, zone: 'America/New_York' })
  await world.query(sql`update pairs set next_poll_at = now()`)
  await world.org.control({ command: 'advance', ms: 2000 })
  await work(world, lanes.live)
  expect(world.system.all('person')).toHaveLength(3)
  expect(await rests(world)).toMatchObject([{ lane: lanes.live, trouble: expect.stringMatching(/^The quota of 3 records a day .* \(America\/New_York\)\.$/) as string }]) // prettier-ignore
  await nextDay(world)
  await work(world, lanes.live)
  expect(world.system.all('person')).toHaveLength(5)
  expect(await rests(world)).toEqual([])
})

test('two nodes together keep the calls that a vendor takes at a time, and its quota', async () => {
  const world = await start()
  const seen = { now: 0, most: 0, all: 0 }
  const server = createServer((_, response) => {
    seen.all++
    seen.most = Math.max(seen.most, ++seen.now)
    setTimeout(() => {
      seen.now--
      response.setHeader('content-type', 'application/json').end('{}')
    }, 20)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())))
  const { connector } = world.system
  const write = connector.write.bind(connector)
  const calling: typeof write = async (context, request) => {
    await context.http.send('POST', '/write', {})
    return write(context, request)
  }
  Object.assign(connector, {
    write: calling,
    baseUrl: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  Object.assign(connector.limits, {
    concurrency: 3,
    writeBatch: 1,
    quota: { requests: 40, perMs: 3_600_000 }
  })
  const node = 'second'
  const limiters = createLimiters(world.engine.db, node)
  onTestFinished(() => limiters.close())
  const second = { ...world, engine: { ...world.engine, node, limiters } }

  await world.query(sql`update pairs set sf_cursor = null`)
  const ids: string[] = []
  for (let n = 0; n < 30; n++) ids.push(await world.contacts.create({ LastName: `P${n}`, Email: `p${n}@example.org` })) // prettier-ignore
  await startInitialSync(world.engine, 1, 1)
  for (let n = 30; n < 60; n++) ids.push(await world.contacts.create({ LastName: `P${n}`, Email: `p${n}@example.org` })) // prettier-ignore
  await pressRecords(world.engine.db, { orgId: 1, connectionId: 1 }, 'Contact', ids)
  await Promise.all([work(world, lanes.backfill), work(second, lanes.live)])
  expect(seen.most).toBeLessThanOrEqual(3)
  expect(seen.all).toBeLessThanOrEqual(40)
  expect(seen.all).toBeGreaterThan(30)
  expect((await rests(world))[0]?.trouble).toContain("The vendor's quota is used up")
})
