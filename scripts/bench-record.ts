import { sql } from 'kysely'
import { openDatabase, type Database } from '../middleware/database/open.ts'
import { announce, record, type AnnouncedOperation, type Held } from '../middleware/database/record.ts'
import { contactId, created, heldRun, storedConnection } from '../test/support/fixtures.ts'
import {
  machine,
  median,
  round,
  temporaryPostgres,
  type BenchOptions,
  type BenchResult
} from './bench-support.ts'

const LINES = 15
const BATCH = 2000

/**
 * Recording: links, bases and outcomes of new records a second, by the function that records a batch, against the same
 * rows written bare into the same tables by one INSERT … SELECT a turn.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const postgres = await temporaryPostgres()
  try {
    say(await machine(postgres.url))
    const db = await openDatabase(postgres.url)
    try {
      await storedConnection(db)
      const { held, runId } = await heldRun(db)
      const rows = quick ? 4000 : 40_000
      const floors: number[] = []
      const products: number[] = []
      let peakRssMb = 0
      for (let turn = 0; turn < 5; turn++) {
        floors.push(perSecond(rows, await timed(() => bare(db, turn, rows))))
        products.push(perSecond(rows, await recorded(db, held, runId, turn, rows)))
        peakRssMb = Math.max(peakRssMb, process.memoryUsage.rss() / 2 ** 20)
      }
      say(`  floor ${floors.join(' ')}, product ${products.join(' ')}`)
      say(
        `Batches of ${BATCH}, ${LINES} lines a record. The floor makes its values in SQL; the product also builds and sends them. That they go out was committed before, off the clock.`
      )
      const [floor, product] = [median(floors), median(products)]
      return {
        bench: 'record',
        unit: 'records/s',
        floor,
        product,
        ratio: round(product / floor, 2),
        peakRssMb: Math.round(peakRssMb),
        batch: BATCH
      }
    } finally {
      await db.close()
    }
  } finally {
    await postgres.stop()
  }
}

/** Milliseconds; only of the recording. */
async function recorded(
  db: Database,
  held: Held,
  runId: number,
  turn: number,
  rows: number
): Promise<number> {
  let ms = 0
  for (let start = 0; start < rows; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, rows - start) }, (_, n) => turn * rows + start + n)
    await announce(db, held, 1, runId, numbers.map(operationOf))
    ms += await timed(async () => {
      const outcomes = numbers.map((number) => {
        const values = Array.from({ length: LINES }, (_line, line) => `value ${line} of ${number}`)
        return created(number, { salesforce: values, external: values })
      })
      await record(db, held, { pairId: 1, rev: 1, runId, done: [], checkpoint: {}, outcomes })
    })
  }
  return ms
}

const operationOf = (number: number): AnnouncedOperation => ({
  recordKey: contactId(number),
  sfId: contactId(number),
  extId: null,
  linkId: null,
  createKey: `${number}@example.com`,
  partnerKey: null,
  isPartnerSeen: false,
  kind: 'create',
  stamp: null,
  extStamp: null,
  landsMs: null,
  sent: null
})

async function bare(db: Database, turn: number, rows: number): Promise<void> {
  await db.withOrg(1, (tx) =>
    sql`with made as (
      insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, rev)
      select 1, 2, 'bare' || ${turn}::int || '-' || g, 'ext' || ${turn}::int || '-' || g, g, g, now(), 1 from generate_series(1, ${rows}::int) g
      returning link_id, sf_id, ext_id
    ), based as (
      insert into bases (org_id, pair_id, link_id, salesforce, external)
      select 1, 2, link_id, v, v from made, lateral (select array_agg('value ' || line || ' of ' || link_id) as v from generate_series(1, ${LINES}::int) line) as made_up
    )
    insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket) select 1, 1, 2, link_id, sf_id, ext_id, 'created' from made`.execute(
      tx
    )
  )
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const perSecond = (rows: number, ms: number) => Math.round((rows / ms) * 1000)
