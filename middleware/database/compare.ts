import type { Database } from './open.ts'
import type { Held } from './record.ts'
import { began, differencesOf, whole, type Scan } from './scans.ts'
import { gap, judged, wholeTables } from './staging.ts'

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
    await wholeTables(client)
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
