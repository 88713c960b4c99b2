import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { limits } from '../middleware/connectors/salesmanago/limits.ts'
import { contacts } from '../test/support/one-way.ts'
import { openDatabase } from '../middleware/database/open.ts'
import { beginQuery, discardQuery, endOfQuery, openPage } from '../middleware/salesforce/bulk-query.ts'
import { developmentLoginSchema } from '../middleware/salesforce/login-schema.ts'
import { createSession, type Session } from '../middleware/salesforce/session.ts'
import { createPair, salesforceFields } from '../middleware/sync/pair.ts'
import { salesmanago } from '../middleware/connectors/salesmanago/connector.ts'
import { inSlots } from '../middleware/sync/slots.ts'
import { storedConnection } from '../test/support/fixtures.ts'
import { cpuOfPostgres } from './bench-cpu.ts'
import {
  machine,
  onDatabase,
  round,
  startWorker,
  temporaryPostgres,
  type BenchOptions,
  type BenchResult
} from './bench-support.ts'

interface Systems {
  readonly url: string
  readonly token: string
  readonly jwt: Readonly<Record<string, string>>
}
interface Outside {
  readonly url: string
  readonly settings: Readonly<Record<string, string>>
}
interface Counted {
  readonly count: number
  readonly cpuSeconds: number
}
interface Synced {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakRssMb: number
  readonly counters: Readonly<Record<string, number>>
}

/**
 * A whole initial sync from a practice org into an empty SALESmanago double, against the same work bare: COPY of the bulk
 * query's stream, prepared bodies sent in the least number of calls at the same concurrency, and links, bases and outcomes
 * of all rows by one INSERT … SELECT into the same indexed tables. Org, double and PostgreSQL share this machine, without
 * latency; the memory is the middleware's process alone.
 */
