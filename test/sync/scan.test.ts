import { expect, test } from 'vitest'
import { compareSql } from '../../middleware/database/compare.ts'
import {
  differingSql,
  EmptyScanError,
  linkRowsSql,
  missingSql
} from '../../middleware/database/differences.ts'
import { scanOf, sweepStaging } from '../../middleware/database/scans.ts'
import { dropScan, ScanVoidError } from '../../middleware/database/staging.ts'
import { endRun } from '../../middleware/database/runs.ts'
import type { Session } from '../../middleware/salesforce/session.ts'
import { compare, differing, linesSql, missing } from '../../middleware/sync/scan.ts'
import { stageExternal, stageSalesforce } from '../../middleware/sync/stage.ts'
import type { ExternalRow } from '../../middleware/sync/copy-text.ts'
import { onCluster } from '../support/cluster.ts'
import { found, scanWorld } from './scan-world.ts'

const small = { maxRecords: 50, firstWaitMs: 2 }

test('of 230 linked contacts only what differs comes out: edited, new, deleted; the rest is counted', async () => {
  const { org, work, runId, link, create } = await scanWorld(230)
  const ids = await link()
  const [edited = '', deleted = '', erased = ''] = ids
  await org.control({ command: 'update', object: 'Contact', id: edited, values: { Title: 'CEO; "new"' } })
  await org.control({ command: 'delete', object: 'Contact', id: deleted })
  await org.control({ command: 'hardDelete', object: 'Contact', id: erased })
  const made = await create('Contact', { LastName: 'New' })
  const binned = await create('Contact', { LastName: 'Never linked' })
  await org.control({ command: 'delete', object: 'Contact', id: binned })

  const scan = await stageSalesforce(work, runId, small)
  expect(scan).toMatchObject({ state: 'sealed', stagedRows: 231, pages: 5 })
  const compared = await compare(work, scan)
  expect([compared.different, compared.missing, compared.unchanged]).toEqual([3, 1, 228])
  const rows = await found(differing(work, compared, { size: 2 }))
  expect(new Map(rows.map((row) => [row.id, row.deleted]))).toEqual(
    new Map([
      [edited, false],
      [deleted, true],
      [made, false]
    ])
  )
  const change = rows.find((row) => row.id === edited)
  expect(change).toMatchObject({
    values: { Title: 'CEO; "new"', Id: edited },
    link: { sfId: edited, extId: `ext-${edited}`, state: 0 },
    stamp: expect.stringMatching(/^\d{4}-.*Z$/) as string
  })
  expect(rows.find((row) => row.id === made)?.link).toBeNull()
  expect((await Array.fromAsync(missing(work, compared))).flat().map((one) => one.sfId)).toEqual([erased])
  // The same run asked again reads nothing anew.
  expect(await stageSalesforce(work, runId, small)).toMatchObject({ state: 'compared', pages: 5 })
})

test('a link that was made or changed while the scan ran is no candidate', async () => {
  const { org, work, db, runId, link } = await scanWorld(20)
  const ids = await link()
  const [erased = '', moved = ''] = ids
  for (const id of [erased, moved]) await org.control({ command: 'hardDelete', object: 'Contact', id })
  const scan = await stageSalesforce(work, runId, small)
  await db.withOrg(1, (tx) =>
    tx.updateTable('links').set({ sf_stamp: new Date() }).where('sf_id', '=', moved).execute()
  )
  const compared = await compare(work, scan)
  expect((await Array.fromAsync(missing(work, compared))).flat().map((one) => one.sfId)).toEqual([erased])
  await db.withOrg(1, (tx) =>
    tx.updateTable('links').set({ sf_stamp: new Date() }).where('sf_id', '=', erased).execute()
  )
  expect((await Array.fromAsync(missing(work, compared))).flat()).toEqual([])
})

test('a page that breaks in the middle is read again: nothing twice, nothing lost', async () => {
  const { org, work, runId, link } = await scanWorld(120)
  await link()
  for (const cut of ['during', 'before', 'during'])
    await org.control({
      command: 'fault',
      path: '/services/data/v64.0/jobs/query/',
      method: 'GET',
      cut,
      times: 1
    })
  const scan = await stageSalesforce(work, runId, { ...small, maxRecords: 30 })
  expect(scan.stagedRows).toBe(120)
  const compared = await compare(work, scan)
  expect([compared.different, compared.missing, compared.unchanged]).toEqual([0, 0, 120])
})

