import type pg from 'pg'
import type { Database } from './open.ts'
import { basesJoin, linkColumns, noLink, type LinkRow } from './link-row.ts'
import type { Held } from './record.ts'
import { differencesOf, type Scan } from './scans.ts'
import { byIndex, gap, judged } from './staging.ts'

export type { LinkRow } from './link-row.ts'

/** Thrown where links would be taken for gone because a scan holds nothing at all: a person has to say that this is right. */
export class EmptyScanError extends Error {
  override readonly name = 'EmptyScanError'
}

/**
 * What a line's canonical value is in SQL, by `s` (a staged row) and `b` (the link's bases); null where the scan does not
 * know the line, which then counts as unchanged.
 */
export type LineSql = string | null

export interface Compared {
  readonly scan: Scan
  /** Staged rows that are new, changed, deleted or back; `differing` pages through them. */
  readonly different: number
  /** Links whose record the scan does not hold: candidates, never deletions. */
  readonly missing: number
  /** Rows that need nothing; they never reach JavaScript. */
  readonly unchanged: number
}

/** The sides of `links` and `bases` that a scan is compared with. */
const own = {
  salesforce: { id: 'sf_id', hash: 'sf_hash', base: 'salesforce' },
  external: { id: 'ext_id', hash: 'ext_hash', base: 'external' }
} as const

/**
 * Compares a sealed scan with the links of its pair, set-based, once; what differs is noted beside the scan. A comparison
 * that was done is not done again. Throws `ScanVoidError`, `FenceLostError`.
 */
export async function compareScan(
  db: Database,
  held: Held,
  scan: Scan,
  lines: readonly LineSql[],
  /** What every linked row is looked at for beside its values, as SQL. */
  watched = 'false',
  /** Cheaper forms: where they give the hash of the bases, the exact ones give it too. */
  quick = lines
): Promise<Compared> {
  if (scan.state === 'compared') return resultOf(scan)
  const found = await judged(db, held, scan, async (client) => {
    const reason = await gap(client, scan, 'count')
    if (reason !== null) return reason
    // Only pages of the external side say it row by row; to find that none does takes a pass over all rows.
    const absent =
      scan.side === 'external' &&
      (await client.query(`select from ${scan.table} where absent is not null limit 1`)).rowCount === 1
    await client.query('set local default_statistics_target = 10')
    // One pass over both; the default of 4 MB would write both sides to disk and read them again.
    await client.query(`set local work_mem = '64MB'`)
    const differences = differencesOf(scan)
    await client.query(`drop table if exists ${differences}`)
    await client.query(compareSql(scan, lines, absent, watched, quick))
    await client.query(`create index on ${differences} (n) where n is not null`)
    await client.query(`create index on ${differences} (link_id) where n is null`)
    await client.query(`analyze ${differences}`)
    const { rows } = await client.query<{ different: number; missing: number; unchanged: number }>(
      `update scans set state = 'compared', different_rows = d.different, missing_rows = d.missing, unchanged_rows = staged_rows - d.different
       from (select count(n) as different, count(*) - count(n) as missing from ${differences}) d
       where org_id = $1 and run_id = $2 and side = $3 and state = 'sealed'
       returning different_rows as different, missing_rows as missing, unchanged_rows as unchanged`,
      [scan.orgId, scan.runId, scan.side]
    )
    return rows[0] ?? 'it is not sealed'
  })
  return resultOf({
    ...scan,
    state: 'compared',
    differentRows: found.different,
    missingRows: found.missing,
    unchangedRows: found.unchanged
  })
}

const resultOf = (scan: Scan): Compared => ({
  scan,
  different: scan.differentRows ?? 0,
  missing: scan.missingRows ?? 0,
  unchanged: scan.unchangedRows ?? 0
})

/**
 * One pass: staged rows beside the links of the pair. A table made by its query may be made in parallel, which an insert
 * may not. Its numbers are ours and written out, because such a statement takes no parameters.
 */
export function compareSql(
  scan: Scan,
  lines: readonly LineSql[],
  absent: boolean,
  watched = 'false',
  quick = lines
): string {
  const { id, hash, base } = own[scan.side]
  const [orgId, pairId, rev] = [scan.orgId, scan.pairId, scan.rev].map(whole)
  const unknown = (at: number) => `b.${base}[${at + 1}]`
  const values = (of: readonly LineSql[]) =>
    of.map((line, at) => {
      if (line === null) return unknown(at)
      return absent ? `case when ${at + 1} = any (s.absent) then ${unknown(at)} else ${line} end` : line
    })
  const differs = (of: readonly LineSql[]) =>
    `l.hash is distinct from hash_array_extended(array[${values(of).join(', ')}]::text[], ${rev})`
  const bases =
    absent || lines.includes(null)
      ? `left join bases b on b.org_id = ${orgId} and b.pair_id = ${pairId} and b.link_id = l.link_id`
      : ''
  const staged = scan.repeats
    ? `(select distinct on (id) *, ctid as place from ${scan.table} order by id, n desc)`
    : `(select *, ctid as place from ${scan.table})`
  return `create unlogged table ${differencesOf(scan)} as
    select s.n, l.link_id, s.place
    from ${staged} s
    full join (
      select link_id, ${id} as id, ${hash} as hash, rev, state, touched_at < ${began(scan)} as untouched from links
      where org_id = ${orgId} and pair_id = ${pairId} and state <> 2
    ) l on l.id = s.id
    ${bases}
    where case
      when s.id is null then l.state = 0 and l.untouched
      when l.link_id is null then s.deleted is distinct from 'true'
      when s.deleted = 'true' then l.state = 0
      else l.state <> 0 or l.rev <> ${rev} or ${watched}
        or (${[...new Set([differs(quick), differs(lines)])].join(' and ')})
    end`
}

