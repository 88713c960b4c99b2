import { Connection as Jsforce } from 'jsforce'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import type { ObjectSpec, PairSpec, Side } from '../../middleware/connectors/connector.ts'
import { readConfig } from '../../middleware/config.ts'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { openIssues } from '../../middleware/database/status.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { connect, startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes, type Lane } from '../../middleware/sync/lanes.ts'
import { workLane } from '../../middleware/sync/lane.ts'
import { startOrg, type CustomField, type Switches } from '../doubles/salesforce/index.ts'
import { freshDatabaseUrl } from './database.ts'
import { createPlainSystem, type PlainOptions } from './plain-system.ts'

type Row = Readonly<Record<string, unknown>>

interface Options extends Omit<PlainOptions, 'now' | 'objects' | 'pairs'> {
  readonly objects: Readonly<Record<string, ObjectSpec>>
  readonly pairs: readonly PairSpec[]
  readonly switches?: Partial<Switches>
  /** So many contacts are there from the start. */
  readonly seed?: number
  readonly customFields?: Readonly<Record<string, readonly CustomField[]>>
}

/** Enough rounds for any chain of records that wait for each other; more is a loop. */
const MOST_ROUNDS = 12

/**
 * The pipeline without its worker: a practice org over sockets, a real database, a plain external system. The lanes are
 * worked on when the test says so, by the code that works on them in a node.
 */
export async function startPipeline({
  objects,
  pairs,
  switches = {},
  customFields = {},
  seed = 0,
  ...rest
}: Options) {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed, switches, customFields })
  stops.push(() => org.close())
  const system = createPlainSystem({ objects, pairs, now: org.now, ...rest })
  const env = { BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_KEY: Buffer.alloc(32, 7).toString('base64'), DATABASE_POOL: '8', DATABASE_URL: await freshDatabaseUrl() } // prettier-ignore
  const engine = await startEngine(readConfig(env), createLog('silent'), stops, false, [system.connector])
  const { db } = engine
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId, connectionId } = await connect(
    engine,
    { connector: 'plain', login, settings: {}, rules: { approve: 'none' } },
    'test'
  )
  const query = <T>(statement: ReturnType<typeof sql<T>>) =>
    db.withOrg(orgId, async (tx) => (await statement.execute(tx)).rows)
  await query(sql`update pairs set sf_cursor = now() - interval '1 hour'`)

  async function turn(lane: Lane = lanes.live): Promise<void> {
    const { signal } = new AbortController()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await workLane(engine, { orgId, connectionId, lane }, signal, signal)
      const [rest] = await query(
        sql<{ trouble: string }>`select trouble from leases where trouble is not null`
      )
      if (rest !== undefined) throw new Error(`The lane rests: ${rest.trouble}`)
      const due = await query(
        sql`select from inbox where state = 0 and next_at <= now() and (lane = 0) = (${lane} = 0)`
      )
      if (due.length === 0 || lane === lanes.backfill) return
    }
    throw new Error('Hints come again and again.')
  }
  async function look(sides: readonly ('poll' | 'read')[], pair: string | null): Promise<void> {
    // A poll ends at the full second that the org's clock shows.
    await org.control({ command: 'advance', ms: 2000 })
    for (const side of sides)
      await query(
        sql`update pairs set ${sql.ref(`next_${side}_at`)} = now() where ${pair}::text is null or name = ${pair}`
      )
    await turn()
  }
  const done = async () =>
    (await query(sql<{ n: number }>`select count(*)::int as n from outcomes where bucket in ('created', 'linked', 'updated', 'deleted', 'unlinked')`))[0]?.n // prettier-ignore
  const of = (object: string) => ({
    create: async (values: Row) => ((await org.control({ command: 'create', object, values })) as { id: string }).id,
    edit: (id: string, values: Row) => org.control({ command: 'update', object, id, values }),
    remove: (id: string) => org.control({ command: 'delete', object, id }),
    undelete: (id: string) => org.control({ command: 'undelete', object, id }),
    get: async (id: string) => (await org.control({ command: 'record', object, id })) as Row
  }) // prettier-ignore

  return {
    org, system, engine, orgId, connectionId, query, turn,
    accounts: of('Account'), contacts: of('Contact'), leads: of('Lead'),
    admin: new Jsforce({ instanceUrl: org.url, accessToken: org.accessToken, version: '62.0' }),
    /** What changed in Salesforce is carried over, of one pair or of all. */
    syncSalesforce: (pair: string | null = null) => look(['poll'], pair),
    syncOutside: (pair: string | null = null) => look(['read'], pair),
    /** Somebody presses the button of these records. */
    async press(object: string, ids: readonly string[], side: Side = 'salesforce'): Promise<void> {
      await pressRecords(db, { orgId, connectionId }, object, ids, side)
      await turn()
    },
    /** Both sides, until nothing is left to do. */
    async pass(): Promise<void> {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const before = await done()
        await look(['poll', 'read'], null)
        if ((await done()) === before) return
      }
      throw new Error('The sides never come to rest.')
    },
    async initialSync(): Promise<void> {
      await startInitialSync(engine, orgId, connectionId)
      await turn(lanes.backfill)
      await turn()
    },
    /** Everything that waits for its time is due: retries, resting lanes, requests that may still have landed. */
    async later(): Promise<void> {
      await query(sql`update inbox set next_at = now() where state = 0`)
      await query(sql`update leases set not_before = null, trouble = null, until = null, node = null`)
      await query(sql`update operations set free_at = now() - interval '1 s' where free_at is not null`)
    },
    issues: () => openIssues(db, orgId, 100),
    links: () =>
      query(sql<{ pair: string; sfId: string; extId: string; state: number }>`
        select p.name as pair, sf_id as "sfId", ext_id as "extId", state from links l join pairs p using (org_id, pair_id)
        where state <> 2 order by link_id`),
    waits: () => query(sql<{ record: string; parent: string }>`select record_id as record, parent_id as parent from waits order by 1`),
    outcomes: (id: string) =>
      query(sql<{ bucket: string; code: string | null }>`
        select bucket, code from outcomes where sf_id = ${id} or ext_id = ${id} order by at`)
  } // prettier-ignore
}
export type Pipeline = Awaited<ReturnType<typeof startPipeline>>