test('a scan that lost a page, or a row of one, is void and names no candidate', async () => {
  const { work, runId, link, db } = await scanWorld(200)
  await link()
  const session = work.session
  let opened = 0
  const skipping: Session = {
    ...session,
    async open(request) {
      const response = await session.open(request)
      const next = response.headers.get('sforce-locator')
      // A page is lost on the way: its locator is never asked for.
      if (++opened !== 2 || next === null) return response
      await response.body?.cancel()
      return session.open({ ...request, query: { ...request.query, locator: next } })
    }
  }
  await expect(stageSalesforce({ ...work, session: skipping }, runId, small)).rejects.toThrow(ScanVoidError)
  expect(await scanOf(db, { orgId: 1, runId, side: 'salesforce' })).toMatchObject({ state: 'void' })

  const claiming: Session = {
    ...session,
    async open(request) {
      const response = await session.open(request)
      const headers = new Headers(response.headers)
      headers.set('sforce-numberofrecords', '51')
      return new Response(response.body, { headers })
    }
  }
  const stopped = stageSalesforce({ ...work, session: claiming }, runId, small)
  await expect(stopped).rejects.toThrow(/51 rows brought 50/)
  // It begins again by itself.
  expect(await stageSalesforce(work, runId, small)).toMatchObject({ state: 'sealed', stagedRows: 200 })
})

test('a scan whose rows were moved after it was compared is void', async () => {
  const { work, runId, db } = await scanWorld(12)
  const compared = await compare(work, await stageSalesforce(work, runId, small))
  await db.withClient(1, (client) => client.query(`update ${compared.scan.table} set f1 = f1`))
  await expect(Array.fromAsync(differing(work, compared))).rejects.toThrow(/somebody rewrote its table/)
  expect(await scanOf(db, { orgId: 1, runId, side: 'salesforce' })).toMatchObject({ state: 'void' })
})

test('an empty scan stops and asks', async () => {
  const { org, work, runId, link } = await scanWorld(12)
  for (const id of await link()) await org.control({ command: 'hardDelete', object: 'Contact', id })
  const compared = await compare(work, await stageSalesforce(work, runId, small))
  expect(compared).toMatchObject({ different: 0, missing: 12 })
  await expect(Array.fromAsync(missing(work, compared))).rejects.toThrow(EmptyScanError)
})

test('a field the source did not bring is unknown, never blank', async () => {
  const { work, runId, link, org } = await scanWorld(30)
  const [edited = ''] = await link()
  await org.control({
    command: 'update',
    object: 'Contact',
    id: edited,
    values: { Title: 'hidden edit', Phone: '+48 1' }
  })
  const scan = await stageSalesforce(work, runId, small)
  const known = scan.fields.filter((name) => name !== 'Title')
  const compared = await compare(work, { ...scan, columns: known })
  const rows = await found(differing(work, compared))
  expect(rows.map((row) => row.id)).toEqual([edited])
  expect(rows[0]?.values).not.toHaveProperty('Title')
})

test('the external side: pages by cursor, overlaps, unknown lines, odd characters; equal rows are no differences', async () => {
  const { work, runId, link, db } = await scanWorld(40)
  const ids = await link()
  const { rows: stored } = await db.withClient(1, (client) =>
    client.query<{ ext_id: string; external: (string | null)[] }>(
      'select l.ext_id, b.external from links l join bases b using (org_id, pair_id, link_id) order by l.ext_id'
    )
  )
  const all: ExternalRow[] = stored.map((row) => ({
    id: row.ext_id,
    modified: null,
    deleted: false,
    values: row.external
  }))
  const odd = 'tab\there\\N, "quote"\nline\r\nend \u0001'
  all[3] = { ...all[3]!, values: all[3]!.values.with(0, odd) }
  all[5] = { ...all[5]!, values: all[5]!.values.with(2, undefined) }
  all[7] = { ...all[7]!, values: all[7]!.values.map(() => null) }
  const stale = { ...all[9]!, values: all[9]!.values.with(0, 'stale@example.com') }
  const gone = all.pop()
  const sequence = [...all.slice(0, 9), stale, ...all.slice(9)]
  const read = async (cursor: string | null) => {
    const from = Number(cursor ?? 0)
    return {
      rows: sequence.slice(from, from + 10),
      cursor: String(from + 10),
      done: from + 10 >= sequence.length,
      total: 39
    }
  }
  const compared = await compare(work, await stageExternal(work, runId, read, true))
  const rows = await found(differing(work, compared, { size: 1 }))
  expect(rows.map((row) => row.id)).toEqual([all[3].id, all[7].id])
  expect(rows[0]?.values[work.pair.lines[0]?.name ?? '']).toBe(odd)
  expect((await Array.fromAsync(missing(work, compared))).flat().map((one) => one.extId)).toEqual([gone?.id])
  expect(ids).toHaveLength(40)
})

