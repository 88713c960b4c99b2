import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database } from './open.ts'
import { FenceLostError, type Held } from './record.ts'
import { tablesOf, type Scan, type ScanSide } from './scans.ts'

/** What a page brings; `columns` are the source's names in the order of its values. */
export interface StagedPage {
  readonly columns: readonly string[]
  /** Rows the source says the page has; null when it does not say. */
  readonly rows: number | null
  /** Where the next page begins; null behind the last. */
  readonly next: string | null
  readonly format: 'csv' | 'text'
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Thrown when a page is not what its source said: fewer rows, other columns. Nothing of it is stored. */
export class PageError extends Error {
  override readonly name = 'PageError'
}

/** Thrown when staged rows can't be believed. The scan is void and its table gone: begin it again. */
export class ScanVoidError extends Error {
  override readonly name = 'ScanVoidError'
}

/**
 * Streams a page into the scan's table; the page, its count and the place of the next one are committed together, or not
 * at all. The lease is tested at the end: held from the start, its row would keep the renewal waiting for the whole page.
 * Throws `PageError`, `FenceLostError`, `ScanVoidError` when another node went on meanwhile, or what the stream threw.
 */
export async function stagePage(db: Database, held: Held, scan: Scan, page: StagedPage): Promise<Scan> {
  const columns = targetsOf(scan, page.columns)
  return asHolder(db, held, async (client, hold) => {
    // Numbers come by the thousand; those left over from this connection's last page are smaller than its successor's.
    await client.query('discard sequences')
    const copied = await copy(client, scan, columns, page)
    if (page.rows !== null && copied !== page.rows)
      throw new PageError(`A page of ${page.rows} rows brought ${copied}.`)
    await hold()
    const { rowCount } = await client.query(
      `update scans set pages = pages + 1, page_cursor = $4, staged_rows = staged_rows + $5, columns = $6
       where org_id = $1 and run_id = $2 and side = $3 and state = 'staging' and pages = $7`,
      [scan.orgId, scan.runId, scan.side, page.next, copied, columns.fields, scan.pages]
    )
    if (rowCount !== 1) throw new ScanVoidError('Another node went on with this scan.')
    return {
      ...scan,
      pages: scan.pages + 1,
      cursor: page.next,
      stagedRows: scan.stagedRows + copied,
      columns: columns.fields
    }
  })
}

async function copy(
  client: pg.PoolClient,
  scan: Scan,
  { targets }: Targets,
  page: StagedPage
): Promise<number> {
  const options =
    page.format === 'csv' ? `(format csv, null '', force_null (${targets.join(', ')}))` : '(format text)'
  const sink = client.query(copyFrom(`copy ${scan.table} (${targets.join(', ')}) from stdin with ${options}`))
  await pipeline(page.bytes, sink)
  return sink.rowCount
}

interface Targets {
  readonly targets: readonly string[]
  /** Those of the scan's fields that are there. */
  readonly fields: readonly string[]
}

/** Columns that every scan has, by the names Salesforce gives them; a page of the external side names them with a `#`. */
export const systemColumns: Readonly<Record<string, string>> = {
  id: 'id',
  systemmodstamp: 'stamp',
  isdeleted: 'deleted',
  masterrecordid: 'master'
}
const marked = /^#(id|stamp|deleted|absent)$/

/** Where each column of a page goes. One that is missing is unknown in every row; one nobody asked for fails the page. */
function targetsOf(scan: Scan, names: readonly string[]): Targets {
  const numbers = new Map(scan.fields.map((field, at) => [field.toLowerCase(), at]))
  const targets = names.map((name) => {
    const at = numbers.get(name.toLowerCase())
    const own =
      marked.exec(name)?.[1] ?? (scan.side === 'salesforce' ? systemColumns[name.toLowerCase()] : undefined)
    const target = own ?? (at === undefined ? undefined : `f${at + 1}`)
    if (target === undefined)
      throw new PageError(`The page has a column nobody asked for: ${name.slice(0, 80)}.`)
    return target
  })
  if (!targets.includes('id') || new Set(targets).size < targets.length)
    throw new PageError(
      `The page names its columns ${names.join(', ').slice(0, 300)}: one Id is needed, none twice.`
    )
  const fields = scan.fields.filter((_, at) => targets.includes(`f${at + 1}`))
  if (scan.columns !== null && scan.columns.join() !== fields.join())
    throw new PageError('The page has other columns than the pages before it.')
  return { targets, fields }
}

/**
 * Declares a scan complete: every page is there, and the table holds as many rows as were staged and as the source
 * counted. Throws `ScanVoidError` otherwise.
 */
export async function sealScan(db: Database, held: Held, scan: Scan): Promise<Scan> {
  const { orgId, runId, side } = scan
  await judged(db, held, scan, async (client) => {
    const { rows } = await client.query<{
      staged: number
      expected: number | null
      pages: number
      cursor: string | null
    }>(
      `select staged_rows as staged, expected_rows as expected, pages, page_cursor as cursor from scans
       where org_id = $1 and run_id = $2 and side = $3 and state = 'staging' for update`,
      [orgId, runId, side]
    )
    const [row] = rows
    if (row === undefined) return 'it is not being staged'
    if (row.pages === 0 || row.cursor !== null) return 'its last page was not read'
    if (row.expected !== null && row.expected !== row.staged)
      return `the source counted ${row.expected} rows and ${row.staged} came`
    const { rows: counted } = await client.query<{ n: number }>(`select count(*) as n from ${scan.table}`)
    if (counted[0]?.n !== row.staged) return lost(counted[0]?.n ?? 0, row.staged)
    // How many rows there are is what matters; a tenth of the usual sample tells that as well.
    await client.query('set local default_statistics_target = 10')
    await client.query(`analyze ${scan.table} (n, id)`)
    await client.query(
      `update scans set state = 'sealed', sealed_at = now() where org_id = $1 and run_id = $2 and side = $3`,
      [orgId, runId, side]
    )
    return {}
  })
  return { ...scan, state: 'sealed' }
}

const lost = (there: number, staged: number) =>
  `its table holds ${there} of ${staged} rows: the database crashed in between`

/**
 * Whether a sealed scan may still be read, in the caller's transaction; gives the reason when not. Unlogged tables are
 * emptied as a whole, so `any` is enough where rows only add; where absence means something, all are counted.
 */
export async function gap(client: pg.ClientBase, scan: Scan, how: 'count' | 'any'): Promise<string | null> {
  const { rows } = await client.query<{ state: string; staged: number; table: string | null }>(
    `select state, staged_rows as staged, to_regclass($4)::text as table from scans
     where org_id = $1 and run_id = $2 and side = $3`,
    [scan.orgId, scan.runId, scan.side, scan.table]
  )
  const [row] = rows
  if (row === undefined || (row.state !== 'sealed' && row.state !== 'compared')) return 'it is not sealed'
  if (row.table === null) return 'its table is gone'
  if (how === 'any') {
    if (row.staged === 0) return null
    const { rowCount } = await client.query(`select from ${scan.table} limit 1`)
    return rowCount === 1 ? null : lost(0, row.staged)
  }
  const { rows: counted } = await client.query<{ n: number }>(`select count(*) as n from ${scan.table}`)
  return counted[0]?.n === row.staged ? null : lost(counted[0]?.n ?? 0, row.staged)
}

/** Pages are found by their keys: links that were written a moment ago have no statistics yet, and would be read whole. */
export const byIndex = (client: pg.ClientBase) => client.query('set local enable_seqscan = off')

/** What reads a table whole is read by several processes. */
export const wholeTables = (client: pg.ClientBase) =>
  client.query('set local max_parallel_workers_per_gather = 2')

/** Gives a scan up: its table goes, its row says why it must begin again. */
export async function voidScan(db: Database, held: Held, scan: Scan): Promise<void> {
  await asHolder(db, held, async (client, hold) => {
    await hold()
    await makeVoid(client, scan)
  })
}

/** Drops what a scan staged; what is known of it stays. Whoever's run ends calls it; the sweeper catches the rest. */
export async function dropScan(
  db: Database,
  scan: Pick<Scan, 'orgId' | 'runId' | 'side' | 'table'>
): Promise<void> {
  await db.withClient(scan.orgId, async (client) => {
    await client.query(`drop table if exists ${tablesOf(scan)}`)
    await client.query(`update scans set state = 'done' where org_id = $1 and run_id = $2 and side = $3`, [
      scan.orgId,
      scan.runId,
      scan.side
    ])
  })
}

async function makeVoid(client: pg.PoolClient, scan: Scan): Promise<void> {
  await client.query(`drop table if exists ${tablesOf(scan)}`)
  await client.query(`update scans set state = 'void' where org_id = $1 and run_id = $2 and side = $3`, [
    scan.orgId,
    scan.runId,
    scan.side
  ])
}

/** Runs `work`; when it gives a reason, the scan is made void and the reason thrown. */
export async function judged<T extends object>(
  db: Database,
  held: Held,
  scan: Scan,
  work: (client: pg.PoolClient) => Promise<T | string>
): Promise<T> {
  const verdict = await asHolder(db, held, async (client, hold) => {
    const given = await work(client)
    await hold()
    if (typeof given === 'string') await makeVoid(client, scan)
    return given
  })
  if (typeof verdict !== 'string') return verdict
  throw new ScanVoidError(
    `The scan of ${sideName(scan.side)} can't be used, because ${verdict}. It begins again.`
  )
}

const sideName = (side: ScanSide) => (side === 'salesforce' ? 'Salesforce' : 'the external system')

/** A transaction that commits only while the lane is held; `hold` tests it. */
async function asHolder<T>(
  db: Database,
  held: Held,
  work: (client: pg.PoolClient, hold: () => Promise<void>) => Promise<T>
): Promise<T> {
  const { orgId, connectionId, lane, fence } = held
  try {
    return await db.withClient(orgId, (client) =>
      work(client, async () => {
        await client.query('select hold_fence($1, $2, $3, $4)', [orgId, connectionId, lane, fence])
      })
    )
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'BW001')
      throw new FenceLostError('Another node has taken over.', { cause })
    throw cause
  }
}
