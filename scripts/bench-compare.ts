import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { FieldType, LineSpec, PairSpec } from '../middleware/connectors/connector.ts'
import { openDatabase, type Database } from '../middleware/database/open.ts'
import type { Held } from '../middleware/database/record.ts'
import { beginScan } from '../middleware/database/scans.ts'
import { dropScan, sealScan, stagePage } from '../middleware/database/staging.ts'
import { createPair, type Pair } from '../middleware/sync/pair.ts'
import { compare, differing, linesSql, missing, stagedFields } from '../middleware/sync/scan.ts'
import { contactId, heldRun, storedConnection } from '../test/support/fixtures.ts'
import {
  machine,
  median,
  onDatabase,
  round,
  temporaryPostgres,
  type BenchOptions,
  type BenchResult
} from './bench-support.ts'

/** What a contact of many fields has. */
const kinds: readonly FieldType[] = ['email', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'date', 'datetime', 'number', 'boolean', 'set'] // prettier-ignore
const PAGE = 100_000

/**
 * Staging, sealing and comparing a full scan with the links of a pair, against a bare COPY of the same bytes and a bare
 * full join of the same width: what any set-based comparison has to do at least.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const { quick, say } = options
  const rows = options.rows ?? (quick ? 50_000 : 1_000_000)
  const changed = options.changed ?? 1
  const folder = await mkdtemp(join(tmpdir(), 'bothways-bench-'))
  const postgres = await temporaryPostgres()
  try {
    say(await machine(postgres.url))
    const pages = await writePages(folder, rows)
    const db = await openDatabase(postgres.url)
    try {
      await storedConnection(db)
      const { held, runId } = await heldRun(db)
      const pair = pairOf()
      await prepare(db, held, runId, pair, pages, changed)
      await onDatabase(postgres.url, (client) => mirror(client, pages, changed))
      const [floors, products]: [number[], number[]] = [[], []]
      const seen = new Set<string>()
      const parts: number[][] = []
      let peakRssMb = 0
      const sample = setInterval(
        () => (peakRssMb = Math.max(peakRssMb, process.memoryUsage.rss() / 2 ** 20)),
        50
      )
      for (let turn = 0; turn < (quick ? 3 : 5); turn++) {
        floors.push(rows / (await onDatabase(postgres.url, (client) => seconds(() => bare(client, pages)))))
        const begun = performance.now()
        seen.add(await product(db, held, runId, pair, pages, parts))
        products.push((rows / (performance.now() - begun)) * 1000)
        await dropScan(db, { orgId: 1, runId, side: 'salesforce', table: `staging.s_${runId}_salesforce` })
      }
      clearInterval(sample)
      say(`  floor ${floors.map(Math.round).join(' ')}, product ${products.map(Math.round).join(' ')} rows/s`)
      const part = [0, 1, 2].map((at) => Math.round(median(parts.map((one) => one[at] ?? 0))))
      say(`  staging and sealing ${part[0]} ms, comparing ${part[1]} ms, reading what differs ${part[2]} ms`)
      say(
        `  different/missing/unchanged: ${[...seen].join(' and ')}; ${kinds.length} compared columns, ${changed} % changed`
      )
      const [floor, made] = [Math.round(median(floors)), Math.round(median(products))]
      return {
        bench: 'compare',
        unit: 'rows/s',
        floor,
        product: made,
        ratio: round(made / floor, 2),
        peakRssMb: Math.round(peakRssMb),
        rows,
        changed
      }
    } finally {
      await db.close()
    }
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const external = (at: number) => `f${at + 1}`

function pairOf(): Pair {
  const lines: LineSpec[] = kinds.map((_, at) => ({
    salesforce: [`Field_${at + 1}__c`],
    external: external(at),
    direction: 'toExternal',
    blank: 'propagate'
  }))
  const policy: PairSpec['policy'] = {
    create: { toExternal: true, toSalesforce: false },
    update: { toExternal: true, toSalesforce: false },
    remove: { toExternal: 'never', toSalesforce: 'never' },
    afterExternalGone: 'stay',
    whenOut: 'stop'
  }
  const spec: PairSpec = {
    name: 'Contact',
    salesforce: 'Contact',
    external: 'contact',
    match: [],
    lines,
    policy
  }
  const fields = Object.fromEntries(kinds.map((type, at) => [external(at), { label: external(at), type }]))
  return createPair(1, 1, spec, {
    label: 'Contact',
    feed: 'full',
    fields,
    createKey: external(0),
    createRepeats: 'upsert'
  })
}

interface Pages {
  readonly files: readonly { readonly path: string; readonly rows: number }[]
  readonly columns: readonly string[]
}

/** Pages as Bulk API sends them, without their first lines. */
async function writePages(folder: string, rows: number): Promise<Pages> {
  const files: { path: string; rows: number }[] = []
  for (let from = 0; from < rows; from += PAGE) {
    const path = join(folder, `${from}.csv`)
    const to = Math.min(from + PAGE, rows)
    const file = createWriteStream(path)
    for (let n = from; n < to; n++) if (!file.write(csvLine(n))) await once(file, 'drain')
    file.end()
    await once(file, 'close')
    files.push({ path, rows: to - from })
  }
  return { files, columns: ['Id', 'SystemModstamp', 'IsDeleted', ...stagedFields('salesforce', pairOf())] }
}