test('a scan of the external side that ends before the vendor’s total is void', async () => {
  const { work, runId } = await scanWorld(1)
  const read = async () => ({ rows: [], cursor: '1', done: true, total: 5 })
  await expect(stageExternal(work, runId, read)).rejects.toThrow(/5 rows and 0 came/)
})

test('what is staged goes with its run, by its owner or by the sweeper', async () => {
  const { work, runId, db, link } = await scanWorld(10)
  await link()
  const scan = await stageSalesforce(work, runId, small)
  await compare(work, scan)
  const tables = async () =>
    (
      await db.withClient(1, (client) =>
        client.query<{ n: number }>(
          `select count(*) as n from pg_class where relnamespace = 'staging'::regnamespace and relkind = 'r'`
        )
      )
    ).rows[0]?.n
  expect(await tables()).toBe(2)
  expect(await sweepStaging(db)).toEqual([])
  await endRun(db, 1, runId)
  expect((await sweepStaging(db)).sort()).toEqual([`d_${runId}_salesforce`, `s_${runId}_salesforce`])
  expect(await tables()).toBe(0)
  await dropScan(db, scan) // after the sweeper: no harm
})

test('hot statements never read links or bases whole', async () => {
  const { work, runId, db, link } = await scanWorld(400)
  await link()
  const compared = await compare(work, await stageSalesforce(work, runId, small))
  await db.withClient(1, async (client) => {
    // Other pairs' links, so that reading one pair by its index is worth it; and enough differences to choose among.
    await client.query(
      `insert into links (org_id, pair_id, sf_id, ext_id, rev) select 1, 2 + g % 9, 'o' || g, 'o' || g, 1 from generate_series(1, 40000) g`
    )
    await client.query(
      `insert into bases select org_id, pair_id, link_id, '{}', '{}' from links where pair_id > 1`
    )
    await client.query(
      `insert into ${compared.scan.table} (id) select 'x' || g from generate_series(1, 20000) g`
    )
    await client.query(`insert into staging.d_${runId}_salesforce select n, null from ${compared.scan.table}`)
    await client.query(
      `insert into staging.d_${runId}_salesforce select null, link_id from links where pair_id = 1`
    )
    await client.query(`analyze ${compared.scan.table}`)
    await client.query(`analyze staging.d_${runId}_salesforce`)
  })
  await onCluster(db.url, 'analyze bothways.links; analyze bothways.bases')
  await db.withClient(1, async (client) => {
    const plan = async (text: string, values: unknown[] = []) => {
      const { rows } = await client.query<Record<string, string>>(`explain ${text}`, values)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const statements: [string, unknown[]][] = [
      [differingSql(compared.scan), [5, 100]],
      [linkRowsSql(compared.scan), [1, 1, ['003000000000001AAA']]],
      [missingSql(compared.scan), [1, 1, 5, 100]]
    ]
    for (const [statement, values] of statements)
      expect(await plan(statement, values)).not.toMatch(/Seq Scan on (links|bases)/)
    // The comparison itself reads all that is staged, and of the links this pair's only.
    const whole = await plan(
      compareSql(
        { ...compared.scan, table: 'staging.s_1_salesforce_x' },
        linesSql(compared.scan, work.pair),
        true
      )
        .replaceAll('staging.s_1_salesforce_x', compared.scan.table)
        .replace(/create unlogged table \S+ as/, '')
    )
    expect(whole).not.toMatch(/Seq Scan on (links|bases)/)
  })
})
