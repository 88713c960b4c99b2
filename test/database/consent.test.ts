import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { addConsentEvents, consentStates, loadAddressKey } from '../../middleware/database/consent.ts'
import { openDatabase } from '../../middleware/database/open.ts'
import { createSealer } from '../../middleware/secrets/seal.ts'
import type { ConsentEvent } from '../../middleware/sync/consent-event.ts'
import { fold, isOut, unknownConsent } from '../../middleware/sync/consent.ts'
import { freshDatabase, freshDatabaseUrl } from '../support/database.ts'
import { storedConnection } from '../support/fixtures.ts'

const sealer = createSealer(randomBytes(32).toString('base64'))
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
const said = (kind: 'in' | 'out', who: ConsentEvent['who'], minute: number): ConsentEvent => ({
  channel: 'sms', kind, who, atFrom: at(minute), atTo: at(minute), source: 'test profile'
}) // prettier-ignore
const number = '+12025550143'

test('the ledger comes to what the events come to, however often and in whatever order two nodes add them', async () => {
  const url = await freshDatabaseUrl()
  const nodes = await Promise.all([openDatabase(url, { pool: 4 }), openDatabase(url, { pool: 4 })])
  onTestFinished(() => Promise.all(nodes.map((node) => node.close())).then(() => undefined))
  const [a, b] = nodes
  await storedConnection(a)
  const key = await loadAddressKey(a, sealer, 1)

  const event = fc.record({
    address: fc.constantFrom('+12025550101', '+12025550102', '+12025550103'),
    event: fc.tuple(fc.constantFrom('in' as const, 'out' as const), fc.constantFrom('person' as const, 'staff' as const, 'unknown' as const), fc.nat(5))
      .map(([kind, who, minute]) => said(kind, who, minute))
  }) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), fc.uuid(), async (events, channel) => {
      // A channel of its own a run, so that runs do not see one another.
      const own = events.map((one) => ({ ...one, event: { ...one.event, channel } }))
      await Promise.all([
        addConsentEvents(a, 1, key, own),
        addConsentEvents(b, 1, key, own.toReversed()),
        addConsentEvents(b, 1, key, own.slice(0, own.length / 2))
      ])
      expect(await addConsentEvents(a, 1, key, own)).toBe(0)
      const addresses = ['+12025550101', '+12025550102', '+12025550103', number]
      const states = await consentStates(
        b,
        1,
        key,
        addresses.map((address) => ({ channel, address }))
      )
      expect(states).toEqual(
        addresses.map((address) => fold(own.filter((one) => one.address === address).map((one) => one.event)))
      )
    }),
    { numRuns: 60 }
  )
})

test('a change that is seen again at a record nobody touched since is noted once; another source, or a touched record, is news', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const key = await loadAddressKey(db, sealer, 1)
  const add = (minute: number, since: number | null, change: Partial<ConsentEvent> = {}) => {
    const event = { ...said('out', 'unknown', 1), atTo: at(minute), rawId: '003A', ...change }
    return addConsentEvents(db, 1, key, [{ address: number, event, shownSince: since === null ? null : at(since) }]) // prettier-ignore
  }
  expect(await add(5, 3)).toBe(1)
  expect(await add(7, 3)).toBe(0)
  expect(await add(9, 5)).toBe(0)
  // Touched after the first look, or nobody knows when: it may have been lifted and said again in between.
  expect(await add(11, 6)).toBe(1)
  expect(await add(12, 11)).toBe(0)
  expect(await add(13, null)).toBe(1)
  expect(await add(14, 3, { source: 'another profile' })).toBe(1)
  expect(await add(14, 3, { atFrom: at(2) })).toBe(1)
  expect(await add(14, 3, { rawId: '003B' })).toBe(1)
  expect(await add(14, 3, { kind: 'in' })).toBe(1)
})

test('one opt-out is out for all fifty records that hold the number, and for no other channel', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const key = await loadAddressKey(db, sealer, 1)
  await addConsentEvents(db, 1, key, [{ address: number, event: said('out', 'person', 3) }])
  const fifty = Array.from({ length: 50 }, () => ({ channel: 'sms', address: number }))
  const states = await consentStates(db, 1, key, [...fifty, { channel: 'email', address: number }])
  expect(states.slice(0, 50).every(isOut)).toBe(true)
  expect(states[50]).toEqual(unknownConsent)
})

