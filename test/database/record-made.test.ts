import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dueHints } from '../../middleware/database/inbox.ts'
import { linksOf } from '../../middleware/database/links.ts'
import type { Database } from '../../middleware/database/open.ts'
import { announce, FenceLostError, record, snapshot, type Held } from '../../middleware/database/record.ts'
import { analyzeGrown } from '../../middleware/database/statistics.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import type { Outcome } from '../../middleware/sync/change.ts'
import { onCluster } from '../support/cluster.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const batch = { pairId: 1, rev: 1, done: [], checkpoint: {} }
const numbers = Array.from({ length: 250 }, (_, at) => at + 1)

const operationOf = (n: number) => ({
  recordKey: contactId(n), sfId: contactId(n), extId: null, linkId: null, createKey: `external:a${n}@example.com`,
  partnerKey: null, isPartnerSeen: false, kind: 'create', stamp: '2026-01-01T00:00:00.000Z', extStamp: null, landsMs: null, sent: null
}) // prettier-ignore

/** Announces creates as `apply` does before it writes. */
async function announced(db: Database, held: Held, runId: number, asOf: string | null = null) {
  return announce(db, held, 1, runId, numbers.map(operationOf), asOf)
}

const count = (db: Database, table: 'links' | 'bases' | 'outcomes' | 'operations' | 'issues') =>
  db.withOrg(1, async (tx) => (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx)).rows[0]?.n) // prettier-ignore

test('what was created by the hundred is recorded as one by one: every value, and nothing is on the wire any more', async () => {
  const values = ['a "b" \\ {c},d', 'tab\tline\nreturn\r', null, 'NULL', '\\N', '', 'żółć 👍', '\\.']
  const stored = async (db: Database) =>
    db.withOrg(1, async (tx) => ({
      links: await tx.selectFrom('links').select(['sf_id', 'ext_id', 'sf_hash', 'ext_hash', 'sf_stamp', 'rev', 'state', 'how', 'run_id']).orderBy('sf_id').execute(),
      bases: (await sql`select b.salesforce, b.external, b.flags from bases b join links using (org_id, pair_id, link_id) order by sf_id`.execute(tx)).rows,
      outcomes: (await sql`select sf_id, ext_id, bucket, code, detail, link_id is null as bare from outcomes order by sf_id`.execute(tx)).rows,
      runs: await tx.selectFrom('runs').select(['counters', 'page_cursor']).execute(),
      operations: (await sql`select record_key from operations`.execute(tx)).rows
    })) // prettier-ignore
  const made = numbers.map((n) => created(n, { salesforce: values, external: [`e${n}`, ...values], flags: 'w', how: 'created outside' })) // prettier-ignore
  const held = created(900, { bucket: 'held', code: 'several-matches', extId: null, salesforce: null, external: null, state: null }) // prettier-ignore

  const [atOnce, single] = [await freshDatabase(), await freshDatabase()]
  for (const [db, size] of [[atOnce, 1000], [single, 50]] as const) {
    await storedConnection(db)
    const lane = await heldRun(db)
    await announced(db, lane.held, lane.runId)
    const outcomes: Outcome[] = [...made, held]
    for (let at = 0; at < outcomes.length; at += size)
      await record(db, lane.held, { ...batch, runId: lane.runId, outcomes: outcomes.slice(at, at + size), checkpoint: { runPage: 'salesforce 250' } })
  } // prettier-ignore

  const found = await stored(atOnce)
  expect(found).toEqual(await stored(single))
  expect(found.links).toHaveLength(numbers.length)
  expect(found.bases[0]).toMatchObject({ salesforce: values, flags: 'w' })
  expect(found.runs[0]?.counters).toEqual({ created: numbers.length, held: 1 })
  expect(found.operations).toEqual([])
})

test('of writes that are announced by the hundred, one that another lane has on the wire waits, and the others go out', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const scan = await heldRun(db, 1, lanes.backfill)
  const live = await heldRun(db, 1, lanes.live, 'node B')
  const other = { ...operationOf(3), recordKey: 'ext:other', sfId: null, extId: 'other' }
  await announce(db, live.held, 1, live.runId, [operationOf(5), other])
  const { free, later } = await announced(db, scan.held, scan.runId)
  // One is the same record, one has the same unique value.
  const left = numbers.filter((n) => !free.has(contactId(n)))
  expect(left).toEqual([3, 5])
  expect(later.size).toBe(0)
  expect(await count(db, 'operations')).toBe(numbers.length)
})

