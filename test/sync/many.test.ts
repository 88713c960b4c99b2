import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createInbox } from '../../middleware/database/inbox.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contacts, line, objects } from '../support/plain-pairs.ts'

// Their last names alone, so that a contact without an address is made as well.
const people = contacts({ match: [], lines: [line('LastName', 'lastName')] })
const CHANGED = 8200

/** Salesforce calls so far, as they are counted for the budget. */
async function calls({ engine, query }: Pipeline): Promise<number> {
  await engine.calls.flush()
  const [row] = await query(sql<{ n: number }>`select coalesce(sum(used), 0)::int as n from budget where scope = 'salesforce'`) // prettier-ignore
  return row?.n ?? 0
}

/** An import in Salesforce changes them all; gives their ids. */
async function changeAll({ admin }: Pipeline, name: (n: number) => string): Promise<string[]> {
  const ids: string[] = []
  const found = await admin.query<{ Id: string }>('select Id from Contact order by Id', { autoFetch: true, maxFetch: 20_000 }) // prettier-ignore
  for (const { Id } of found.records) ids.push(Id)
  for (let start = 0; start < ids.length; start += 200)
    await admin.sobject('Contact').update(ids.slice(start, start + 200).map((Id, n) => ({ Id, LastName: name(start + n) }))) // prettier-ignore
  return ids
}

const tell = ({ engine, orgId, connectionId }: Pipeline, recordIds: readonly string[], from = 0) =>
  createInbox(engine.db).accept(
    { orgId, connectionId },
    recordIds.map((recordId, n) => ({ id: `04l${String(from + n).padStart(15, '0')}`, object: 'Contact', recordId })) // prettier-ignore
  )
const waiting = async (world: Pipeline) => (await world.query(sql`select from inbox where state = 0`)).length

test('more messages than pages are worth are answered by one bulk query, which dying in the middle does not repeat', async () => {
  const world = await startPipeline({ objects, pairs: [people], seed: CHANGED })
  const ids = await changeAll(world, (n) => `Name ${n}`)
  await tell(world, ids)
  // The first page is on its way when the system says that it has had enough.
  const before = await calls(world)
  world.system.faults.rateLimit = 1
  await expect(world.turn()).rejects.toThrow('Too many requests')
  expect(await waiting(world)).toBeGreaterThanOrEqual(CHANGED)
  // A message that comes while the query is worked off tells of something the query may not have seen.
  const [first = ''] = ids
  await world.contacts.edit(first, { LastName: 'Newer' })
  await tell(world, [first], CHANGED)
  await world.later()
  await world.turn()

  expect(await waiting(world)).toBe(0)
  expect(world.system.all('person')).toHaveLength(CHANGED)
  expect(new Set(world.system.all('person').map((one) => one['lastName'])).has('Newer')).toBe(true)
  // Describe, the clock, the job made, looked at, its page, deleted; then the one record that was told of later.
  expect((await calls(world)) - before).toBeLessThanOrEqual(9)

  // It was a poll as well: the next one goes on from when it began.
  const [polled] = await world.query(sql<{ age: number }>`
    select extract(epoch from now() - sf_cursor)::float8 as age from pairs`)
  expect(polled?.age).toBeLessThan(10 * 60)
  const open = await world.query(sql`select cause from runs where state = 'running'`)
  expect(open).toEqual([])
})

test('a poll that finds as much goes on by a bulk query; one that is asked for meanwhile is still due', async () => {
  const world = await startPipeline({ objects, pairs: [people], seed: CHANGED })
  await changeAll(world, (n) => `Name ${n}`)
  const { connector } = world.system
  const write = connector.write.bind(connector)
  const asked: typeof write = async (context, request) => {
    Object.assign(connector, { write })
    await world.query(sql`update pairs set next_poll_at = now()`)
    return write(context, request)
  }
  Object.assign(connector, { write: asked })
  const before = await calls(world)
  await world.syncSalesforce()
  expect(world.system.all('person')).toHaveLength(CHANGED)
  // One page and a count more than messages take; page by page it would be five.
  expect((await calls(world)) - before).toBeLessThanOrEqual(9)
  const staged = await world.query(sql`
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'staging' and c.relkind = 'r'`)
  expect(staged).toEqual([])
  const due = sql`select from pairs where next_poll_at <= now() and poll_tick is null`
  expect(await world.query(due)).toHaveLength(1)
  await world.turn()
  expect(await world.query(due)).toEqual([])
}, 60_000)
