import '../support/pipeline.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import type { Settings } from '../../middleware/connectors/connector.ts'
import { readConfig } from '../../middleware/config.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware, type Middleware } from '../../middleware/main.ts'
import { connect, startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { startOrg, type Org, type Switches } from '../doubles/salesforce/index.ts'
import { startSalesmanago, type SalesmanagoDouble } from '../doubles/salesmanago/index.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { giveAccess } from '../support/practice-world.ts'

export interface ConsoleWorld {
  readonly org: Org
  readonly double: SalesmanagoDouble
  readonly address: string
  readonly middleware: () => Middleware
  /** Connects the org with the double, as a test that is not about connecting wants it. */
  connect(
    rules?: object,
    settings?: Settings
  ): Promise<{ readonly orgId: number; readonly connectionId: number }>
  initialSync(key: { readonly orgId: number; readonly connectionId: number }): Promise<void>
  stopMiddleware(): Promise<void>
  startMiddleware(): Promise<void>
}

interface Options {
  readonly seed?: number
  readonly switches?: Partial<Switches>
  /** When all of it is stopped; without a word, at the end of the test. */
  readonly atTheEnd?: (stop: () => Promise<void>) => void
}

/** A practice org with the package, SALESmanago's double, and a node that knows neither yet; all over real sockets. */
export async function startConsoleWorld({
  seed = 30,
  switches = {},
  atTheEnd = onTestFinished
}: Options = {}): Promise<ConsoleWorld> {
  const stops: (() => Promise<unknown>)[] = []
  atTheEnd(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const org = await startOrg({
    seed,
    source: 'force-app',
    callbackUrls: [`${address}/connect/callback`],
    switches: { translationWorkbench: true, ...switches }
  })
  stops.push(() => org.close())
  await giveAccess(org)
  const double = await startSalesmanago()
  stops.push(() => double.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'bothways-console-'))
  stops.push(() => rm(dataDir, { recursive: true, force: true }))
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: address,
    BOTHWAYS_DEVELOPMENT: 'true',
    BOTHWAYS_DATA_DIR: dataDir,
    DATABASE_POOL: '8',
    DATABASE_URL: await freshDatabaseUrl()
  })
  let node: Middleware | undefined = await startMiddleware(config, createLog('silent'))
  stops.push(async () => node?.stop())
  const middleware = () => {
    if (node === undefined) throw new Error('The middleware is stopped.')
    return node
  }
  return {
    org,
    double,
    address,
    middleware,
    async connect(rules = { approve: 'none' }, settings = {}) {
      const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
      const request = {
        connector: 'salesmanago',
        login,
        settings: { ...double.settings, ...settings },
        rules
      }
      return connect(middleware().engine, request, 'test')
    },
    async initialSync({ orgId, connectionId }) {
      await startInitialSync(middleware().engine, orgId, connectionId)
      middleware().waker.wake({ orgId, connectionId, lane: lanes.backfill })
    },
    async stopMiddleware() {
      await middleware().stop()
      node = undefined
    },
    async startMiddleware() {
      node = await startMiddleware(config, createLog('silent'))
    }
  }
}

/** A tab of the chosen connection. */
export async function openTab(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

/** Toasts lie over what is below them until they are closed. */
export async function closeToasts(page: Page): Promise<void> {
  for (const button of await page.getByRole('button', { name: 'Close', exact: true }).all())
    await button.click({ timeout: 2000 }).catch(() => undefined)
}
