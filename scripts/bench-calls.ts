import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { readConfig } from '../middleware/config.ts'
import { contacts } from '../middleware/connectors/salesmanago/fields.ts'
import { saveRevision } from '../middleware/database/revisions.ts'
import { connectionStatus } from '../middleware/database/status.ts'
import { createLog } from '../middleware/log.ts'
import { startMiddleware, type Middleware } from '../middleware/main.ts'
import { startInitialSync } from '../middleware/sync/connect.ts'
import { lanes } from '../middleware/sync/lanes.ts'
import { startOrg, type Org } from '../test/doubles/salesforce/index.ts'
import { startSalesmanago } from '../test/doubles/salesmanago/index.ts'
import { connectPractice } from '../test/support/practice-world.ts'
import { machine, round, temporaryPostgres, type BenchOptions, type BenchResult } from './bench-support.ts'

/** What facts/performance.md says a perfect client needs for reading so many changed records: REST up to 8,000, Bulk above. */
const minimum: Readonly<Record<number, number>> = { 1: 1, 1_000: 1, 100_000: 6, 1_000_000: 12 }

/** More than all at once reads by query of everything: nobody sends a million messages for an import. */
const LIVE_MOST = 8000

/**
 * Salesforce calls of a sync against the least that could do, for so many changed records. Up to 8,000 they come as
 * messages, all of one window: the lane rests while they arrive and reads them in one turn. More are found by a run over
 * everything. Logins, describes and what the org calls by itself are not counted.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const sizes = Object.keys(minimum).map(Number).filter((size) => !quick || size <= LIVE_MOST) // prettier-ignore
  const postgres = await temporaryPostgres()
  say(await machine(postgres.url))
  await postgres.stop()
  const cases: { changed: number; calls: number; minimum: number }[] = []
  for (const changed of sizes) {
    const calls = await measure(changed)
    const least = minimum[changed] ?? NaN
    cases.push({ changed, calls, minimum: least })
    const window = changed <= LIVE_MOST ? 'one window of messages' : 'one run over everything'
    say(`  ${changed} changed, ${window}: ${calls} calls, at least ${least}`)
  }
  say('Left out: paths through a parent (Account.Name), which are read by queries of up to 400 ids instead of 2,000.') // prettier-ignore
  const total = (of: 'calls' | 'minimum') => cases.reduce((sum, one) => sum + one[of], 0)
  const [product, floor] = [total('calls'), total('minimum')]
  const peakRssMb = Math.round(process.memoryUsage.rss() / 2 ** 20)
  return { bench: 'calls', unit: 'calls', floor, product, ratio: round(product / floor, 3), peakRssMb, cases }
}

async function measure(changed: number): Promise<number> {
  const stops: (() => Promise<unknown>)[] = []
  try {
    const postgres = await temporaryPostgres()
    stops.push(() => postgres.stop())
    const dataDir = await mkdtemp(join(tmpdir(), 'bothways-bench-'))
    stops.push(() => rm(dataDir, { recursive: true, force: true }))
    const org = await startOrg({ seed: Math.max(changed, 1500) })
    stops.push(() => org.close())
    const double = await startSalesmanago()
    stops.push(() => double.close())
    const env = { PORT: '0', BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_DATA_DIR: dataDir, DATABASE_URL: postgres.url } // prettier-ignore
    const middleware = await startMiddleware(readConfig(env), createLog('error'))
    stops.push(() => middleware.stop())
    const connection = await connectPractice(middleware, org, 'salesmanago', double)
    const lines = contacts.lines.filter((line) => !line.salesforce.some((path) => path.includes('.')))
    await saveRevision(middleware.engine.db, connection, { pairs: [{ ...contacts, lines }] }, 'bench')
    const before = await callsOf(middleware)
    await initialSync(middleware, connection)
    if (changed > LIVE_MOST) return (await callsOf(middleware)) - before
    // The first turn of a lane describes the object and polls once.
    await liveCalls(middleware, org, connection, 1, 'Warm')
    return await liveCalls(middleware, org, connection, changed, 'Edited')
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

interface Key {
  readonly orgId: number
  readonly connectionId: number
}

async function initialSync({ engine, waker }: Middleware, { orgId, connectionId }: Key): Promise<void> {
  await startInitialSync(engine, orgId, connectionId)
  waker.wake({ orgId, connectionId, lane: lanes.backfill })
  await until(async () => (await connectionStatus(engine.db, orgId, connectionId)).initial?.state === 'done')
}

/** One window: the lane rests until every message is stored, then takes its turn. */
async function liveCalls(
  middleware: Middleware,
  org: Org,
  { orgId, connectionId }: Key,
  changed: number,
  title: string
): Promise<number> {
  const { db } = middleware.engine
  const rest = (until: string) =>
    db.withOrg(orgId, (tx) =>
      sql`
        insert into leases as l (org_id, connection_id, lane, fence, not_before) values (${orgId}, ${connectionId}, ${lanes.live}, 0, now() + ${until}::interval)
        on conflict (org_id, connection_id, lane) do update set not_before = excluded.not_before`.execute(tx)
    ) // prettier-ignore
  const waiting = async () =>
    (await db.withOrg(orgId, (tx) => tx.selectFrom('inbox').select((e) => e.fn.countAll<number>().as('n')).where('state', '=', 0).executeTakeFirstOrThrow())).n // prettier-ignore
  await rest('1 hour')
  for (const ids of await idsOf(org, changed)) await edit(org, ids, title)
  await until(async () => (await waiting()) === changed)
  const before = await callsOf(middleware)
  await rest('0 s')
  middleware.waker.wake({ orgId, connectionId, lane: lanes.live })
  await until(async () => (await waiting()) === 0)
  return (await callsOf(middleware)) - before
}

async function callsOf({ engine }: Middleware): Promise<number> {
  await engine.calls.flush()
  const { rows } = await engine.db.withOrg(1, (tx) =>
    sql<{
      n: number
    }>`select coalesce(sum(used), 0)::int as n from budget where scope = 'salesforce'`.execute(tx)
  )
  return rows[0]?.n ?? 0
}

const call = async (org: Org, path: string, init: RequestInit = {}): Promise<unknown> => {
  const headers = { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' }
  const answer = await fetch(`${org.url}/services/data/v64.0${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`The org answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

async function idsOf(org: Org, most: number): Promise<string[][]> {
  const soql = `select Id from Contact where Email != null order by Id limit ${most}`
  const { records } = (await call(org, `/query?q=${encodeURIComponent(soql)}`)) as { records: { Id: string }[] } // prettier-ignore
  const ids = records.map((one) => one.Id)
  return Array.from({ length: Math.ceil(ids.length / 200) }, (_, n) => ids.slice(n * 200, n * 200 + 200))
}

async function edit(org: Org, ids: readonly string[], title: string): Promise<void> {
  const records = ids.map((Id) => ({ attributes: { type: 'Contact' }, Id, Title: title }))
  await call(org, '/composite/sobjects', { method: 'PATCH', body: JSON.stringify({ allOrNone: false, records }) }) // prettier-ignore
}

async function until(so: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 900_000
  while (!(await so())) {
    if (performance.now() > end) throw new Error('It takes more than 15 minutes.')
    await sleep(50)
  }
}