/** A link made or changed while the scan ran may be missing from it without being gone. */
const began = (scan: Scan) =>
  `(select began_at from scans where org_id = ${whole(scan.orgId)} and run_id = ${whole(scan.runId)} and side = '${scan.side}')`

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no number of ours.`)
  return value
}

export interface StagedRow extends LinkRow, StagedOnly {}
interface StagedOnly {
  readonly n: number
  readonly id: string
  readonly stamp: string | null
  readonly deleted: string | null
  readonly master: string | null
  readonly absent: number[] | null
  readonly [column: `f${number}`]: string | null
}

/** The rows that differ, by number behind `after`; the link is looked up anew, for it may have changed. Empty behind the last. */
export async function differingRows(
  db: Database,
  held: Held,
  scan: Scan,
  after: number,
  limit: number
): Promise<StagedRow[]> {
  return checked(db, held, scan, 'any', async (client) => {
    await byIndex(client)
    const noted = await client.query<StagedOnly | { readonly id: null }>(differingSql(scan), [after, limit])
    const rows = noted.rows.filter((row): row is StagedOnly => row.id !== null)
    if (rows.length < noted.rows.length) return 'somebody rewrote its table, and its rows moved'
    const ids = rows.map((row) => row.id)
    const found = await client.query<LinkRow>(linkRowsSql(scan), [scan.orgId, scan.pairId, ids])
    const links = new Map(found.rows.map((row) => [scan.side === 'salesforce' ? row.sf_id : row.ext_id, row]))
    return rows.map((row) => ({ ...row, ...(links.get(row.id) ?? noLink) }))
  })
}

/** By its place, which needs no index on all that was staged; the number proves that it is still the same row. */
export function differingSql(scan: Scan): string {
  const fields = scan.fields.map((_, at) => `, s.f${at + 1}`).join('')
  return `select s.n, s.id, s.stamp, s.deleted, s.master, s.absent${fields}
    from (select n, place from ${differencesOf(scan)} where n > $1 order by n limit $2) d
    left join ${scan.table} s on s.ctid = d.place and s.n = d.n
    order by d.n`
}

/** Asked by a list of ids: a join would be planned anew for every size, and without statistics it reads every link a row. */
export function linkRowsSql(scan: Scan): string {
  return `select ${linkColumns}, l.touched_at >= ${began(scan)} as touched from links l ${basesJoin}
    where l.org_id = $1 and l.pair_id = $2 and l.state <> 2 and l.${own[scan.side].id} = any($3)`
}

/** The links that were not found, by number behind `after`; `link_id` is null for one that was changed or retired since. */
export async function missingRows(
  db: Database,
  held: Held,
  scan: Scan,
  after: number,
  limit: number
): Promise<(LinkRow & { readonly at: number })[]> {
  if (scan.stagedRows === 0)
    throw new EmptyScanError(
      'The scan holds no record at all. Nothing is taken for deleted until a person has said that this is right.'
    )
  return checked(db, held, scan, 'count', async (client) => {
    await byIndex(client)
    const { rows } = await client.query<LinkRow & { at: number }>(missingSql(scan), [
      scan.orgId,
      scan.pairId,
      after,
      limit
    ])
    return rows
  })
}

export function missingSql(scan: Scan): string {
  return `select d.link_id as at, ${linkColumns}
    from (select link_id from ${differencesOf(scan)} where n is null and link_id > $3 order by link_id limit $4) d
    left join links l on l.org_id = $1 and l.pair_id = $2 and l.link_id = d.link_id and l.state = 0 and l.touched_at < ${began(scan)}
    ${basesJoin}
    order by d.link_id`
}

/** Reads in a transaction that has first seen that the scan still holds what it held; a scan that does not is void from then on. */
function checked<T extends object>(
  db: Database,
  held: Held,
  scan: Scan,
  how: 'count' | 'any',
  read: (client: pg.PoolClient) => Promise<T | string>
): Promise<T> {
  return judged(
    db,
    held,
    scan,
    async (client) => (await gap(client, scan, how)) ?? (await differencesGap(client, scan)) ?? read(client)
  )
}

/** The differences are unlogged too: what is counted must still be there. */
async function differencesGap(client: pg.PoolClient, scan: Scan): Promise<string | null> {
  if (scan.state !== 'compared') return 'it was not compared'
  const noted = (scan.differentRows ?? 0) + (scan.missingRows ?? 0)
  if (noted === 0) return null
  const { rowCount } = await client.query(`select from ${differencesOf(scan)} limit 1`)
  return rowCount === 1 ? null : 'what was found different is gone: the database crashed in between'
}
