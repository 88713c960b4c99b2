import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createInbox, dueHints } from '../../middleware/database/inbox.ts'
import { linkByHand, linksOf, unlink } from '../../middleware/database/links.ts'
import { sentCreates } from '../../middleware/database/lost-creates.ts'
import type { Database } from '../../middleware/database/open.ts'
import {
  announce,
  clearAnnounced,
  FenceLostError,
  record,
  snapshot
} from '../../middleware/database/record.ts'
import type { Outcome } from '../../middleware/sync/change.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const unlinked = {
  kind: 'create',
  stamp: '2026-01-01T00:00:00.000Z',
  extStamp: null,
  linkId: null,
  extId: null,
  partnerKey: null,
  isPartnerSeen: false,
  landsMs: null,
  sent: null
}
const batch = { pairId: 1, rev: 1, done: [], checkpoint: {} }

const openIssues = (db: Database) =>
  db.withOrg(1, (tx) =>
    tx
      .selectFrom('issues')
      .select(['sf_id', 'code', 'seen'])
      .where('state', '=', 0)
      .orderBy('sf_id')
      .execute()
  )

test('links, bases, events and answered hints of a batch are there together', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  await createInbox(db).accept(connection, [
    { id: '04l000000000001AAA', object: 'Contact', recordId: contactId(1) }
  ])
  const { held, runId } = await heldRun(db)
  const done = (await dueHints(db, connection, 'Contact', 10)).map((hint) => hint.seq)
  const changes = [{ line: 'email', side: 'external' as const, value_from: null, value_to: 'a1@example.com' }]

  const counted = await record(db, held, { ...batch, runId, done, outcomes: [created(1, { changes })] })

  expect(counted).toEqual({ created: 1 })
  expect((await linksOf(db, 1, 1, [contactId(1)])).get(contactId(1))).toMatchObject({
    extId: 'ext-1',
    salesforce: ['a1@example.com', null],
    state: 0
  })
  expect(await dueHints(db, connection, 'Contact', 10)).toEqual([])
  expect(await db.withOrg(1, (tx) => tx.selectFrom('events').select(['line', 'value_to']).execute())).toEqual(
    [{ line: 'email', value_to: 'a1@example.com' }]
  )
})

test('a node that lost its lane commits nothing', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await db.withOrg(1, (tx) => sql`update leases set fence = fence + 1`.execute(tx))

  await expect(record(db, held, { ...batch, runId, outcomes: [created(1)] })).rejects.toThrow(FenceLostError)
  expect(await linksOf(db, 1, 1, [contactId(1)])).toEqual(new Map())
})

test('an external record is never linked twice: the later Salesforce record is held with a reason', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await record(db, held, { ...batch, runId, outcomes: [created(1)] })

  const counted = await record(db, held, {
    ...batch,
    runId,
    outcomes: [created(2, { extId: 'ext-1' }), created(3)]
  })

  expect(counted).toEqual({ held: 1, created: 1 })
  expect(await openIssues(db)).toEqual([{ sf_id: contactId(2), code: 'link-taken', seen: 1 }])
})

test('an issue is one row however often it is seen, and ends when a later run does not find it', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const issues = [{ line: 'email', code: 'invalid-value', message: 'Email is not an e-mail address.' }]
  for (let n = 0; n < 2; n++)
    await record(db, held, {
      ...batch,
      runId,
      outcomes: [created(1, { extId: null, salesforce: null, bucket: 'rejected', issues })]
    })
  expect(await openIssues(db)).toEqual([{ sf_id: contactId(1), code: 'invalid-value', seen: 2 }])

  await record(db, held, { ...batch, runId, outcomes: [created(1)] })
  expect(await openIssues(db)).toEqual([])
})

test('a failed record comes back as one hint, at its time, while its neighbours are done', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const retry = { at: new Date(Date.now() - 1000), tries: 3, side: 'salesforce' as const, id: contactId(1) }
  await record(db, held, {
    ...batch,
    runId,
    outcomes: [created(1, { extId: null, salesforce: null, bucket: 'failed', retry }), created(2)]
  })

  const due = await dueHints(db, connection, 'Contact', 10)
  expect(due).toMatchObject([{ recordId: contactId(1), tries: 3 }])
  await record(db, held, { ...batch, runId, done: due.map((hint) => hint.seq), outcomes: [created(1)] })
  expect(await dueHints(db, connection, 'Contact', 10)).toEqual([])
})

