import type pg from 'pg'
import type { Database } from './open.ts'
import { basesJoin, linkColumns, type LinkRow } from './link-row.ts'
import type { Held } from './record.ts'
import { began, differencesOf, sharedOf, type Scan } from './scans.ts'
import { byIndex, gap, judged } from './staging.ts'

export type { LinkRow } from './link-row.ts'

/** Thrown where links would be taken for gone because a scan holds nothing at all: a person has to say that this is right. */
export class EmptyScanError extends Error {
  override readonly name = 'EmptyScanError'
}

/** A row as it was staged, and its link as it is now. */
export interface StagedRow {
  readonly row: StagedOnly
  readonly link: LinkRow | undefined
}
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
  limit: number,
  /** Only those that have a value in common with another row, as `noteShared` found. */
  sharing = false
): Promise<StagedRow[]> {
  return checked(db, held, scan, 'any', async (client) => {
    await byIndex(client)
    const noted = await client.query<StagedOnly | { readonly id: null }>(
      sharing ? sharingSql(scan) : differingSql(scan),
      [after, limit]
    )
    const rows = noted.rows.filter((row): row is StagedOnly => row.id !== null)
    if (rows.length < noted.rows.length) return 'somebody rewrote its table, and its rows moved'
    const ids = rows.map((row) => row.id)
    const found = await client.query<LinkRow>(linkRowsSql(scan), [scan.orgId, scan.pairId, ids])
    const links = new Map(found.rows.map((row) => [scan.side === 'salesforce' ? row.sf_id : row.ext_id, row]))
    return rows.map((row) => ({ row, link: links.get(row.id) }))
  })
}

/** By its place, which needs no index on all that was staged; the number proves that it is still the same row. */
export function differingSql(scan: Scan): string {
  return `select s.n, s.id, s.stamp, s.deleted, s.master, s.absent${columnsOf(scan)}
    from (select n, place from ${differencesOf(scan)} where n > $1 order by n limit $2) d
    left join ${scan.table} s on s.ctid = d.place and s.n = d.n
    order by d.n`
}

/** The same of those that `noteShared` found. */
export function sharingSql(scan: Scan): string {
  return `select s.n, s.id, s.stamp, s.deleted, s.master, s.absent${columnsOf(scan)}
    from (
      select distinct v.n, v.place from ${sharedOf(scan)} v
      where v.n > $1 and exists (select from ${differencesOf(scan)} d where d.n = v.n) order by v.n limit $2) v
    left join ${scan.table} s on s.ctid = v.place and s.n = v.n
    order by v.n`
}

const columnsOf = (scan: Scan) => scan.fields.map((_, at) => `, s.f${at + 1}`).join('')

/** Asked by a list of ids: a join would be planned anew for every size, and without statistics it reads every link a row. */
export function linkRowsSql(scan: Scan): string {
  return `select ${linkColumns}, o.sent, l.touched_at >= ${began(scan)} as touched from links l ${basesJoin}
    left join operations o on o.org_id = l.org_id and o.pair_id = l.pair_id and o.record_key = l.sf_id and o.state = 'uncertain'
    where l.org_id = $1 and l.pair_id = $2 and l.state <> 2 and l.${scan.side === 'salesforce' ? 'sf_id' : 'ext_id'} = any($3)`
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