test('of creates that are announced by the hundred, one whose record is linked by now does not go out, whichever side it is of', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const scan = await heldRun(db, 1, lanes.backfill)
  const live = await heldRun(db, 1, lanes.live, 'node B')
  const asOf = await snapshot(db)
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(7)] })
  const sides = {
    salesforce: numbers.map(operationOf),
    external: numbers.map((n) => ({ ...operationOf(n), recordKey: `ext:ext-${n}`, sfId: null, extId: `ext-${n}` })) // prettier-ignore
  }
  for (const operations of Object.values(sides)) {
    const { free } = await announce(db, scan.held, 1, scan.runId, operations, asOf)
    expect(operations.map((one) => one.recordKey).filter((key) => !free.has(key))).toEqual([operations[6]?.recordKey]) // prettier-ignore
    await db.withOrg(1, (tx) => tx.deleteFrom('operations').execute())
  }
})

test('of creates by the hundred, one whose record outside was linked meanwhile is held with an issue, and the others are linked', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const scan = await heldRun(db, 1, lanes.backfill)
  const live = await heldRun(db, 1, lanes.live, 'node B')
  const asOf = await snapshot(db)
  await announced(db, scan.held, scan.runId, asOf)
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(901, { extId: 'ext-7' })] })

  const outcomes = numbers.map((n) => created(n))
  const counted = await record(db, scan.held, { ...batch, runId: scan.runId, asOf, outcomes })

  expect(counted).toEqual({ created: numbers.length - 1, held: 1 })
  const issues = await db.withOrg(1, (tx) => tx.selectFrom('issues').select(['sf_id', 'code', 'state']).execute()) // prettier-ignore
  expect(issues).toEqual([{ sf_id: contactId(7), code: 'link-taken', state: 0 }])
  expect(await count(db, 'links')).toBe(numbers.length)
  expect(await count(db, 'operations')).toBe(0)
})

test('of creates by the hundred, one that this lane did not announce and that is linked by now is looked at again', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const scan = await heldRun(db, 1, lanes.backfill)
  const live = await heldRun(db, 1, lanes.live, 'node B')
  const asOf = await snapshot(db)
  await announced(db, scan.held, scan.runId, asOf)
  await db.withOrg(1, (tx) => tx.deleteFrom('operations').where('record_key', '=', contactId(9)).execute())
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(9, { extId: 'other' })] })

  const outcomes = numbers.map((n) => created(n))
  const counted = await record(db, scan.held, { ...batch, runId: scan.runId, asOf, outcomes })

  expect(counted).toEqual({ created: numbers.length - 1, deferred: 1 })
  const hints = await dueHints(db, { ...connection, lane: lanes.backfill }, 'Contact', 10)
  expect(hints.map((hint) => hint.recordId)).toEqual([contactId(9)])
})

test('a node that lost its lane commits nothing of what it created by the hundred', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await announced(db, held, runId)
  const late = { ...held, fence: held.fence - 1 }
  const outcomes = numbers.map((n) => created(n))
  await expect(record(db, late, { ...batch, runId, outcomes })).rejects.toThrow(FenceLostError)
  for (const table of ['links', 'bases', 'outcomes'] as const) expect(await count(db, table)).toBe(0)
})

test('what fails behind the creates takes them back: links, outcomes and the checkpoint are there together or not at all', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await announced(db, held, runId)
  const outcomes = [...numbers.map((n) => created(n)), created(900, { retry: { at: new Date(), tries: 1e9, side: 'salesforce', id: contactId(900) } })] // prettier-ignore
  await expect(record(db, held, { ...batch, runId, outcomes, checkpoint: { runPage: 'salesforce 9' } })).rejects.toThrow() // prettier-ignore
  expect(await count(db, 'links')).toBe(0)
  expect(await count(db, 'operations')).toBe(numbers.length)
  // The same connection of the pool, and nothing of the first time is left in its hands.
  const counted = await record(db, held, { ...batch, runId, outcomes: outcomes.slice(0, -1) })
  expect(counted).toEqual({ created: numbers.length })
})