export async function run({ quick, rows: wanted, say }: BenchOptions): Promise<BenchResult> {
  const rows = wanted ?? (quick ? 20_000 : 1_000_000)
  const postgres = await temporaryPostgres()
  const dataDir = await mkdtemp(join(tmpdir(), 'bothways-bench-'))
  const systems = await startWorker('bench-initial-systems-server.ts', String(rows))
  // Started once before, as on any day but the first: modules are compiled then, and kept.
  await startWorker('bench-initial-node-server.ts').then((first) => first.stop())
  const node = await startWorker('bench-initial-node-server.ts')
  try {
    say(`${await machine(postgres.url)}; the node's second start`)
    const org = systems.hello as Systems
    const outside = async () => (await systems.ask({ ask: 'empty' })) as Outside
    const counted = async () => (await systems.ask({ ask: 'count' })) as Counted

    const floor = await bare(postgres.url, org, await outside(), say)
    const { settings } = await outside()
    const databaseUrl = await freshDatabase(postgres.url)
    const before = { postgres: await cpuOfPostgres(postgres.url), systems: await counted() }
    const made = (await node.ask({ databaseUrl, dataDir, org, settings })) as Synced
    const after = { postgres: await cpuOfPostgres(postgres.url), systems: await counted() }
    const cpuSeconds = {
      node: round(made.cpuSeconds),
      postgres:
        after.postgres === null || before.postgres === null ? null : round(after.postgres - before.postgres),
      systems: round(after.systems.cpuSeconds - before.systems.cpuSeconds)
    }
    say(
      `  product: ${round(made.seconds)} s, ${JSON.stringify(made.counters)}; ${after.systems.count} contacts outside`
    )
    say(
      `  CPU seconds: middleware ${cpuSeconds.node}, PostgreSQL ${cpuSeconds.postgres ?? 'not told'}, org and double ${cpuSeconds.systems}`
    )
    const rates = [rows / floor, rows / made.seconds].map(Math.round)
    return {
      bench: 'initial',
      unit: 'records/s',
      floor: rates[0] ?? 0,
      product: rates[1] ?? 0,
      ratio: round(floor / made.seconds, 2),
      peakRssMb: made.peakRssMb,
      rows,
      seconds: round(made.seconds),
      floorSeconds: round(floor),
      cpuSeconds,
      counters: made.counters
    }
  } finally {
    await Promise.all([node.stop(), systems.stop()])
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function freshDatabase(url: string): Promise<string> {
  await onDatabase(url, (client) => client.query('create database product'))
  const made = new URL(url)
  made.pathname = '/product'
  return made.href
}

const pair = createPair(1, 1, contacts, salesmanago.objects['contact'])

/** Seconds of the bare work, its three parts one after the other. */
async function bare(
  url: string,
  org: Systems,
  outside: Outside,
  say: (line: string) => void
): Promise<number> {
  const db = await openDatabase(url)
  await storedConnection(db)
  await db.close()
  const schema = developmentLoginSchema
  const login = schema.parse({ kind: 'jwt', loginUrl: org.url, ...org.jwt })
  const session = createSession(login, { allowHttp: true })
  return onDatabase(url, async (client) => {
    const columns = ['SystemModstamp', ...salesforceFields(pair)]
    await client.query(
      `create unlogged table staging.bare (${columns.map((_, at) => `c${at} text collate "C"`).join(', ')})`
    )
    const copied = await seconds(() => copyAll(client, session, columns))
    const bodies = await prepared(client, columns, outside)
    const sent = await seconds(() => send(outside, bodies))
    const written = await seconds(() => insertAll(client, columns))
    say(
      `  floor: COPY ${round(copied)} s, ${bodies.length} prepared bodies ${round(sent)} s, INSERT … SELECT ${round(written)} s`
    )
    return copied + sent + written
  })
}

async function copyAll(client: pg.Client, session: Session, columns: readonly string[]): Promise<void> {
  const job = await beginQuery(session, `select ${columns.join(', ')} from Contact`, { all: false })
  await endOfQuery(session, job)
  let locator: string | null = null
  do {
    const page: Awaited<ReturnType<typeof openPage>> = await openPage(session, job, { locator })
    const sink = client.query(copyFrom(`copy staging.bare from stdin with (format csv, null '')`))
    await pipeline(page.bytes, sink)
    locator = page.next
  } while (locator !== null)
  await discardQuery(session, job)
}

/** Requests as the connector would send them, 400 people each, ready before the clock starts. */
async function prepared(
  client: pg.Client,
  columns: readonly string[],
  { settings }: Outside
): Promise<Buffer[]> {
  const at = (name: string) => `c${columns.indexOf(name)}`
  const { rows } = await client.query<{ email: string; name: string; phone: string | null; id: string }>(
    `select distinct on (lower(${at('Email')})) lower(${at('Email')}) as email, concat_ws(' ', ${at('FirstName')}, ${at('LastName')}) as name, ${at('Phone')} as phone, ${at('Id')} as id
     from staging.bare where ${at('Email')} is not null`
  )
  const apiKey = 'bench'
  const sha = createHash('sha1')
    .update(`${apiKey}${settings['clientId'] ?? ''}${settings['apiSecret'] ?? ''}`)
    .digest('hex')
  const bodies: Buffer[] = []
  for (let from = 0; from < rows.length; from += limits.writeBatch) {
    const upsertDetails = rows.slice(from, from + limits.writeBatch).map(({ email, name, phone, id }) => ({
      contact: { email, name, phone: phone ?? '', externalId: id },
      useApiDoubleOptIn: false,
      async: false,
      tagScoring: false
    }))
    bodies.push(Buffer.from(JSON.stringify({ clientId: settings['clientId'], apiKey, requestTime: Date.now(), sha, owner: settings['owner'], upsertDetails }))) // prettier-ignore
  }
  return bodies
}

async function send({ url }: Outside, bodies: readonly Buffer[]): Promise<void> {
  await inSlots(limits.concurrency, bodies, async (body) => {
    const reply = await fetch(`${url}/api/contact/batchupsert`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(body)
    })
    const answer = (await reply.json()) as { success?: boolean }
    if (answer.success !== true)
      throw new Error(`The double refused a prepared body: ${JSON.stringify(answer).slice(0, 200)}`)
  })
}

async function insertAll(client: pg.Client, columns: readonly string[]): Promise<void> {
  const id = `c${columns.indexOf('Id')}`
  const values = pair.lines.map((line) => `c${columns.indexOf(line.spec.salesforce[0] ?? '')}`).join(', ')
  await client.query(`select set_config('bothways.org', '1', false)`)
  await client.query(`with made as (
      insert into bothways.links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, rev)
      select 1, 1, ${id}, 'ext-' || ${id}, hash_array_extended(array[${values}]::text[], 1), hash_array_extended(array[${values}]::text[], 1), now(), 1 from staging.bare
      returning link_id, sf_id, ext_id
    ), based as (
      insert into bothways.bases (org_id, pair_id, link_id, salesforce, external)
      select 1, 1, link_id, array[${values}]::text[], array[${values}]::text[] from made join staging.bare on ${id} = sf_id
    )
    insert into bothways.outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket) select 1, 1, 1, link_id, sf_id, ext_id, 'created' from made`)
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