test('a record that is tried again from its other side is read there, and its first hint is over once that is done', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const at = new Date(Date.now() - 1000)
  const waits = (retry: Outcome['retry']) =>
    created(1, { extId: null, salesforce: null, bucket: 'deferred', retry })
  const first = waits({ at, tries: 1, side: 'salesforce', id: contactId(1) })
  await record(db, held, { ...batch, runId, outcomes: [first] })
  const [asked] = await dueHints(db, connection, 'Contact', 10)
  const second = waits({ at, tries: 2, side: 'external', id: 'ext-1' })
  await record(db, held, {
    ...batch,
    runId,
    done: asked === undefined ? [] : [asked.seq],
    outcomes: [second]
  })

  expect(await dueHints(db, connection, 'Contact', 10)).toEqual([])
  const due = await dueHints(db, connection, 'contact', 10, 'external')
  expect(due).toMatchObject([{ recordId: 'ext-1', tries: 2 }])
  await record(db, held, { ...batch, runId, done: due.map((hint) => hint.seq), outcomes: [created(1)] })
  expect(await dueHints(db, connection, 'contact', 10, 'external')).toEqual([])
})

test('a record on the wire, or one with the same unique value, is not sent by a second lane', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const operation = (n: number, createKey: string) => ({
    recordKey: contactId(n),
    sfId: contactId(n),
    createKey,
    ...unlinked
  })
  const first = await announce(db, live.held, 1, live.runId, [operation(1, 'a@example.com')])
  expect(first.free).toEqual(new Set([contactId(1)]))
  const second = [operation(1, 'a@example.com'), operation(2, 'a@example.com'), operation(3, 'c@example.com')]
  expect((await announce(db, backfill.held, 1, backfill.runId, second)).free).toEqual(new Set([contactId(3)]))

  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(1)] })
  const third = await announce(db, backfill.held, 1, backfill.runId, [operation(2, 'a@example.com')])
  expect(third.free).toEqual(new Set([contactId(2)]))
})

test('a create that may still land is neither sent again nor looked up before its time, and then it is', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const create = {
    ...unlinked,
    recordKey: 'ext:7',
    sfId: null,
    extId: '7',
    createKey: 'salesforce:7',
    landsMs: 60_000
  }
  await announce(db, held, 1, runId, [create])
  await clearAnnounced(db, held)

  const early = await announce(db, held, 1, runId, [create])
  expect(early.free.size).toBe(0)
  expect(early.later.get('ext:7')?.getTime()).toBeGreaterThan(Date.now() + 30_000)

  await db.withOrg(1, (tx) => sql`update operations set free_at = now()`.execute(tx))
  expect((await announce(db, held, 1, runId, [create])).free).toEqual(new Set(['ext:7']))
})

test('nobody links a record outside while a create of its own is on the wire, nor before that was looked up from outside', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const create = { ...unlinked, recordKey: 'ext:7', sfId: null, extId: '7', createKey: 'salesforce:7', landsMs: 60_000 }
  const link = { ...unlinked, recordKey: contactId(1), sfId: contactId(1), extId: '7', partnerKey: 'ext:7', createKey: null, kind: 'update' }
  const linking = async (isPartnerSeen: boolean) =>
    (await announce(db, backfill.held, 1, backfill.runId, [{ ...link, isPartnerSeen }])).free.size
  const onTheWire = () => db.withOrg(1, (tx) => tx.selectFrom('operations').select('record_key').orderBy('record_key').execute())

  await announce(db, live.held, 1, live.runId, [create])
  expect(await linking(false)).toBe(0)
  await clearAnnounced(db, live.held)
  await db.withOrg(1, (tx) => sql`update operations set free_at = now()`.execute(tx))
  expect(await linking(false)).toBe(0)
  expect(await onTheWire()).toEqual([{ record_key: 'ext:7' }])
  expect(await linking(true)).toBe(1)
  expect(await onTheWire()).toEqual([{ record_key: contactId(1) }, { record_key: 'ext:7' }])

  await record(db, backfill.held, { ...batch, runId: backfill.runId, outcomes: [created(1, { extId: '7', bucket: 'linked' })] })
  expect(await onTheWire()).toEqual([])
}) // prettier-ignore

