import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { readConfig } from '../middleware/config.ts'
import { contacts } from '../test/support/one-way.ts'
import { createInbox } from '../middleware/database/inbox.ts'
import { saveRevision } from '../middleware/database/revisions.ts'
import { connectionStatus } from '../middleware/database/status.ts'
import { createLog } from '../middleware/log.ts'
import { startMiddleware, type Middleware } from '../middleware/main.ts'
import { connect, startInitialSync } from '../middleware/sync/connect.ts'
import { lanes } from '../middleware/sync/lanes.ts'
import { startOrg, type Org } from '../test/doubles/salesforce/index.ts'
import { startSalesmanago } from '../test/doubles/salesmanago/index.ts'
import { contacts as contactsPair, line, objects } from '../test/support/plain-pairs.ts'
import { createPlainSystem } from '../test/support/plain-system.ts'
import { connectPractice } from '../test/support/practice-world.ts'
import { machine, round, temporaryPostgres, type BenchOptions, type BenchResult } from './bench-support.ts'

/** What facts/performance.md says a perfect client needs for reading so many changed records: REST up to 8,000, Bulk above. */
const minimum: Readonly<Record<number, number>> = { 1: 1, 1_000: 1, 100_000: 6, 1_000_000: 12 }

/** As many as the org sends messages for here. Of more, the messages are stored as the intake stores them, without a socket. */
const MESSAGES_MOST = 8000