test('what is in the ledger can be neither changed nor removed by the service', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const key = await loadAddressKey(db, sealer, 1)
  await addConsentEvents(db, 1, key, [{ address: number, event: said('out', 'person', 3) }])
  for (const statement of [
    "update consent_events set kind = 'in'",
    'delete from consent_events',
    'truncate consent_events',
    'delete from address_keys'
  ])
    await expect(db.withOrg(1, (tx) => sql.raw(statement).execute(tx))).rejects.toThrow('permission denied')
  expect((await consentStates(db, 1, key, [{ channel: 'sms', address: number }])).every(isOut)).toBe(true)
})

test('nothing in the ledger tells whose it is: no address, no message, no id made of the address', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const key = await loadAddressKey(db, sealer, 1)
  const planted = [
    { address: number, event: { ...said('out', 'person', 1), wording: 'STOP, call me at 202 555 0143', rawId: '12025550143' } },
    { address: number, event: { ...said('out', 'person', 2), wording: 'stop', rawId: '410000001' } },
    { address: 'dana@example.org', event: { ...said('out', 'staff', 1), channel: 'email', wording: 'for Dana@Example.org', rawId: 'dana@example.org' } }
  ] // prettier-ignore
  expect(await addConsentEvents(db, 1, key, planted)).toBe(3)
  const { rows } = await db.withOrg(1, (tx) =>
    sql<{ row: string }>`select consent_events::text as row from consent_events`.execute(tx)
  )
  expect(rows.map(({ row }) => row).join('\n')).not.toMatch(/555|dana|example/i)
  expect(rows.filter(({ row }) => row.includes('stop') && row.includes('410000001'))).toHaveLength(1)
})

test("an org's address key is one for all nodes, stays when it is asked for again, and marks nothing alike in another org", async () => {
  const db = await freshDatabase()
  await storedConnection(db, 1)
  await storedConnection(db, 2)
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadAddressKey(db, sealer, 1)))
  expect(new Set(keys.map((key) => key.mark('sms', number))).size).toBe(1)
  const other = await loadAddressKey(db, sealer, 2)
  expect(other.mark('sms', number)).not.toBe(keys[0]?.mark('sms', number))
  await expect(loadAddressKey(db, createSealer(randomBytes(32).toString('base64')), 1)).rejects.toThrow(
    'sealed with another key'
  )
})

test('asking for two hundred addresses among forty thousand events, or adding theirs, reads the table by its index', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const key = await loadAddressKey(db, sealer, 1)
  const address = (n: number) => `+1202${String(5_000_000 + n)}`
  const events = Array.from({ length: 40_000 }, (_, n) => ({
    address: address(n),
    event: said('out', 'person', n % 50)
  }))
  expect(await addConsentEvents(db, 1, key, events)).toBe(40_000)
  const marks = Array.from({ length: 200 }, (_, n) => key.mark('sms', address(n * 100)))
  const scans = await db.withOrg(1, async (tx) => {
    const { rows } = await sql<{ states: unknown[] }>`
      select consent_states(1, ${marks}, ${marks.map(() => 'sms')}) as states`.execute(tx)
    expect(rows[0]?.states).toHaveLength(200)
    const seen = await sql<{ whole: number; byIndex: number }>`
      select seq_scan::int as whole, idx_scan::int as "byIndex" from pg_stat_xact_user_tables where relname = 'consent_events'`.execute(
      tx
    )
    return seen.rows[0]
  })
  expect(scans?.whole).toBe(0)
  expect(scans?.byIndex).toBeGreaterThan(0)

  const again = marks.map((mark) => ({ mark, channel: 'sms', kind: 'out', who: 'person', source: 'test profile', raw_id: '1', at_from: at(1), at_to: at(9), shown_since: at(2) })) // prettier-ignore
  const read = await db.withOrg(1, async (tx) => {
    await sql`select add_consent(1, ${JSON.stringify(again)})`.execute(tx)
    const { rows } = await sql<{ whole: number; rows: number }>`
      select seq_scan::int as whole, idx_tup_fetch::int as rows from pg_stat_xact_user_tables where relname = 'consent_events'`.execute(
      tx
    )
    return rows[0]
  })
  expect(read?.whole).toBe(0)
  expect(read?.rows).toBeLessThan(2 * 200)
})