test('what a write without an answer was made with stays known while another is in the way of the next, which may then go out under both names', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const sent = [{ line: 'email', side: 'external' as const, salesforce: 'a', external: 'a', flag: '-' }]
  const own = { ...unlinked, recordKey: contactId(1), sfId: contactId(1), sent }
  const made = { ...own, extId: '7', partnerKey: 'ext:7', createKey: null, kind: 'made' }
  const goesOut = async () => (await announce(db, live.held, 1, live.runId, [made])).free.size
  const known = async () => [...(await sentCreates(db, 1, 1, [contactId(1), 'ext:7'])).keys()].sort()

  await announce(db, live.held, 1, live.runId, [{ ...own, createKey: 'external:a', landsMs: 60_000 }])
  await clearAnnounced(db, live.held)
  await db.withOrg(1, (tx) => sql`update operations set free_at = now()`.execute(tx))
  const inTheWay = { ...unlinked, recordKey: 'ext:7', sfId: null, extId: '7', createKey: 'salesforce:7' }
  await announce(db, backfill.held, 1, backfill.runId, [inTheWay])
  expect(await goesOut()).toBe(0)
  expect(await known()).toEqual([contactId(1)])

  await clearAnnounced(db, backfill.held)
  expect(await goesOut()).toBe(1)
  await clearAnnounced(db, live.held)
  expect(await known()).toEqual([contactId(1), 'ext:7'])
  expect(await goesOut()).toBe(1)
})

test('what was decided from an older reading is looked at again: held, and linked meanwhile; unchanged, and being written', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const asOf = await snapshot(db)
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(1), created(2)] })
  const after = await snapshot(db)
  const linkId = (await linksOf(db, 1, 1, [contactId(2)])).get(contactId(2))?.linkId ?? null
  const update = { ...unlinked, recordKey: contactId(2), sfId: contactId(2), linkId, createKey: null, kind: 'update' }
  await announce(db, live.held, 1, live.runId, [update], after)

  const slow = { ...batch, runId: backfill.runId }
  const held = created(1, { key: 'ext:ext-1', sfId: null, bucket: 'held', salesforce: null, state: null })
  expect(await record(db, backfill.held, { ...slow, asOf, outcomes: [held] })).toEqual({ deferred: 1 })
  const unchanged = created(2, { linkId, bucket: 'unchanged' })
  expect(await record(db, backfill.held, { ...slow, asOf: after, outcomes: [unchanged] })).toEqual({ deferred: 1 })
  const again = await db.withOrg(1, (tx) => tx.selectFrom('inbox').select(['side', 'record_id']).orderBy('seq').execute())
  expect(again).toEqual([{ side: 'salesforce', record_id: contactId(1) }, { side: 'salesforce', record_id: contactId(2) }])
}) // prettier-ignore

test('a record outside that was held before somebody linked it is looked at again, whether few were made or hundreds', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const issues = [{ line: '', code: 'several-matches', message: 'Two fit. Link one.' }]
  const alone = (n: number) => created(n, { key: `ext:ext-${n}`, sfId: null, salesforce: null, state: null, bucket: 'held', issues })
  await record(db, held, { ...batch, runId, outcomes: [alone(1), alone(2)] })
  await record(db, held, { ...batch, runId, outcomes: [created(1)] })
  const many = Array.from({ length: 300 }, (_, n) => created(n + 2))
  const creates = many.map((one) => ({ ...unlinked, recordKey: one.key, sfId: one.sfId, createKey: one.key }))
  await announce(db, held, 1, runId, creates)
  await record(db, held, { ...batch, runId, outcomes: many })
  const again = await db.withOrg(1, (tx) => tx.selectFrom('inbox').select(['side', 'record_id']).orderBy('seq').execute())
  expect(again).toEqual([{ side: 'external', record_id: 'ext-1' }, { side: 'external', record_id: 'ext-2' }])
  expect(await openIssues(db)).toEqual([])
}) // prettier-ignore

