import { expect, test } from 'vitest'
import { classic } from '../access/door-clients.ts'
import { errorOf, openOrg, rest } from '../test-client.ts'
import { bulk, ended, ingest, queryJob } from './test-bulk.ts'

const org = await openOrg({ switches: { bulkDelayMs: 0 } })

async function left(name: string): Promise<number> {
  const { body } = await rest(org, 'GET', '/limits')
  return (body as Record<string, { Remaining: number }>)[name]?.Remaining ?? NaN
}
const rows = (count: number) => `LastName\n${'Many\n'.repeat(count)}`
const insert = { object: 'Contact', operation: 'insert' }

test('an upload is taken in batches of 10,000, which progress tells and the quota of the day pays', async () => {
  const before = await left('DailyBulkApiBatches')
  const { body } = await rest(org, 'POST', '/jobs/ingest', insert)
  const { id } = body as { id: string }
  await bulk(org, 'PUT', `ingest/${id}/batches`, rows(20_001))
  await rest(org, 'PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })
  const seen = new Set<number>()
  for (;;) {
    const job = (await rest(org, 'GET', `/jobs/ingest/${id}`)).body as {
      state: string
      numberRecordsProcessed: number
    }
    seen.add(job.numberRecordsProcessed)
    if (job.state === 'JobComplete') break
  }
  expect([...seen].filter((count) => ![0, 10_000, 20_000, 20_001].includes(count))).toEqual([])
  expect(await ended(org, `ingest/${id}`)).toMatchObject({
    numberRecordsProcessed: 20_001,
    numberRecordsFailed: 0
  })
  expect(await left('DailyBulkApiBatches')).toBe(before - 3)
  await classic(org, 'insert', 'CSV', rows(1))
  expect(await left('DailyBulkApiBatches')).toBe(before - 4)
})

test('beyond the quota of the day jobs fail; a day later they go on', async () => {
  const used = 15_000 - (await left('DailyBulkApiBatches'))
  await org.control({ command: 'set', bulkBatchMax: used + 1 })
  const job = await ingest(org, insert, rows(10_001))
  expect(job).toMatchObject({ state: 'Failed', numberRecordsProcessed: 10_000 })
  expect(job['errorMessage']).toMatch(/^ExceededQuota : /)
  const rest1 = await bulk(org, 'GET', `ingest/${String(job['id'])}/unprocessedrecords`)
  expect(rest1.text.trim().split('\n')).toHaveLength(2) // header and the one row
  await org.control({ command: 'advance', ms: 25 * 3_600_000 })
  expect(await ingest(org, insert, rows(1))).toMatchObject({ state: 'JobComplete' })
})

test('query jobs have a quota of their own', async () => {
  const before = await left('DailyBulkV2QueryJobs')
  await queryJob(org, 'SELECT Id FROM Contact LIMIT 1')
  expect(await left('DailyBulkV2QueryJobs')).toBe(before - 1)
  await org.control({ command: 'set', bulkQueryMax: 1 })
  expect(
    errorOf(await rest(org, 'POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' }))
  ).toMatch(/^EXCEEDEDQUOTA/)
})

test.each([
  ['a value', `LastName,Description\nLong,${'x'.repeat(32_001)}\n`, /32000 characters/],
  ['a record', `LastName${',Title'.repeat(20)}\nLong${`,${'x'.repeat(21_000)}`.repeat(20)}\n`, /400000 characters/],
  ['a header', `LastName${',Title'.repeat(5000)}\nWide\n`, /5000 fields/]
])('%s larger than an upload may have fails the job', async (_, csv, words) => {
  await org.control({ command: 'set', bulkBatchMax: 15_000 })
  const { state, errorMessage } = await ingest(org, insert, csv)
  expect([state, errorMessage]).toEqual(['Failed', expect.stringMatching(words)])
}) // prettier-ignore