test('creates by the hundred release the children that wait for one of them, and end the issues of the records', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const waits = { side: 'salesforce', record_id: contactId(999), parent_pair: 1, parent_side: 'salesforce', parent_id: contactId(3) } as const // prettier-ignore
  const blank = { extId: null, salesforce: null, external: null, state: null } as const
  await record(db, held, {
    ...batch,
    runId,
    outcomes: [
      created(999, { ...blank, bucket: 'waiting', waits }),
      created(4, { ...blank, bucket: 'rejected', issues: [{ line: 'email', code: 'invalid-value', message: 'Wrong.' }] }) // prettier-ignore
    ]
  })
  await announced(db, held, runId)
  await record(db, held, { ...batch, runId, outcomes: numbers.map((n) => created(n)) })
  expect(await dueHints(db, connection, 'Contact', 10)).toMatchObject([{ recordId: contactId(999) }])
  const issues = await db.withOrg(1, (tx) => tx.selectFrom('issues').select(['sf_id', 'state']).execute())
  expect(issues).toEqual([{ sf_id: contactId(4), state: 1 }])
})

/** Rows that PostgreSQL took out of tables, by index or not, for everything that happened so far; of a database with one connection. */
async function rowsRead(db: Database): Promise<number> {
  // A session tells what it read when it is idle.
  await db.withClient(1, (client) => client.query('select pg_stat_force_next_flush()'))
  return db.withClient(1, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      'select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as n from pg_stat_user_tables'
    )
    return Number(rows[0]?.n)
  })
}

test('what a page of creates and skips reads does not grow with the issues that are open, nor with what is known of consent; what is on the wire is read once', async () => {
  const readFor = async (others: number) => {
    const db = await freshDatabase({ pool: 1 })
    await storedConnection(db)
    const { held, runId } = await heldRun(db)
    // Statistics of a moment when there was nothing, as an initial sync begins with them.
    await onCluster(db.url, 'analyze bothways.issues; analyze bothways.operations; analyze bothways.links')
    await db.withClient(1, async (client) => {
      await client.query(
        `insert into issues (org_id, connection_id, pair_id, record_key, line, code, message, run_id)
         select 1, 1, 1, 'x' || g, '', 'several-matches', 'm', 1 from generate_series(1, $1::int) g`,
        [others]
      )
      await client.query(
        `insert into operations (org_id, pair_id, record_key, kind, run_id, connection_id, lane, fence)
         select 1, 1, 'y' || g, 'update', 1, 1, 3, 1 from generate_series(1, $1::int) g`,
        [others]
      )
      await client.query(
        `insert into consent_events (org_id, address_hmac, channel, kind, who, at_to, source)
         select 1, sha256(('z' || g)::bytea), 'email', 'out', 'unknown', now(), 's' from generate_series(1, $1::int) g`,
        [others]
      )
    })
    const before = await rowsRead(db)
    await announced(db, held, runId)
    const marks = numbers.map((n) => n.toString(16).padStart(64, '0'))
    await db.call('consent_states($1, $2, $3)', [1, marks, marks.map(() => 'email')])
    const skipped = numbers.map((n) => created(1000 + n, { bucket: 'skipped', extId: null, salesforce: null, external: null, state: null })) // prettier-ignore
    await record(db, held, { ...batch, runId, asOf: await snapshot(db), outcomes: [...numbers.map((n) => created(n)), ...skipped] }) // prettier-ignore
    return (await rowsRead(db)) - before
  }
  const [few, many] = [await readFor(10), await readFor(10_000)]
  expect(many).toBeLessThan(few + 10_000 + numbers.length)
})

test('in a database whose links nobody counted, what a hundred announcements read does not grow with the links', async () => {
  const readFor = async (others: number) => {
    const db = await freshDatabase({ pool: 1 })
    await storedConnection(db)
    const { held, runId } = await heldRun(db)
    // Planned while there is nothing, as a service that has just started plans.
    await announce(db, held, 1, runId, numbers.slice(0, 1).map(operationOf))
    await db.withClient(1, (client) =>
      client.query(
        `insert into links (org_id, pair_id, sf_id, ext_id, rev) select 1, 1, 'l' || g, 'm' || g, 1 from generate_series(1, $1::int) g`,
        [others]
      )
    )
    const before = await rowsRead(db)
    const batchOf = numbers.slice(1, 151).map(operationOf)
    await analyzeGrown(db, batchOf.length)
    await announce(db, held, 1, runId, batchOf)
    await linksOf(db, 1, 1, batchOf.map((one) => one.recordKey)) // prettier-ignore
    return (await rowsRead(db)) - before
  }
  const [few, many] = [await readFor(10), await readFor(5_000)]
  expect(many).toBeLessThan(few + 2_000)
})