function csvLine(n: number): string {
  const day = String((n % 28) + 1).padStart(2, '0')
  const values = kinds.map((kind, at) => {
    if (kind === 'email') return `person.${n}@example.com`
    if (kind === 'date') return `1984-08-${day}`
    if (kind === 'datetime') return `2026-11-${day}T10:00:00.000Z`
    if (kind === 'number') return `${n}.50`
    if (kind === 'boolean') return String(n % 3 === 0)
    if (kind === 'set') return n % 4 === 0 ? 'news;offers' : 'news'
    return (n + at) % 5 === 0 ? '' : `value ${at} of ${n}`
  })
  return `"${[contactId(n), `2026-11-${day}T10:00:00.000Z`, 'false', ...values].join('","')}"\n`
}

async function stage(db: Database, held: Held, runId: number, pair: Pair, { files, columns }: Pages) {
  const fields = stagedFields('salesforce', pair)
  let scan = await beginScan(db, { orgId: 1, runId, side: 'salesforce', pairId: 1, rev: 1, fields })
  for (const [at, { path, rows }] of files.entries()) {
    const next = at === files.length - 1 ? null : String(at + 1)
    scan = await stagePage(db, held, scan, {
      columns,
      rows,
      next,
      format: 'csv',
      bytes: createReadStream(path)
    })
  }
  return sealScan(db, held, scan)
}

async function product(
  db: Database,
  held: Held,
  runId: number,
  pair: Pair,
  pages: Pages,
  parts: number[][]
): Promise<string> {
  const work = { db, held, pair }
  const begun = performance.now()
  const scan = await stage(db, held, runId, pair, pages)
  const staged = performance.now()
  const compared = await compare(work, scan)
  const done = performance.now()
  let [different, gone] = [0, 0]
  for await (const page of differing(work, compared)) different += page.length
  for await (const page of missing(work, compared)) gone += page.length
  parts.push([staged - begun, done - staged, performance.now() - done])
  return `${different}/${gone}/${compared.unchanged}`
}

/** Links whose hashes are those of the staged values, `changed` per cent of them not. */
async function prepare(db: Database, held: Held, runId: number, pair: Pair, pages: Pages, changed: number) {
  const scan = await stage(db, held, runId, pair, pages)
  await db.withClient(1, async (client) => {
    const values = linesSql(scan, pair).join(', ')
    await client.query(`insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, rev, touched_at)
      select 1, 1, s.id, 'ext-' || s.n, hash_array_extended(array[${values}]::text[], 1) + (abs(hashint8(s.n) % 1000) < ${changed * 10})::int, 1, now() - interval '1 day'
      from ${scan.table} s order by s.n`)
  })
  await dropScan(db, scan)
}

const columnsSql = ['id', 'stamp', 'deleted', ...kinds.map((_, at) => external(at))]
const create = (kind: string, name: string, key: string) =>
  `create ${kind} table ${name} (${columnsSql.map((one) => `${one} text collate "C"${one === 'id' ? key : ''}`).join(', ')})`

async function mirror(client: pg.Client, pages: Pages, changed: number): Promise<void> {
  await client.query(create('', 'staging.mirror', ' primary key'))
  await copyAll(client, 'staging.mirror', pages)
  await client.query(
    `update staging.mirror set f2 = 'changed' where abs(hashtext(id) % 1000) < ${changed * 10}`
  )
  await client.query('vacuum analyze staging.mirror')
  await client.query('vacuum analyze')
}

async function bare(client: pg.Client, pages: Pages): Promise<void> {
  await client.query(create('unlogged', 'staging.bare', ''))
  await copyAll(client, 'staging.bare', pages)
  const differ = kinds.map((_, at) => `s.${external(at)} is distinct from m.${external(at)}`).join(' or ')
  await client.query(
    `select s.id, m.id as there from staging.bare s full join staging.mirror m on m.id = s.id where s.id is null or m.id is null or ${differ}`
  )
  await client.query('drop table staging.bare')
}

async function copyAll(client: pg.Client, table: string, { files }: Pages): Promise<void> {
  const sink = client.query(copyFrom(`copy ${table} (${columnsSql.join(', ')}) from stdin with (format csv)`))
  await pipeline(async function* () {
    for (const { path } of files) yield* createReadStream(path) as AsyncIterable<Buffer>
  }, sink)
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
