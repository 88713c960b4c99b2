import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldType } from '../../middleware/connectors/connector.ts'
import { beginScan } from '../../middleware/database/scans.ts'
import { stagePage } from '../../middleware/database/staging.ts'
import { parseExact } from '../../middleware/salesforce/answer.ts'
import { canonicalSql, quickSql } from '../../middleware/sync/canonical-sql.ts'
import { toCanonical, type Canonical } from '../../middleware/sync/canonical.ts'
import { freshDatabase } from '../support/database.ts'
import { heldRun, storedConnection } from '../support/fixtures.ts'

/** One value in every form Salesforce sends it in. `bad`: no field of this type can hold it. `sqlRaw`: SQL may leave it as it is. */
interface Golden {
  readonly type: FieldType
  readonly csv: string
  readonly rest: string
  readonly soap: string | null
  readonly canonical?: Canonical
  readonly bad?: true
  readonly sqlRaw?: true
}
const table = JSON.parse(
  readFileSync(new URL('../fixtures/canonical.json', import.meta.url), 'utf8')
) as readonly Golden[]

/** What COPY reads of one CSV value, and what the generated SQL makes of it. */
async function inSql(rows: readonly { readonly type: FieldType; readonly csv: string }[]) {
  const db = await freshDatabase()
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const scan = await beginScan(db, { orgId: 1, runId, side: 'salesforce', pairId: 1, rev: 1, fields: ['V'] })
  const text = rows.map(({ csv }, n) => `"${n}",${csv}\n`).join('')
  async function* bytes() {
    yield Buffer.from(text)
  }
  await stagePage(db, held, scan, {
    columns: ['Id', 'V'],
    rows: rows.length,
    next: null,
    format: 'csv',
    bytes: bytes()
  })
  const types = [...new Set(rows.map(({ type }) => type))]
  const made = types.flatMap((type) => [
    `${canonicalSql({ type, columns: ['f1'] })} as "${type}"`,
    `${quickSql({ type, columns: ['f1'] })} as "quick ${type}"`
  ])
  return db.withClient(1, async (client) => {
    const found = await client.query<Record<string, string | null>>(
      `select f1, ${made.join(', ')} from ${scan.table} s order by n`
    )
    return found.rows.map((row, n) => ({
      raw: row['f1'] ?? null,
      canonical: row[rows[n]?.type ?? ''] ?? null,
      quick: row[`quick ${rows[n]?.type ?? ''}`] ?? null
    }))
  })
}

/** The quick form may be anything, unless it is a text that bases hold: then it is what the value itself means. */
function expectSafe(type: FieldType, raw: Canonical, quick: Canonical): void {
  const held = toCanonical(type, quick)
  if ('ok' in held && held.ok === quick)
    expect([type, raw, toCanonical(type, raw)]).toEqual([type, raw, held])
}

test('the quick form never makes an equality that the exact one does not see, and sees those of what Bulk files hold', async () => {
  const sql = await inSql(table)
  for (const [n, { type }] of table.entries()) expectSafe(type, sql[n]?.raw ?? null, sql[n]?.quick ?? null)
  const usual = ['12.50', '100.0', '0.5', '7', '-3'].map((csv) => ({ type: 'number' as const, csv }))
  const days = ['2026-11-21T10:00:00.000Z'].map((csv) => ({ type: 'datetime' as const, csv }))
  for (const { quick, canonical } of await inSql([...usual, ...days])) expect(quick).toBe(canonical)
})

test('canonical.ts and the generated SQL make the same text of every form', async () => {
  const sql = await inSql(table)
  for (const [n, golden] of table.entries()) {
    const { raw, canonical } = sql[n] ?? { raw: 'none', canonical: 'none' }
    const wanted = golden.bad === true ? undefined : { ok: golden.canonical ?? null }
    for (const value of [raw, parseExact(golden.rest), golden.soap]) {
      const made = toCanonical(golden.type, value)
      if (wanted === undefined)
        expect([golden, made]).toEqual([golden, { bad: expect.any(String) as string }])
      else expect([golden, made]).toEqual([golden, wanted])
    }
    // Where SQL can't say, it must not say something else: the value stays raw and only looks different.
    if (wanted === undefined) expect([golden, canonical]).toEqual([golden, raw])
    else if (golden.sqlRaw === true) expect(canonical === wanted.ok || sameMembers(canonical, raw)).toBe(true)
    else expect([golden, canonical]).toEqual([golden, wanted.ok])
  }
})

const sameMembers = (a: Canonical, b: Canonical) =>
  a?.split(';').sort().join() === b?.split(';').sort().join()

test('for any text of any type SQL never makes an equality that JavaScript does not see, and never fails', async () => {
  const types: FieldType[] = ['text', 'number', 'datetime', 'set', 'boolean', 'date', 'email']
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.stringMatching(/^[-+0-9.eE ]{1,9}$/),
    fc.stringMatching(/^[ab;😀é]{1,8}$/),
    fc
      .date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-01-01') })
      .map((day) => day.toISOString())
  )
  const values = fc.sample(
    fc.tuple(
      fc.constantFrom(...types),
      odd.map((text) => text.replaceAll('\0', ''))
    ),
    3000
  )
  const rows = values.map(([type, text]) => ({ type, csv: `"${text.replaceAll('"', '""')}"` }))
  const sql = await inSql(rows)
  for (const [n, { type }] of rows.entries()) {
    const { raw, canonical, quick } = sql[n] ?? { raw: null, canonical: null, quick: null }
    const made = toCanonical(type, raw)
    expectSafe(type, raw, quick)
    // Taken as a base, what SQL made must mean what JavaScript makes of the value itself.
    if ('ok' in made && canonical !== made.ok) expect(toCanonical(type, canonical)).toEqual(made)
    if ('bad' in made) expect([type, raw, canonical]).toEqual([type, raw, raw])
  }
})

test('a joined line is the parts that are there, with a space between', async () => {
  const db = await freshDatabase()
  const sql = canonicalSql({ type: 'text', columns: ['f1', 'f2'], join: 'space' })
  await db.withClient(1, async (client) => {
    const { rows } = await client.query<{ v: string | null }>(
      `select ${sql} as v from (values (1, 'Anna', 'Nowak'), (2, null, 'Nowak'), (3, 'Anna', null), (4, null, null)) s (n, f1, f2) order by n`
    )
    expect(rows.map(({ v }) => v)).toEqual(['Anna Nowak', 'Nowak', 'Anna', null])
  })
})
