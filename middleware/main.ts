import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { apiDependencies } from './api-dependencies.ts'
import { createApp } from './app.ts'
import type { Connector } from './connectors/connector.ts'
import { connectors } from './connectors/index.ts'
import { ConfigError, configHelp, readConfig, type Config } from './config.ts'
import { createConsoleBuilds, type ConsoleBuilds } from './console/builds.ts'
import { firstConsoleKey, saveSignInLink } from './database/console.ts'
import { agreements, waitingHints } from './database/due.ts'
import { startEmbedded } from './database/embedded.ts'
import { createEndpoints } from './database/endpoints.ts'
import { createInbox } from './database/inbox.ts'
import { openDatabase } from './database/open.ts'
import { noteForeignOrg } from './database/setup.ts'
import { acceptExternal, byWebhookHash } from './database/webhooks.ts'
import { newAdminKey } from './guards/admin-key.ts'
import { hashEndpointToken, newEndpointToken } from './guards/endpoint-token.ts'
import { createLog, type Log } from './log.ts'
import { createIntakeCounters } from './routes/intake-counters.ts'
import { createWorkGauges } from './routes/work-gauges.ts'
import { keyFrom } from './secrets/key-file.ts'
import { createSealer } from './secrets/seal.ts'
import { createHttpServer } from './server.ts'
import { orgAlerts } from './setup/org-alerts.ts'
import { createCallCounter } from './sync/calls.ts'
import type { Engine } from './sync/engine.ts'
import { lanes } from './sync/lanes.ts'
import { createLimiters } from './sync/limiters.ts'
import { createSessions } from './sync/sessions.ts'
import { createWaker, type Waker } from './sync/wake.ts'
import { readWebhook } from './sync/webhook.ts'
import { startUpkeep } from './sync/upkeep.ts'
import { startWorker } from './sync/worker.ts'

export interface Middleware {
  /** Where it listens; null for a node that only works. */
  readonly url: string | null
  readonly engine: Engine
  readonly waker: Waker
  readonly console: ConsoleBuilds
  /** The key that opens the console, where this start made it: told once. */
  readonly adminKey: string | null
  /** A link that opens the console, once, within so many milliseconds. */
  signInLink(forMs: number): Promise<string>
  /** Stops in reverse: no new messages, turns end, leases are given back, the database closes. */
  stop(): Promise<void>
}