test('a child that waits for its parent is released the moment the parent is linked', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const waits = {
    side: 'salesforce',
    record_id: contactId(9),
    parent_pair: 1,
    parent_side: 'salesforce',
    parent_id: contactId(1)
  } as const
  const child = created(9, { extId: null, salesforce: null, state: null, bucket: 'waiting', waits })
  await record(db, held, { ...batch, runId, outcomes: [child] })
  expect(await dueHints(db, connection, 'Contact', 10)).toEqual([])

  await record(db, held, { ...batch, runId, outcomes: [created(1)] })
  expect(await dueHints(db, connection, 'Contact', 10)).toMatchObject([{ recordId: contactId(9) }])
})

test('records that were taken apart by hand are held apart, and linked again only by hand', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await record(db, held, { ...batch, runId, outcomes: [created(1)] })
  expect(await unlink(db, 1, 1, contactId(1))).toBe(true)

  const counted = await record(db, held, { ...batch, runId, outcomes: [created(1, { extId: 'ext-2' })] })
  expect(counted).toEqual({ held: 1 })
  await linkByHand(db, connection, { pairId: 1, salesforce: 'Contact' }, contactId(1), 'ext-1')
  expect((await linksOf(db, 1, 1, [contactId(1)])).get(contactId(1))).toMatchObject({
    extId: 'ext-1',
    state: 0,
    rev: 0
  })
  expect(await dueHints(db, connection, 'Contact', 10)).toMatchObject([{ recordId: contactId(1) }])
})

test('no hot statement reads a whole table', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  await record(db, held, { ...batch, runId, outcomes: Array.from({ length: 2000 }, (_, n) => created(n)) })
  const ids = Array.from({ length: 50 }, (_, n) => contactId(n * 7))
  const plan = await db.withOrg(1, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    const { rows } = await sql<Record<string, string>>`
      explain select l.link_id from links l left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id
      where l.org_id = 1 and l.pair_id = 1 and l.state <> 2 and l.sf_id = any(${ids})`.execute(tx)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).not.toMatch(/Seq Scan/)
})

test('a lane that was outrun writes nothing: neither an older state over a newer one, nor a record that is linked by now', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  await record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(1), created(2), created(3)] })

  const [older, same] = ['2025-12-31T23:59:59.000Z', '2026-01-01T00:00:00.000Z']
  const ids = [1, 2, 3].map(contactId)
  const links = await linksOf(db, 1, 1, ids)
  const update = (n: number, stamp: string | undefined) => ({
    ...unlinked,
    recordKey: contactId(n),
    sfId: contactId(n),
    linkId: links.get(contactId(n))?.linkId ?? null,
    createKey: null,
    kind: 'update',
    stamp: stamp ?? null
  })
  const { free } = await announce(db, backfill.held, 1, backfill.runId, [
    update(1, older),
    update(2, same),
    { ...unlinked, recordKey: contactId(3), sfId: contactId(3), createKey: 'c@example.com' }
  ])
  expect(free).toEqual(new Set([contactId(2)]))
  const left = await db.withOrg(1, (tx) => tx.selectFrom('operations').select('record_key').execute())
  expect(left).toEqual([{ record_key: contactId(2) }])
})

test('two records that nothing has to be written to are not linked while another lane makes one of the other', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const [live, backfill] = [await heldRun(db), await heldRun(db, 1, lanes.backfill, 'node B')]
  const create = { ...unlinked, recordKey: 'ext:ext-1', sfId: null, extId: 'ext-1', createKey: 'salesforce:1', landsMs: 60_000 } // prettier-ignore
  await announce(db, live.held, 1, live.runId, [create])
  const both = created(1, { bucket: 'linked', how: 'same email' })
  const asOf = await snapshot(db)
  const counted = await record(db, backfill.held, { ...batch, runId: backfill.runId, outcomes: [both], asOf })
  expect(counted).toEqual({ deferred: 1 })
  expect(await linksOf(db, 1, 1, [contactId(1)])).toEqual(new Map())
  expect(await dueHints(db, { orgId: 1, connectionId: 1 }, 'Contact', 10)).toMatchObject([{ recordId: contactId(1) }]) // prettier-ignore

  // Once it is known not to have answered, whoever reads the two then knows what it sent.
  await clearAnnounced(db, live.held)
  const later = await snapshot(db)
  expect(await record(db, backfill.held, { ...batch, runId: backfill.runId, outcomes: [both], asOf: later })).toEqual({ linked: 1 }) // prettier-ignore
})
