import { compareScan, type Compared, type LineSql } from '../database/compare.ts'
import { differingRows, missingRows, type LinkRow, type StagedRow } from '../database/differences.ts'
import type { Scan } from '../database/scans.ts'
import { systemColumns } from '../database/staging.ts'
import { canonicalSql, quickSql } from './canonical-sql.ts'
import { meetsSql } from './criterion-sql.ts'
import type { Canonical } from './canonical.ts'
import type { Link, LinkState } from './change.ts'
import { rulesOf } from './match-parents.ts'
import { salesforceFields, type Line, type Pair } from './pair.ts'
import { keyColumn } from './staged-look.ts'
import type { PairWork } from './work.ts'

/** What a scan's columns `f1` … hold. What every scan has anyway (Id, SystemModstamp) is not among them. */
export function stagedFields(side: Scan['side'], pair: Pair): string[] {
  if (side === 'external')
    return [
      ...pair.lines.map((line) => line.name),
      ...extraFields(pair),
      ...rulesOf(pair).map((_, at) => keyColumn(at))
    ]
  return salesforceFields(pair).filter((name) => systemColumns[name.toLowerCase()] === undefined)
}

/** External fields that no line maps, and that matching or the pair's policy asks for. */
export function extraFields({ spec, object, lines }: Pair): string[] {
  const mapped = new Set(['id', ...lines.map((line) => line.name)])
  const { unlinkWhenBlank } = spec.policy
  const asked = [
    object.createKey,
    ...spec.match.flatMap((rule) => rule.keys.map((key) => key.external)),
    ...(unlinkWhenBlank?.side === 'external' ? [unlinkWhenBlank.field] : [])
  ]
  return [...new Set(asked)].filter((name) => !mapped.has(name))
}

/** Compares a sealed scan with the links; once, then it is remembered. Throws `ScanVoidError`, `FenceLostError`. */
export function compare(
  { db, held, pair }: Pick<PairWork, 'db' | 'held' | 'pair'>,
  scan: Scan
): Promise<Compared> {
  const quick = linesSql(scan, pair, quickSql)
  return compareScan(db, held, scan, linesSql(scan, pair), leavesSql(scan, pair), quick)
}

/** A linked record that is out of the criterion by now, where that has it deleted outside: the rule may be newer than the record. */
function leavesSql(scan: Scan, { spec }: Pair): string {
  const { criterion, policy } = spec
  if (scan.side === 'external' || criterion === undefined || policy.whenOut !== 'delete') return 'false'
  return `not ${meetsSql(criterion, (field) => columnOf(scan, field))}`
}

/** The canonical value of each line of the pair in SQL; null for one whose fields the scan does not know. */
export function linesSql(scan: Scan, pair: Pair, form = canonicalSql): LineSql[] {
  return pair.lines.map((line, at) => {
    if (line.absent === true) return null
    if (scan.side === 'external') return `s.f${at + 1}`
    const columns = line.spec.salesforce.map((name) => columnOf(scan, name))
    const known = columns.flatMap((name) => name ?? [])
    return known.length < columns.length
      ? null
      : form({ type: typeOf(line), columns: known, join: line.spec.join })
  })
}

const typeOf = (line: Line) => line.spec.type ?? line.field.type

function columnOf(scan: Scan, name: string): string | null {
  const system = systemColumns[name.toLowerCase()]
  if (system !== undefined) return system
  const at = scan.fields.indexOf(name)
  return at === -1 || scan.columns?.includes(name) !== true ? null : `f${at + 1}`
}

/** A row that is new, changed, deleted or back, beside its link as it is now. */
export interface Difference {
  /** Its number in the scan; a page goes on behind it. */
  readonly n: number
  readonly id: string
  /** ISO; null where the side does not tell. */
  readonly stamp: string | null
  readonly deleted: boolean
  readonly masterRecordId: string | null
  /** Salesforce: CSV text by field path; external: canonical text by line. Absent is unknown, null is blank. */
  readonly values: Readonly<Record<string, Canonical>>
  readonly link: Link | null
  /** The link was made or changed since the scan began: the row may show what was before that. */
  readonly touched: boolean
}

/** Pages of what differs, in the order of the scan, from behind `after`. Throws `ScanVoidError`. */
export async function* differing(
  work: Pick<PairWork, 'db' | 'held'>,
  compared: Compared,
  {
    after = 0,
    size = 5000,
    first = size,
    sharing = false
  }: {
    readonly after?: number
    readonly size?: number
    readonly first?: number
    /** Only those that have a value in common with another row, in a field that was looked through. */
    readonly sharing?: boolean
  } = {}
): AsyncGenerator<readonly Difference[], void, undefined> {
  for (let at = after, limit = first; ; limit = size) {
    const page = await differencesBehind(work, compared.scan, at, limit, sharing)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    at = last.n
  }
}

/** The rows themselves are let go of here: whoever works on a page for a second would keep them alive. */
async function differencesBehind(
  { db, held }: Pick<PairWork, 'db' | 'held'>,
  scan: Scan,
  after: number,
  limit: number,
  sharing?: boolean
): Promise<readonly Difference[]> {
  const rows = await differingRows(db, held, scan, after, limit, sharing)
  const cells = cellsOf(scan)
  return rows.map((row) => differenceOf(scan, cells, row))
}

/**
 * Pages of links that a sealed scan does not hold, though they were there before it began. Candidates only: each is to be
 * confirmed by a read of that id before a deletion is planned. Throws `EmptyScanError` where the scan holds nothing, and
 * `ScanVoidError`.
 */
export async function* missing(
  { db, held }: Pick<PairWork, 'db' | 'held'>,
  { scan }: Compared,
  { after = 0, size = 2000 }: { readonly after?: number; readonly size?: number } = {}
): AsyncGenerator<readonly Link[], void, undefined> {
  for (let at = after; ;) {
    const rows = await missingRows(db, held, scan, at, size)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.flatMap((row) => linkOf(row) ?? [])
    at = last.at
  }
}

/** The columns that the source brought; the others are unknown, never blank. */
const cellsOf = ({ fields, columns }: Scan) =>
  fields.flatMap((name, at) =>
    columns?.includes(name) === true ? [{ name, number: at + 1, column: `f${at + 1}` as const }] : []
  )

function differenceOf(scan: Scan, cells: ReturnType<typeof cellsOf>, { row, link }: StagedRow): Difference {
  const values: Record<string, Canonical> = scan.side === 'salesforce' ? { Id: row.id } : {}
  for (const { name, number, column } of cells)
    if (row.absent?.includes(number) !== true) values[name] = row[column] ?? null
  return {
    n: row.n,
    id: row.id,
    stamp: row.stamp,
    deleted: row.deleted === 'true',
    masterRecordId: row.master,
    values,
    link: link === undefined ? null : linkOf(link),
    touched: link?.touched === true
  }
}

function linkOf(row: LinkRow): Link | null {
  if (row.link_id === null) return null
  return {
    linkId: row.link_id,
    sfId: row.sf_id,
    extId: row.ext_id,
    stamp: row.sf_stamp?.toISOString() ?? null,
    extStamp: row.ext_stamp?.toISOString() ?? null,
    rev: row.rev,
    state: row.state as LinkState,
    salesforce: row.salesforce ?? [],
    external: row.external ?? [],
    flags: row.flags ?? '',
    sent: row.sent ?? null
  }
}