/** Starts a node and everything it needs; the one place that wires. What was started is stopped again if a later part fails. */
export async function startMiddleware(
  config: Config,
  log: Log,
  known: readonly Connector[] = connectors
): Promise<Middleware> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const engine = await startEngine(config, log, stops, false, known)
    const waker = await createWaker(engine.db, log)
    stops.push(() => waker.close())
    if (config.role !== 'web') {
      const worker = await startWorker(engine, waker)
      stops.push(() => worker.stop(config.stopMs))
      const endUpkeep = startUpkeep(engine, config.historyDays)
      stops.push(async () => endUpkeep())
    }
    const { dataDir, development } = config
    const console = createConsoleBuilds({ dataDir, development, log })
    stops.push(() => console.stop())
    const url = config.role === 'worker' ? null : await listen(config, engine, waker, console, stops)
    const { key, hash } = newAdminKey()
    const adminKey = config.role !== 'worker' && (await firstConsoleKey(engine.db, hash)) ? key : null
    const signInLink = async (forMs: number) => {
      const token = newEndpointToken()
      await saveSignInLink(engine.db, hashEndpointToken(token), forMs)
      return `${url ?? ''}/console/enter/${token}`
    }
    return { url, engine, waker, console, adminKey, signInLink, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Database, secrets, sessions: what a node and the command line share. */
export async function startEngine(
  config: Config,
  log: Log,
  stops: (() => Promise<unknown>)[],
  visit = false,
  known: readonly Connector[] = connectors
): Promise<Engine> {
  const now = () => new Date()
  const sealer = createSealer(config.key ?? (await keyFrom(config.dataDir)))
  const embedded =
    config.databaseUrl === undefined ? await startEmbedded(config.dataDir, { visit }) : undefined
  if (embedded !== undefined) stops.push(() => embedded.stop())
  if (embedded?.adopted === true && !visit)
    log.warn('adopted the database server that a killed process left running')
  const url = config.databaseUrl ?? embedded?.url ?? ''
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection broke')
  const db = await openDatabase(url, { pool: config.databasePool, onError })
  stops.push(() => db.close())
  const calls = createCallCounter(db, log)
  stops.push(() => calls.close())
  const limiters = createLimiters(db, config.node)
  stops.push(() => limiters.close())
  const { development, node } = config
  return {
    db,
    node,
    connectors: known,
    sealer,
    sessions: createSessions(sealer, calls, { development, now, onOrg: orgAlerts(db, log) }),
    calls,
    limiters,
    development,
    now,
    log
  }
}

async function listen(
  config: Config,
  engine: Engine,
  waker: Waker,
  console: ConsoleBuilds,
  stops: (() => Promise<unknown>)[]
): Promise<string> {
  const { db, log } = engine
  const registry = new Registry()
  let own = ''
  const address = () => config.publicUrl ?? own
  createWorkGauges(
    registry,
    () => waitingHints(db),
    () => agreements(db)
  )
  const app = createApp({
    intake: {
      connections: createEndpoints(db),
      inbox: createInbox(db),
      foreign: ({ orgId }, organizationId) => noteForeignOrg(db, orgId, organizationId),
      wake: ({ orgId, connectionId }) => waker.wake({ orgId, connectionId, lane: lanes.live }),
      counters: createIntakeCounters(registry),
      log
    },
    webhooks: {
      byTokenHash: (hash) => byWebhookHash(db, hash),
      read: (connection, message) => readWebhook(engine, connection, message),
      accept: (connection, hints) => acceptExternal(db, connection, hints),
      wake: ({ orgId, connectionId }) => waker.wake({ orgId, connectionId, lane: lanes.live }),
      log
    },
    console: { builds: console, publicUrl: config.publicUrl },
    ...apiDependencies(config, engine, waker, address, registry),
    intakeInFlight: config.intakeInFlight,
    ready: async () => {
      const answered = await db.call<number>('1', []).then(
        () => true,
        () => false
      )
      return { ok: answered, checks: { database: answered ? 'answers' : 'does not answer' } }
    },
    registry,
    log
  })
  const server = createHttpServer(app)
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(config.port, config.host, done)
  })
  stops.push(async () => {
    const closed = new Promise((done) => server.close(done))
    // A kept connection becomes idle after its answer; nobody should wait for the client to let go of it.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const force = setTimeout(() => server.closeAllConnections(), config.stopMs)
    await closed
    clearInterval(idle)
    clearTimeout(force)
  })
  const { port } = server.address() as AddressInfo
  own = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  return own
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`npm start\n\nEnvironment:\n  ${configHelp().join('\n  ')}\n`)
    return
  }
  const config = readConfig()
  const log = createLog(config.logLevel)
  const middleware = await startMiddleware(config, log)
  // Beside the log, which keeps secrets out.
  if (middleware.adminKey !== null) process.stdout.write(tellAdminKey(middleware.adminKey))
  log.info(
    {
      url: middleware.url,
      role: config.role,
      database: config.databaseUrl === undefined ? 'embedded' : 'DATABASE_URL'
    },
    'Bothways is ready'
  )
  let stopping = false
  const end = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    middleware.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed')
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', () => end('SIGTERM')).on('SIGINT', () => end('SIGINT'))
  process.on('uncaughtException', (error) => {
    // Nothing is acknowledged before it is stored, so ending loses nothing and going on might.
    log.error({ err: error }, 'unforeseen; this node ends')
    process.exit(1)
  })
}

const tellAdminKey = (key: string) => `
The key to the console, shown this once. Keep it where you keep passwords:

  ${key}

It opens /console and the admin API for every org. "bothways admin-key" makes a new one and ends this one.

`

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof ConfigError || !(error instanceof Error) ? String(error) : explain(error)}\n`
    )
    process.exit(1)
  })
}

function explain(error: Error): string {
  const cause = error.cause instanceof Error ? `\n  because: ${error.cause.message}` : ''
  return `Bothways could not start: ${error.message}${cause}`
}