/**
 * Salesforce calls of a sync against the least that could do, for so many changed records that messages tell of, all of one
 * window: the lane rests while they arrive, then takes its turn. Logins, describes and what the org calls by itself are
 * not counted; the calls by which the consent lane looks for opt-outs among a long backlog are told apart.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const sizes = Object.keys(minimum).map(Number).filter((size) => !quick || size <= MESSAGES_MOST) // prettier-ignore
  const postgres = await temporaryPostgres()
  say(await machine(postgres.url))
  await postgres.stop()
  const cases: { changed: number; calls: number; minimum: number }[] = []
  for (const changed of sizes) {
    const began = performance.now()
    const { calls, consent } = await (changed > MESSAGES_MOST ? measureMany(changed) : measure(changed))
    const least = minimum[changed] ?? NaN
    cases.push({ changed, calls, minimum: least })
    const beside = consent === 0 ? '' : `, and ${consent} to look for opt-outs first`
    const seconds = Math.round((performance.now() - began) / 1000)
    say(
      `  ${changed} changed, one window of messages: ${calls} calls${beside}, at least ${least} (${seconds} s with all that prepares it)`
    )
  }
  say(
    `Above ${MESSAGES_MOST} the external system is one in this process, and the messages are not sent through sockets.`
  )
  say('Left out: paths through a parent (Account.Name), which are read by queries of up to 400 ids instead of 2,000.') // prettier-ignore
  const total = (of: 'calls' | 'minimum') => cases.reduce((sum, one) => sum + one[of], 0)
  const [product, floor] = [total('calls'), total('minimum')]
  const peakRssMb = Math.round(process.memoryUsage.rss() / 2 ** 20)
  return { bench: 'calls', unit: 'calls', floor, product, ratio: round(product / floor, 3), peakRssMb, cases }
}

async function measure(changed: number): Promise<Counted> {
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
    await initialSync(middleware, connection)
    // The first turn of a lane describes the object and polls once.
    await liveCalls(middleware, org, connection, 1, 'Warm')
    return await liveCalls(middleware, org, connection, changed, 'Edited')
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** The same with more records than messages are worth reading one page after the other. */
async function measureMany(changed: number): Promise<Counted> {
  const stops: (() => Promise<unknown>)[] = []
  try {
    const postgres = await temporaryPostgres()
    stops.push(() => postgres.stop())
    const org = await startOrg({ seed: changed })
    stops.push(() => org.close())
    const system = createPlainSystem({ objects, pairs: [byName], now: org.now })
    const key = Buffer.alloc(32, 7).toString('base64')
    const env = { PORT: '0', BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_KEY: key, DATABASE_URL: postgres.url }
    const middleware = await startMiddleware(readConfig(env), createLog('error'), [system.connector])
    stops.push(() => middleware.stop())
    const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
    const request = { connector: 'plain', login, settings: {}, rules: { approve: 'none' } }
    const connection = await connect(middleware.engine, request, 'bench')
    const inbox = createInbox(middleware.engine.db)
    let told = 0
    const tell = async (ids: readonly string[]) => {
      await edit(org, ids, 'Edited')
      await inbox.accept(connection, ids.map((recordId) => ({ id: `04l${String(told++).padStart(15, '0')}`, object: 'Contact', recordId }))) // prettier-ignore
    }
    // The first turn of a lane describes the object.
    for await (const [id = ''] of pagesOf(org, 1)) await tell([id])
    await turnCalls(middleware, connection)
    await rest(middleware, connection, '1 hour')
    for await (const ids of pagesOf(org, changed)) await tell(ids)
    const counted = await turnCalls(middleware, connection)
    if (system.all('person').length !== changed) throw new Error('Not all of them arrived.')
    return counted
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** Contacts by their last name: matching costs calls of the vendor's, and none of Salesforce's. */
const byName = contactsPair({ match: [], lines: [line('LastName', 'lastName'), line('Title', 'employer')] })

interface Counted {
  readonly calls: number
  readonly consent: number
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
  key: Key,
  changed: number,
  title: string
): Promise<Counted> {
  await rest(middleware, key, '1 hour')
  for await (const ids of pagesOf(org, changed)) await edit(org, ids, title)
  await until(async () => (await waiting(middleware, key)) === changed)
  return turnCalls(middleware, key)
}

/** What the lane spends until nothing waits any more. */
async function turnCalls(middleware: Middleware, key: Key): Promise<Counted> {
  const before = await callsOf(middleware, key)
  await rest(middleware, key, '0 s')
  middleware.waker.wake({ ...key, lane: lanes.live })
  await until(async () => !(await isWaiting(middleware, key)))
  await rest(middleware, key, '0 s')
  const after = await callsOf(middleware, key)
  return { calls: after.calls - before.calls, consent: after.consent - before.consent }
}

/** Once nobody works on the lane. */
async function rest({ engine }: Middleware, { orgId, connectionId }: Key, span: string): Promise<void> {
  await until(() =>
    engine.db.withOrg(orgId, async (tx) => {
      const { rows } = await sql`
        insert into leases as l (org_id, connection_id, lane, fence, not_before)
        values (${orgId}, ${connectionId}, ${lanes.live}, 0, now() + ${span}::interval)
        on conflict (org_id, connection_id, lane) do update set not_before = excluded.not_before where l.node is null
        returning lane`.execute(tx)
      return rows.length === 1
    })
  )
}

async function waiting({ engine }: Middleware, { orgId }: Key): Promise<number> {
  const { n } = await engine.db.withOrg(orgId, (tx) =>
    tx.selectFrom('inbox').select((e) => e.fn.countAll<number>().as('n')).where('state', '=', 0).executeTakeFirstOrThrow()
  ) // prettier-ignore
  return n
}

/** Asked often while a million wait, so they are not counted. */
async function isWaiting({ engine }: Middleware, { orgId }: Key): Promise<boolean> {
  const found = await engine.db.withOrg(orgId, (tx) =>
    tx.selectFrom('inbox').select('seq').where('state', '=', 0).limit(1).execute()
  )
  return found.length > 0
}

async function callsOf({ engine }: Middleware, { orgId, connectionId }: Key): Promise<Counted> {
  await engine.calls.flush()
  const { rows } = await engine.db.withOrg(orgId, (tx) =>
    sql<{ all: number; consent: number }>`
      select coalesce(sum(used) filter (where scope = 'salesforce'), 0)::int as all,
        coalesce(sum(used) filter (where scope = ${`salesforce ${connectionId} consent`}), 0)::int as consent from budget`.execute(tx)
  ) // prettier-ignore
  const { all, consent } = rows[0] ?? { all: 0, consent: 0 }
  return { calls: all - consent, consent }
}

const call = async (org: Org, path: string, init: RequestInit = {}): Promise<unknown> => {
  const headers = { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' }
  const answer = await fetch(`${org.url}/services/data/v64.0${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`The org answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

/** Ids of so many contacts with an address, 200 at a time. */
async function* pagesOf(org: Org, most: number): AsyncGenerator<string[]> {
  let after = ''
  for (let left = most; left > 0;) {
    const behind = after === '' ? '' : ` and Id > '${after}'`
    const soql = `select Id from Contact where LastName != null${behind} order by Id limit ${Math.min(left, 2000)}`
    const { records } = (await call(org, `/query?q=${encodeURIComponent(soql)}`)) as { records: { Id: string }[] } // prettier-ignore
    const ids = records.map((one) => one.Id)
    for (let start = 0; start < ids.length; start += 200) yield ids.slice(start, start + 200)
    after = ids.at(-1) ?? ''
    left -= ids.length
    if (ids.length === 0) return
  }
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
