import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { ConnectorError } from '../../middleware/connectors/connector.ts'
import {
  callsByHour,
  leaseCalls,
  recordScope,
  returnCalls,
  takeRecords,
  takeSlots
} from '../../middleware/database/budget.ts'
import { openDatabase, type Database } from '../../middleware/database/open.ts'
import { countCalls } from '../../middleware/database/runs.ts'
import { createLimiter, type LimiterOptions } from '../../middleware/sync/limiter.ts'
import { createLimiters } from '../../middleware/sync/limiters.ts'
import { dayOf, quotaTerms } from '../../middleware/sync/quota.ts'
import { freshDatabase, freshDatabaseUrl } from '../support/database.ts'

/** Two nodes: two pools of their own on one real database. */
async function twoNodes(): Promise<[Database, Database]> {
  const url = await freshDatabaseUrl()
  const nodes: [Database, Database] = [
    await openDatabase(url, { pool: 6 }),
    await openDatabase(url, { pool: 6 })
  ]
  onTestFinished(() => Promise.all(nodes.map((node) => node.close())).then(() => undefined))
  return nodes
}
const never = new AbortController().signal
const limiterOf = (db: Database, node: string, rest: Partial<LimiterOptions>) =>
  createLimiter({
    db,
    node,
    orgId: 1,
    scope: 'connection 1',
    concurrency: 3,
    deadlineMs: 5000,
    quota: null,
    ...rest
  })

test('three calls at a time, however many nodes want more, and both get on', async () => {
  const nodes = await twoNodes()
  const limiters = nodes.map((db, index) => limiterOf(db, `node ${index}`, {}))
  let [under, most] = [0, 0]
  const order: number[] = []
  await Promise.all(
    limiters.flatMap((limiter, index) =>
      Array.from({ length: 150 }, async (_, n) => {
        await limiter.run(never, async () => {
          most = Math.max(most, ++under)
          await sleep(10 + ((n * 7) % 30))
          under -= 1
        })
        order.push(index)
      })
    )
  )
  expect(most).toBe(3)
  expect(order).toHaveLength(300)
  // Neither waited until the other had done all of its work.
  expect(new Set(order.slice(0, 150))).toEqual(new Set([0, 1]))
  await Promise.all(limiters.map((limiter) => limiter.close()))
  expect(
    await takeSlots(nodes[0], { orgId: 1, scope: 'slots connection 1' }, 'node 9', {
      wanted: 3,
      busy: 0,
      max: 3,
      forMs: 1000
    })
  ).toBe(3)
})

test('in no stretch of time more calls than the quota, by two nodes that both want all of it', async () => {
  const nodes = await twoNodes()
  const quota = { ...quotaTerms({ requests: 40, perMs: 1500 }), lump: 4 }
  const limiters = nodes.map((db, index) => limiterOf(db, `node ${index}`, { concurrency: 20, quota }))
  const made: number[] = []
  await Promise.all(
    limiters.flatMap((limiter) =>
      Array.from({ length: 45 }, () =>
        limiter.run(never, async () => {
          made.push(performance.now())
          await sleep(2)
        })
      )
    )
  )
  expect(made).toHaveLength(90)
  const busiest = made.map((from) => made.filter((at) => at >= from && at < from + 1500).length)
  expect(Math.max(...busiest)).toBeLessThanOrEqual(40)
})

test('leases of many askers at once add up to the quota exactly; what is given back can be had again', async () => {
  const nodes = await twoNodes()
  const scope = { orgId: 1, scope: 'quota connection 1' }
  const terms = quotaTerms({ requests: 1000, perMs: 3_600_000 })
  const leases = await Promise.all(
    Array.from({ length: 60 }, (_, n) => leaseCalls(n % 2 === 0 ? nodes[0] : nodes[1], scope, terms, 30))
  )
  expect(leases.reduce((sum, one) => sum + one.granted, 0)).toBe(1000)
  const dry = await leaseCalls(nodes[0], scope, terms, 5)
  expect(dry.granted).toBe(0)
  expect(dry.waitMs).toBeGreaterThan(3_500_000)
  expect(dry.waitMs).toBeLessThanOrEqual(3_600_000 + 2 * 60_000)
  await returnCalls(nodes[1], scope, leases[0]?.slice ?? 0, 7)
  expect((await leaseCalls(nodes[0], scope, terms, 30)).granted).toBe(7)
})

test('a quota that is dry for minutes puts the lane to rest in place of keeping a node waiting', async () => {
  const db = await freshDatabase()
  const limiter = limiterOf(db, 'node', { quota: quotaTerms({ requests: 2, perMs: 3_600_000 }) })
  const run = () => limiter.run(never, () => Promise.resolve('done'))
  expect([await run(), await run()]).toEqual(['done', 'done'])
  const refused = await run().then(
    () => null,
    (error: unknown) => error
  )
  expect(refused).toBeInstanceOf(ConnectorError)
  expect(refused).toMatchObject({ kind: 'rate-limited' })
  expect((refused as ConnectorError).retryAfterMs).toBeGreaterThan(3_500_000)
})

