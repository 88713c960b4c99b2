import { sql } from 'kysely'
import type { Database } from './open.ts'

export type ScanSide = 'salesforce' | 'external'

export interface ScanKey {
  readonly orgId: number
  readonly runId: number
  readonly side: ScanSide
}

/** A scan of everything one side has, as far as it came. */
export interface Scan extends ScanKey {
  readonly pairId: number
  readonly rev: number
  /** `staging.s_<run>_<side>`: `n`, `id`, `stamp`, `deleted`, `master`, `absent`, `f1` … */
  readonly table: string
  /** What `f1` … hold: Salesforce field paths, or the names of mapped lines. */
  readonly fields: readonly string[]
  /** Those that the source brought; null before the first page. The others are unknown, never blank. */
  readonly columns: readonly string[] | null
  /** Pages overlap: the last row of an id counts. */
  readonly repeats: boolean
  readonly state: 'staging' | 'sealed' | 'compared' | 'void' | 'done'
  /** Where its pages come from: the id of a bulk query. */
  readonly source: string | null
  readonly pages: number
  /** Where the next page begins; null before the first and behind the last. */
  readonly cursor: string | null
  readonly stagedRows: number
  readonly expectedRows: number | null
  /** Rows to look at, links that were not found, and rows that need nothing; null before it is compared. */
  readonly differentRows: number | null
  readonly missingRows: number | null
  readonly unchangedRows: number | null
}

/** The table beside a scan's own that holds what a comparison found. */
export const differencesOf = ({ table }: Pick<Scan, 'table'>) => table.replace('staging.s_', 'staging.d_')
/** The one that holds the values which more than one of its rows has. */
export const sharedOf = ({ table }: Pick<Scan, 'table'>) => table.replace('staging.s_', 'staging.v_')
/** All that belongs to a scan and goes with it. */
export const tablesOf = (scan: Pick<Scan, 'table'>) =>
  [scan.table, differencesOf(scan), sharedOf(scan)].join(', ')

/** As two values are the same in a scan: what case and blanks around them leave. */
export const foldedSql = (column: string) => `lower(btrim(${column}))`

const tableOf = ({ runId, side }: Pick<ScanKey, 'runId' | 'side'>) => {
  if (!Number.isSafeInteger(runId)) throw new Error(`${runId} is no run.`)
  return `staging.s_${runId}_${side}`
}

/** A link made or changed while the scan ran may be missing from it without being gone. */
export const began = (scan: Scan) =>
  `(select began_at from scans where org_id = ${whole(scan.orgId)} and run_id = ${whole(scan.runId)} and side = '${scan.side}')`

/** A number of ours, written out where a statement takes no parameters. */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no number of ours.`)
  return value
}

const columns =
  sql.raw(`org_id as "orgId", run_id as "runId", side, pair_id as "pairId", rev, table_name as "table", fields,
  columns, repeats, state, source, pages, page_cursor as cursor, staged_rows as "stagedRows", expected_rows as "expectedRows",
  different_rows as "differentRows", missing_rows as "missingRows", unchanged_rows as "unchangedRows"`)

export interface NewScan extends ScanKey {
  readonly pairId: number
  readonly rev: number
  readonly fields: readonly string[]
  readonly repeats?: boolean
}

/** Begins a scan, or goes on with the one of this run and side; one that is void, or was for another mapping, begins anew. */
export async function beginScan(db: Database, wanted: NewScan): Promise<Scan> {
  const { orgId, runId, side, pairId, rev, fields, repeats = false } = wanted
  const table = tableOf(wanted)
  return db.withOrg(orgId, async (tx) => {
    const { rows: known } = await sql<Scan>`
      select ${columns} from scans where org_id = ${orgId} and run_id = ${runId} and side = ${side} for update`.execute(
      tx
    )
    const [scan] = known
    const fits = scan?.rev === rev && scan.fields.join() === fields.join()
    if (scan !== undefined && fits && scan.state !== 'void' && scan.state !== 'done') return scan
    await sql`delete from scans where org_id = ${orgId} and run_id = ${runId} and side = ${side}`.execute(tx)
    await sql.raw(`drop table if exists ${tablesOf({ table })}`).execute(tx)
    await sql.raw(createTable(table, fields.length)).execute(tx)
    const { rows } = await sql<Scan>`
      insert into scans (org_id, run_id, side, pair_id, rev, table_name, fields, repeats)
      values (${orgId}, ${runId}, ${side}, ${pairId}, ${rev}, ${table}, ${[...fields]}, ${repeats})
      returning ${columns}`.execute(tx)
    const [made] = rows
    if (made === undefined) throw new Error('The scan was not stored.')
    return made
  })
}

/**
 * Every id is collated "C", like those it is joined with: other collations lose the index without a word. What it holds is
 * written once and counted when it is complete, so a vacuum would only take its time from the sync.
 */
function createTable(table: string, fields: number): string {
  const named = Array.from({ length: fields }, (_, at) => `, f${at + 1} text collate "C"`).join('')
  return `create unlogged table ${table} (n bigint generated always as identity (cache 1000), id text collate "C" not null,
    stamp text, deleted text, master text, absent smallint[]${named}) with (autovacuum_enabled = off)`
}

/** A scan as it stands; null when there is none. */
export async function scanOf(db: Database, { orgId, runId, side }: ScanKey): Promise<Scan | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Scan>`
      select ${columns} from scans where org_id = ${orgId} and run_id = ${runId} and side = ${side}`.execute(
      tx
    )
    return rows[0] ?? null
  })
}

/** Notes where the pages come from, and how many rows they must add up to. */
export async function setSource(
  db: Database,
  scan: Scan,
  { source, expectedRows }: { readonly source: string | null; readonly expectedRows: number | null }
): Promise<Scan> {
  const { orgId, runId, side } = scan
  await db.withOrg(orgId, (tx) =>
    sql`update scans set source = ${source}, expected_rows = ${expectedRows}
      where org_id = ${orgId} and run_id = ${runId} and side = ${side} and state = 'staging'`.execute(tx)
  )
  return { ...scan, source, expectedRows }
}

/** Drops the staged tables of runs that are over, and those that belong to no scan. Gives their names. */
export async function sweepStaging(db: Database): Promise<string[]> {
  // Tables first: one that is made meanwhile is not among them, and one that is has its row.
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'staging' and c.relkind = 'r' and c.relname ~ '^[sdv]_[0-9]+_(salesforce|external)$'`.execute(
    db.system
  )
  const { rows: live } = await sql<{ table_name: string }>`
    select s.table_name from scans s join runs r on r.org_id = s.org_id and r.run_id = s.run_id
    where s.state in ('staging', 'sealed', 'compared') and r.state = 'running'`.execute(db.system)
  const kept = new Set(live.map(({ table_name }) => table_name))
  const dead = tables
    .map(({ name }) => name)
    .filter((name) => !kept.has(`staging.${name.replace(/^[dv]/, 's')}`))
  // No org's rows are touched: org 0 is nobody's.
  for (const name of dead)
    await db.withOrg(0, (tx) => sql`drop table if exists ${sql.id('staging', name)}`.execute(tx))
  return dead
}
