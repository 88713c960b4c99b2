import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contacts, contactLines, objects } from '../support/plain-pairs.ts'

const counted = async ({ query }: Pipeline) =>
  (await query(sql<{ n: number }>`select reltuples as n from pg_class where oid = 'links'::regclass`))[0]?.n

test('links that were made just now are counted before the next hundreds of writes are announced, by whichever lane', async () => {
  const world = await startPipeline({ objects, pairs: [contacts({ lines: contactLines })], seed: 250 })
  await world.initialSync()
  const links = (await world.links()).length
  expect(links).toBeGreaterThan(200)
  for (const { sfId } of await world.links()) await world.contacts.edit(sfId, { Phone: '+48500100200' })
  await world.syncSalesforce()
  // Within less than autovacuum's minute.
  expect(await counted(world)).toBe(links)
})
