import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PairSpec, Settings } from '../../middleware/connectors/connector.ts'
import { readConfig, type Config } from '../../middleware/config.ts'
import { connectionStatus, openIssues } from '../../middleware/database/status.ts'
import { saveRevision } from '../../middleware/database/revisions.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware, type Middleware } from '../../middleware/main.ts'
import { startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { startOrg, type Org, type OrgOptions } from '../doubles/salesforce/index.ts'
import { startSalesmanago, type SalesmanagoDouble } from '../doubles/salesmanago/index.ts'
import { freshDatabaseUrl } from './database.ts'
import { eventually } from './eventually.ts'
import { contacts } from './one-way.ts'
import { connectPractice, giveAccess } from './practice-world.ts'

type Contact = ReturnType<SalesmanagoDouble['contacts']>[number]

/** The whole path on loopback: practice org → middleware on a real database → SALESmanago's double. */
export interface World {
  readonly org: Org
  readonly double: SalesmanagoDouble
  readonly config: Config
  readonly middleware: () => Middleware
  /** A contact made in the org by its admin; gives its id. */
  create(values: Readonly<Record<string, unknown>>): Promise<string>
  edit(id: string, values: Readonly<Record<string, unknown>>): Promise<void>
  initialSync(): Promise<void>
  /** The contact that carries this Salesforce id, as the double keeps it. */
  outside(sfId: string): Contact | undefined
  /** Until the org has nothing to send and the middleware nothing waiting. */
  settled(): Promise<void>
  issues(): ReturnType<typeof openIssues>
  stopMiddleware(): Promise<void>
  startMiddleware(): Promise<void>
}

/** Starts and connects everything; stops it when the test ends. */
export async function startWorld(
  options: {
    readonly seed?: number
    readonly login?: 'jwt' | 'client-credentials'
    /** The pairs that the connector declares, or others; without a word, its pair of contacts as it only sends. */
    readonly pairs?: readonly PairSpec[] | 'declared'
    /** Nothing of them is written before a plan was approved; otherwise everything flows at once. */
    readonly approve?: 'plan'
    /** What the form says otherwise than usual. */
    readonly settings?: Settings
    readonly org?: Partial<OrgOptions>
  } = {}
): Promise<World> {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'bothways-world-'))
  stops.push(() => rm(dataDir, { recursive: true, force: true }))
  const org = await startOrg({ seed: options.seed ?? 0, ...options.org })
  stops.push(() => org.close())
  if (options.org?.source !== undefined) await giveAccess(org)
  const double = await startSalesmanago(options.settings && { settings: options.settings })
  stops.push(() => double.close())
  const env = {
    PORT: '0',
    BOTHWAYS_DEVELOPMENT: 'true',
    BOTHWAYS_DATA_DIR: dataDir,
    DATABASE_POOL: '8',
    DATABASE_URL: await freshDatabaseUrl()
  }
  let config = readConfig(env)
  let middleware: Middleware | undefined = await startMiddleware(config, createLog('silent'))
  stops.push(async () => middleware?.stop())
  const { orgId, connectionId } = await connectPractice(
    middleware, org, 'salesmanago', double, options.login, { approve: options.approve ?? 'none' }
  ) // prettier-ignore
  const pairs = options.pairs === 'declared' ? undefined : (options.pairs ?? [contacts])
  if (pairs !== undefined) {
    const { db } = middleware.engine
    await saveRevision(db, { orgId, connectionId }, { pairs }, 'test')
    // As if it had never had others.
    const names = pairs.map((one) => one.name)
    await db.withOrg(orgId, (tx) => tx.deleteFrom('pairs').where('name', 'not in', names).execute())
  }
  // A restarted middleware listens where Salesforce sends to.
  config = readConfig({ ...env, PORT: new URL(middleware.url ?? '').port })

  const running = () => {
    if (middleware === undefined) throw new Error('The middleware is stopped.')
    return middleware
  }
  const status = () => connectionStatus(running().engine.db, orgId, connectionId)
  return {
    org, double, config,
    middleware: running,
    create: async (values) => ((await org.control({ command: 'create', object: 'Contact', values })) as { id: string }).id,
    async edit(id, values) {
      await org.control({ command: 'update', object: 'Contact', id, values })
    },
    async initialSync() {
      await startInitialSync(running().engine, orgId, connectionId)
      running().waker.wake({ orgId, connectionId, lane: lanes.backfill })
      await eventually(status, ({ initial }) => initial?.state === 'done', 60)
    },
    outside: (sfId) => double.contacts().find((one) => one.externalId === sfId),
    async settled() {
      await org.control({ command: 'messagesIdle' })
      await eventually(status, ({ waiting, retrying }) => waiting - retrying === 0)
      await eventually(
        () => running().engine.db.withOrg(orgId, (tx) => tx.selectFrom('leases').select('node').where('node', 'is not', null).execute()),
        (held) => held.length === 0
      )
    },
    issues: () => openIssues(running().engine.db, orgId, 100),
    async stopMiddleware() {
      await running().stop()
      middleware = undefined
    },
    async startMiddleware() {
      middleware = await startMiddleware(config, createLog('silent'))
    }
  } // prettier-ignore
}
