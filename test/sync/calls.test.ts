import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { lanes } from '../../middleware/sync/lanes.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contacts, objects } from '../support/plain-pairs.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })

/** Salesforce calls so far, as they are counted for the budget. */
async function calls({ engine, query }: Pipeline): Promise<number> {
  await engine.calls.flush()
  const [row] = await query(sql<{ n: number }>`select coalesce(sum(used), 0)::int as n from budget where scope = 'salesforce'`) // prettier-ignore
  return row?.n ?? 0
}

test('two contacts with one address that come together are read once: whether the linked one is still there is known', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const first = await world.contacts.create({ LastName: 'Nowak', Email: 'office@example.com' })
  await world.syncSalesforce()
  const second = await world.contacts.create({ LastName: 'Kowalska', Email: 'office@example.com' })
  await world.syncSalesforce()
  expect((await world.issues()).map((one) => one.code)).toEqual(['link-taken'])

  const before = await calls(world)
  await world.press('Contact', [first, second])
  expect((await calls(world)) - before).toBe(1)
  expect((await world.issues()).map((one) => one.code)).toEqual(['link-taken'])
})

test('a comparison of everything that holds back contacts with one address asks Salesforce for none of them by id', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const email = (n: number) => `person${n % 300}@example.com`
  const insert = Array.from({ length: 600 }, (_, n) => world.contacts.create({ LastName: `N${n}`, Email: email(n) })) // prettier-ignore
  await Promise.all(insert)
  await world.query(sql`
    insert into runs (org_id, connection_id, pair_id, lane, cause) select org_id, connection_id, pair_id, ${lanes.backfill}, 'reconcile' from pairs`)
  await world.turn(lanes.backfill)
  const before = await calls(world)
  await world.query(sql`
    insert into runs (org_id, connection_id, pair_id, lane, cause) select org_id, connection_id, pair_id, ${lanes.backfill}, 'reconcile' from pairs`)
  await world.turn(lanes.backfill)
  // The job made, looked at once or twice, its one page, and the job deleted.
  expect((await calls(world)) - before).toBeLessThanOrEqual(5)
  expect(world.system.all('person')).toHaveLength(300)
})
