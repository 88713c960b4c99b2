import type { Database } from './open.ts'
import type { Held } from './record.ts'
import { foldedSql, sharedOf, type Scan } from './scans.ts'
import { byIndex, gap, judged, wholeTables } from './staging.ts'

/** A staged row as it lies there; its fields are canonical text or CSV text, by the scan's names. */
export interface StagedRecord {
  readonly id: string
  readonly stamp: string | null
  readonly deleted: boolean
  readonly values: Readonly<Record<string, string | null>>
}

/** Makes looking up by `column` quick: a field of the scan, or `id`. Done twice, it changes nothing. */
export async function indexStaged(db: Database, scan: Scan, column: string): Promise<void> {
  const name = columnOf(scan, column)
  await db.withClient(scan.orgId, async (client) => {
    await client.query(
      `create index if not exists ${scan.table.replace('staging.', '')}_${name} on ${scan.table} (${name})`
    )
  })
}

/** Rows whose `column` is one of `values`. Throws `ScanVoidError` when the scan can't be believed any more. */
export async function stagedBy(
  db: Database,
  held: Held,
  scan: Scan,
  column: string,
  values: readonly string[]
): Promise<StagedRecord[]> {
  if (values.length === 0 || scan.stagedRows === 0) return []
  const name = columnOf(scan, column)
  const fields = scan.fields.map((_, at) => `s.f${at + 1}`).join(', ')
  return judged(db, held, scan, async (client) => {
    const reason = await gap(client, scan, 'any')
    if (reason !== null) return reason
    await byIndex(client)
    const { rows } = await client.query<Record<string, unknown>>(
      `select s.id, s.stamp, s.deleted, s.absent, ${fields} from ${scan.table} s where s.${name} = any($1) order by s.n`,
      [[...values]]
    )
    return rows.map((row) => toRecord(scan, row))
  })
}

/** As `foldedSql` has it in the database. */
export const folded = (value: string): string => value.trim().toLowerCase()

/**
 * Finds the rows that have the value of `field` in common with another row of the scan, for `sharedBy` and for whoever looks at
 * them alone. Done twice, it changes nothing.
 */
export async function noteShared(db: Database, held: Held, scan: Scan, field: string): Promise<void> {
  const at = scan.fields.indexOf(field)
  if (at === -1 || scan.stagedRows === 0) return
  const noted = sharedOf(scan)
  await judged(db, held, scan, async (client) => {
    const reason = await gap(client, scan, 'any')
    if (reason !== null) return reason
    await client.query(
      `create unlogged table if not exists ${noted} (field int, value text collate "C", n bigint, place tid)`
    )
    // A row without a value says that the field was looked through.
    const { rowCount } = await client.query(`select from ${noted} where field = $1 and value is null`, [at])
    if (rowCount === 1) return {}
    await client.query(`set local work_mem = '64MB'`)
    await wholeTables(client)
    const value = foldedSql(`f${at + 1}`)
    await client.query(
      `insert into ${noted} select ${at}, null, null, null union all
       select ${at}, v.value, s.n, s.ctid from ${scan.table} s join (
         select ${value} as value from ${scan.table} where f${at + 1} is not null group by 1 having count(*) > 1) v on v.value = ${value}`
    )
    const name = noted.replace('staging.', '')
    await client.query(`create index if not exists ${name}_value on ${noted} (field, value)`)
    await client.query(`create index if not exists ${name}_n on ${noted} (n)`)
    await client.query(`analyze ${noted}`)
    return {}
  })
}

/** Which of the values, folded, more than one row has in a field of the scan, as `noteShared` found; none of a field that it does not have. */
export async function sharedBy(
  db: Database,
  held: Held,
  scan: Scan,
  field: string,
  values: readonly string[]
): Promise<Set<string>> {
  const at = scan.fields.indexOf(field)
  if (at === -1 || values.length === 0 || scan.stagedRows === 0) return new Set()
  const rows = await judged(db, held, scan, async (client) => {
    const reason = await gap(client, scan, 'any')
    if (reason !== null) return reason
    // A crash of the database empties it, as it does the scan.
    const { rowCount } = await client.query(
      `select from ${sharedOf(scan)} where field = $1 and value is null`,
      [at]
    )
    if (rowCount !== 1) return 'what was noted of it is gone: the database crashed in between'
    await byIndex(client)
    // Of each value one row: thousands may have the same.
    const found = await client.query<{ value: string }>(
      `select v.value from unnest($2::text[]) as asked (value)
       cross join lateral (select value from ${sharedOf(scan)} where field = $1 and value = asked.value limit 1) v`,
      [at, values.map(folded)]
    )
    return found.rows
  })
  return new Set(rows.map((one) => one.value))
}

/** A row with its number; a page goes on behind it. */
export interface NumberedRecord extends StagedRecord {
  readonly n: number
  /** Of a merged Salesforce record: the one that stayed. */
  readonly master: string | null
}

/** Rows in the order they came, behind number `after`; none behind the last. Throws `ScanVoidError`. */
export async function stagedPage(
  db: Database,
  held: Held,
  scan: Scan,
  after: number,
  limit: number
): Promise<NumberedRecord[]> {
  if (scan.stagedRows === 0) return []
  const fields = scan.fields.map((_, at) => `, s.f${at + 1}`).join('')
  return judged(db, held, scan, async (client) => {
    const reason = await gap(client, scan, 'any')
    if (reason !== null) return reason
    await client.query(
      `create index if not exists ${scan.table.replace('staging.', '')}_n on ${scan.table} (n)`
    )
    await byIndex(client)
    const { rows } = await client.query<Record<string, unknown>>(
      `select s.n, s.id, s.stamp, s.deleted, s.master, s.absent${fields} from ${scan.table} s where s.n > $1 order by s.n limit $2`,
      [after, limit]
    )
    // A field that the source did not bring is unknown, not blank.
    const known = (name: string) => scan.columns?.includes(name) === true
    return rows.map((row) => ({
      ...toRecord(scan, row, known),
      n: Number(row['n']),
      master: (row['master'] as string | null | undefined) ?? null
    }))
  })
}

function columnOf(scan: Scan, column: string): string {
  if (column === 'id') return 'id'
  const at = scan.fields.indexOf(column)
  if (at === -1) throw new Error(`The scan has no field ${column}.`)
  return `f${at + 1}`
}

function toRecord(
  scan: Scan,
  row: Readonly<Record<string, unknown>>,
  known: (field: string) => boolean = () => true
): StagedRecord {
  const absent = new Set(Array.isArray(row['absent']) ? (row['absent'] as number[]) : [])
  const values: Record<string, string | null> = {}
  for (const [at, field] of scan.fields.entries())
    if (!absent.has(at + 1) && known(field))
      values[field] = (row[`f${at + 1}`] as string | null | undefined) ?? null
  return {
    id: String(row['id']),
    stamp: (row['stamp'] as string | null | undefined) ?? null,
    deleted: row['deleted'] === 'true',
    values
  }
}