test('the slots of a node that is gone come free when their time is over; those in use stay', async () => {
  const [a, b] = await twoNodes()
  const scope = { orgId: 1, scope: 'slots x' }
  const ask = (db: Database, node: string, wanted: number, busy = 0, forMs = 60_000) =>
    takeSlots(db, scope, node, { wanted, busy, max: 3, forMs })
  expect(await ask(a, 'A', 3, 0, 400)).toBe(3)
  expect(await ask(b, 'B', 3)).toBe(0)
  // A makes three calls and takes its share again: B gets its part only when one of them ends.
  expect(await ask(a, 'A', 3, 3, 400)).toBe(3)
  expect(await ask(b, 'B', 3)).toBe(0)
  expect(await ask(a, 'A', 3, 2, 400)).toBe(2)
  expect(await ask(b, 'B', 3)).toBe(1)
  await sleep(450)
  expect(await ask(b, 'B', 3)).toBe(3)
})

test('a call that waits is given up when its caller gives up', async () => {
  const db = await freshDatabase()
  const limiter = limiterOf(db, 'node', { concurrency: 1 })
  const first = Promise.withResolvers<undefined>()
  const running = limiter.run(never, () => first.promise)
  const abort = new AbortController()
  const waiting = limiter.run(abort.signal, () => Promise.resolve())
  abort.abort(new Error('the lease was lost'))
  await expect(waiting).rejects.toThrow('the lease was lost')
  first.resolve(undefined)
  await running
  await expect(limiter.run(never, () => Promise.resolve('next'))).resolves.toBe('next')
})

test("records a day: of all nodes together as many as the cap, the rest the next day, in the account's zone", async () => {
  const nodes = await twoNodes()
  const scope = { orgId: 1, scope: recordScope(1) }
  const today = dayOf(new Date('2026-11-20T23:30:00Z'), 'America/New_York')
  const take = (n: number, day: Date, wanted: number, cap: number | null) =>
    takeRecords(n % 2 === 0 ? nodes[0] : nodes[1], scope, day, wanted, cap)
  const taken = await Promise.all(Array.from({ length: 40 }, (_, n) => take(n, today.start, 30, 1000)))
  expect(taken.reduce((sum, one) => sum + one, 0)).toBe(1000)
  expect(await take(0, today.start, 1, 1000)).toBe(0)
  // A higher quota counts what went already; a lower one takes nothing back.
  expect(await take(0, today.start, 50, 1020)).toBe(20)
  expect(await take(0, today.start, 50, 10)).toBe(0)
  expect(await take(1, today.end, 30, 1000)).toBe(30)
  expect(await take(1, today.end, 5000, null)).toBe(5000)
})

test('calls by hour have an hour for every hour', async () => {
  const db = await freshDatabase()
  await countCalls(db, 1, 'salesforce', 5, null)
  await countCalls(db, 1, 'salesforce', 2, { used: 9, max: 100 })
  const hours = (await callsByHour(db, 1, ['salesforce'])).get('salesforce') ?? []
  expect(hours).toHaveLength(24)
  expect(hours.slice(-2).reduce((sum, calls) => sum + calls, 0)).toBe(7)
})

test('three calls at a time of each endpoint, and one quota for them all', async () => {
  const [db] = await twoNodes()
  const quota = { ...quotaTerms({ requests: 40, perMs: 3_600_000 }), lump: 1 }
  const endpoints = ['Companies', 'Contacts']
  const limiters = endpoints.map((name) => limiterOf(db, 'node', { scope: `connection 1 ${name}`, account: 'connection 1', quota })) // prettier-ignore
  const under = [0, 0]
  const most = [0, 0]
  let mostOfAll = 0
  const calls = await Promise.allSettled(
    limiters.flatMap((limiter, at) =>
      Array.from({ length: 30 }, () =>
        limiter.run(never, async () => {
          under[at] = (under[at] ?? 0) + 1
          most[at] = Math.max(most[at] ?? 0, under[at])
          mostOfAll = Math.max(mostOfAll, (under[0] ?? 0) + (under[1] ?? 0))
          await sleep(15)
          under[at] -= 1
        })
      )
    )
  )
  expect(most).toEqual([3, 3])
  expect(mostOfAll).toBeGreaterThan(3)
  expect(calls.filter((one) => one.status === 'fulfilled')).toHaveLength(40)
  await Promise.all(limiters.map((limiter) => limiter.close()))
})

test('a connector that names endpoints is limited by each of them', async () => {
  const [db] = await twoNodes()
  const limiters = createLimiters(db, 'node')
  onTestFinished(() => limiters.close())
  const limits = { concurrency: 3, deadlineMs: 5000, endpointOf: (path: string) => path.split('/')[1] ?? '' }
  const connection = { orgId: 1, connectionId: 1, connector: { limits } } as unknown as Parameters<typeof limiters.of>[0] // prettier-ignore
  expect(limiters.of(connection, '/Companies/1')).toBe(limiters.of(connection, '/Companies/query'))
  expect(limiters.of(connection, '/Companies/1')).not.toBe(limiters.of(connection, '/Contacts/1'))
})
