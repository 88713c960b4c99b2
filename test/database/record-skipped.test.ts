import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dueHints } from '../../middleware/database/inbox.ts'
import type { Database } from '../../middleware/database/open.ts'
import { announce, FenceLostError, record, snapshot } from '../../middleware/database/record.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const batch = { pairId: 1, rev: 1, done: [], checkpoint: {} }
const numbers = Array.from({ length: 250 }, (_, at) => at + 1)
const blank = { extId: null, salesforce: null, external: null, state: null } as const
const skipped = (n: number) => created(n, { ...blank, bucket: 'skipped', code: n % 2 === 0 ? 'blank-email' : null }) // prettier-ignore
const outcomes = numbers.map(skipped)

const told = (db: Database) =>
  db.withOrg(1, async (tx) => (await sql`select sf_id, ext_id, link_id, bucket, code, detail from outcomes order by sf_id`.execute(tx)).rows) // prettier-ignore

test('what was skipped by the hundred is told as one by one, and counted', async () => {
  const [atOnce, single] = [await freshDatabase(), await freshDatabase()]
  const rows: unknown[] = []
  for (const [db, size] of [[atOnce, 1000], [single, 50]] as const) {
    await storedConnection(db)
    const { held, runId } = await heldRun(db)
    const all = [...outcomes, created(900, { ...blank, bucket: 'held', code: 'several-matches' })]
    for (let at = 0; at < all.length; at += size)
      await record(db, held, { ...batch, runId, asOf: await snapshot(db), outcomes: all.slice(at, at + size), checkpoint: { runPage: `salesforce ${at}` } })
    const runs = await db.withOrg(1, (tx) => tx.selectFrom('runs').select('counters').execute())
    expect(runs).toEqual([{ counters: { skipped: numbers.length, held: 1 } }])
    rows.push(await told(db))
  } // prettier-ignore
  expect(rows[0]).toEqual(rows[1])
  expect(rows[0]).toHaveLength(numbers.length + 1)
})

test('of skips by the hundred, those that were linked meanwhile or that another lane is writing are looked at again', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const scan = await heldRun(db, 1, lanes.backfill)
  const live = await heldRun(db, 1, lanes.live, 'node B')
  const asOf = await snapshot(db)
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(7), created(901, { extId: 'ext-8' })] }) // prettier-ignore
  const onTheWire = { recordKey: contactId(9), sfId: contactId(9), extId: null, linkId: null, createKey: null, partnerKey: null, isPartnerSeen: false, kind: 'create', stamp: null, extStamp: null, landsMs: null, sent: null } // prettier-ignore
  await announce(db, live.held, 1, live.runId, [onTheWire])

  const seen = outcomes.map((one) => (one.key === contactId(8) ? { ...one, extId: 'ext-8' } : one))
  const counted = await record(db, scan.held, { ...batch, runId: scan.runId, asOf, outcomes: seen })

  expect(counted).toEqual({ skipped: numbers.length - 3, deferred: 3 })
  const hints = await dueHints(db, { ...connection, lane: lanes.backfill }, 'Contact', 10)
  // The second one by the record that has its partner now.
  expect(hints.map((hint) => hint.recordId).sort()).toEqual([7, 9, 901].map(contactId).sort())
})

test('skips by the hundred end the issues of the records, and what one of them waited for', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const issues = [{ line: 'email', code: 'invalid-value', message: 'Wrong.' }]
  await record(db, held, {
    ...batch,
    runId,
    outcomes: [created(4, { ...blank, bucket: 'rejected', issues })]
  })
  expect(await record(db, held, { ...batch, runId, outcomes })).toEqual({ skipped: numbers.length })
  expect(await db.withOrg(1, (tx) => tx.selectFrom('issues').select(['sf_id', 'state']).execute())).toEqual([{ sf_id: contactId(4), state: 1 }]) // prettier-ignore

  const waits = { side: 'salesforce', record_id: contactId(3), parent_pair: 1, parent_side: 'salesforce', parent_id: contactId(999) } as const // prettier-ignore
  const waiting = () => db.withOrg(1, async (tx) => (await sql`select record_key from waits`.execute(tx)).rows) // prettier-ignore
  await record(db, held, { ...batch, runId, outcomes: [created(3, { ...blank, bucket: 'waiting', waits })] })
  expect(await waiting()).toEqual([{ record_key: contactId(3) }])
  await record(db, held, { ...batch, runId, outcomes })
  expect(await waiting()).toEqual([])
})

test('a node that lost its lane tells nothing of what it skipped by the hundred', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const late = { ...held, fence: held.fence - 1 }
  await expect(record(db, late, { ...batch, runId, outcomes })).rejects.toThrow(FenceLostError)
  expect(await told(db)).toEqual([])
})

test('of creates by the hundred, each address is known once of its record, also where some were known before', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const records = numbers.map((n) => ({ mark: (n % 100).toString(16).padStart(64, '0'), channel: 'email', sf_id: contactId(n) })) // prettier-ignore
  const known = () => db.withOrg(1, async (tx) => (await sql`select encode(address_hmac, 'hex') as mark, channel, sf_id from consent_records order by sf_id`.execute(tx)).rows) // prettier-ignore
  await record(db, held, { ...batch, runId, outcomes: [], consent: { events: [], records: [...records.slice(4, 7), ...records.slice(5, 6)] } }) // prettier-ignore
  expect(await known()).toEqual(records.slice(4, 7))

  const operations = numbers.map((n) => ({ recordKey: contactId(n), sfId: contactId(n), extId: null, linkId: null, createKey: null, partnerKey: null, isPartnerSeen: false, kind: 'create', stamp: null, extStamp: null, landsMs: null, sent: null })) // prettier-ignore
  await announce(db, held, 1, runId, operations)
  const made = numbers.map((n) => created(n))
  const counted = await record(db, held, {
    ...batch,
    runId,
    outcomes: made,
    consent: { events: [], records }
  })
  expect(counted).toEqual({ created: numbers.length })
  expect(await known()).toEqual(records)
})
