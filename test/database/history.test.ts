import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { dailyReport, pastRuns, reportedRecords } from '../../middleware/database/history.ts'
import { linksOf } from '../../middleware/database/links.ts'
import { preparePartitions, type Database } from '../../middleware/database/open.ts'
import { record } from '../../middleware/database/record.ts'
import { dropOldMonths, forgetOld } from '../../middleware/database/retention.ts'
import { endRun } from '../../middleware/database/runs.ts'
import type { Outcome } from '../../middleware/sync/change.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const today = () => ({
  from: new Date(Date.now() - 3_600_000),
  until: new Date(Date.now() + 60_000),
  zone: 'UTC'
})

async function world() {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const tell = (...outcomes: Outcome[]) =>
    record(db, held, { pairId: 1, rev: 1, runId, done: [], checkpoint: {}, outcomes })
  return { db, held, runId, tell }
}

/** A link that was looked at again without a change. */
async function unchanged(db: Database, n: number): Promise<Outcome> {
  const link = (await linksOf(db, 1, 1, [contactId(n)])).get(contactId(n))
  return created(n, { bucket: 'unchanged', linkId: link?.linkId ?? null, salesforce: null, external: null })
}

const lone = (n: number, rest: Partial<Outcome>) => created(n, { extId: null, salesforce: null, external: null, state: null, ...rest }) // prettier-ignore

test('the report of a day counts every record once, and each count opens to its records, page by page', async () => {
  const { db, tell } = await world()
  const numbers = Array.from({ length: 7 }, (_, n) => n + 1)
  await tell(...numbers.map((n) => created(n)))
  await tell(...(await Promise.all(numbers.slice(0, 4).map((n) => unchanged(db, n)))))
  await tell(await unchanged(db, 5))
  await tell(
    lone(11, { bucket: 'skipped', code: 'blank-email' }),
    lone(12, { bucket: 'held', code: 'several-matches' }),
    lone(13, { bucket: 'failed', code: 'unavailable' })
  )
  const report = await dailyReport(db, 1, 1, today())
  expect(report.reduce((sum, { counts }) => sum + (counts['No New Changes'] ?? 0), 0)).toBe(5)
  expect(report.at(0)?.counts).toMatchObject({
    Synchronized: 7, 'No New Changes': 5, 'No Import': 1, 'Skipped Members': 1, 'Processing Error': 1
  }) // prettier-ignore

  for (const [bucket, expected] of [
    ['Synchronized', numbers],
    ['No New Changes', [1, 2, 3, 4, 5]],
    ['No Import', [11]],
    ['Field Conflict', []]
  ] as const) {
    // prettier-ignore
    const seen: (string | null)[] = []
    let after: string | null | undefined
    do {
      const page = await reportedRecords(db, 1, 1, { ...today(), bucket }, { limit: 2, after: after ?? null })
      seen.push(...page.records.map((one) => one.sfId))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual(expected.map(contactId))
  }
})

test('the history tells status, completion and problems of each run, newest first', async () => {
  const { db, runId, tell } = await world()
  const issues = [{ line: 'email', code: 'invalid-value', message: 'Email is no address. Correct it.' }]
  await tell(created(1), lone(2, { bucket: 'rejected', code: 'invalid-value', issues }))
  await endRun(db, 1, runId)
  const { runId: empty } = await heldRun(db, 1, 3)
  await endRun(db, 1, empty, 'the login was refused')

  const [last, first] = await pastRuns(db, 1, 1, { limit: 10 })
  expect(last).toMatchObject({ runId: empty, state: 'failed', done: 0, error: 'the login was refused' })
  expect(first).toMatchObject({ runId, state: 'done', done: 2, problems: 1, openIssues: 1, pair: 'Contact' })
  expect(await pastRuns(db, 1, 1, { limit: 10, before: empty })).toHaveLength(1)
})

test('history that is over is forgotten by months, and what is not stays', async () => {
  const { db, runId, tell } = await world()
  await tell(created(1))
  await endRun(db, 1, runId)
  await addOldMonth(db)
  const count = () => db.withOrg(1, (tx) => tx.selectFrom('outcomes').select(sql<number>`count(*)::int`.as('n')).executeTakeFirst()) // prettier-ignore
  await db.withOrg(1, (tx) => sql`insert into outcomes (org_id, at, run_id, pair_id, bucket) values (1, '2020-01-15', 1, 1, 'created')`.execute(tx)) // prettier-ignore
  expect(await count()).toEqual({ n: 2 })
  expect(await dropOldMonths(db, 90)).toEqual(['outcomes_202001'])
  expect(await count()).toEqual({ n: 1 })
  await forgetOld(db, 1, 90)
  expect(await pastRuns(db, 1, 1, { limit: 10 })).toHaveLength(1)

  await db.withOrg(1, (tx) => sql`update runs set ended_at = now() - interval '91 days'`.execute(tx))
  await forgetOld(db, 1, 90)
  expect(await pastRuns(db, 1, 1, { limit: 10 })).toEqual([])
  await preparePartitions(db.system)
})

test('counted calls are forgotten after some weeks, and the last day of them is not', async () => {
  const { db } = await world()
  await db.withOrg(1, (tx) => sql`
    insert into budget (org_id, scope, window_start, used)
    select 1, 'salesforce 1 live', date_trunc('hour', now()) - age * interval '1 day', 1 from unnest(array[0, 1, 34, 36, 400]) as age`.execute(tx)) // prettier-ignore
  await forgetOld(db, 1, 90)
  const kept = await db.withOrg(1, (tx) => tx.selectFrom('budget').select('used').execute())
  expect(kept).toHaveLength(3)
})

/** A month that is long over, as it would have been made when it was ahead. */
async function addOldMonth(db: Database): Promise<void> {
  const client = new pg.Client({ connectionString: db.url })
  await client.connect()
  await client.query(
    `set search_path = bothways; set role bothways_owner; create table outcomes_202001 partition of outcomes for values from ('2020-01-01') to ('2020-02-01')`
  )
  await client.end()
}
