import '../support/pipeline.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import type { Connector, PairSpec } from '../../middleware/connectors/connector.ts'
import { saveOrgKey } from '../../middleware/database/org-keys.ts'
import { newOrgKey } from '../../middleware/guards/org-key.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware, type Middleware } from '../../middleware/main.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { startOrg, type Org, type OrgOptions } from '../doubles/salesforce/index.ts'
import { asAdmin, asOrg, basic, type CallApi } from '../support/api.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { person } from '../support/plain-pairs.ts'
import { createPlainSystem } from '../support/plain-system.ts'
import { createBrowser, type Browser, type Page } from './browser.ts'

export type Purpose = 'pair' | 'real-time' | 'real-time-repair' | 'real-time-remove' | 'disconnect'
export interface SetupWorld {
  readonly org: Org
  readonly middleware: Middleware
  readonly address: string
  readonly orgId: number
  readonly connectionId: number
  /** Calls with a key of the org that is made now. */
  readonly api: () => Promise<CallApi>
  /** Calls as an administrator of the console does. */
  readonly admin: () => Promise<CallApi>
  readonly browser: () => Browser
  /** The button, the login, and the page it ends on. */
  allow(purpose: Purpose, answers?: Readonly<Record<string, string>>): Promise<Page>
  /** A file of the admin API. */
  bytes(path: string): Promise<Uint8Array>
  /** Everything that was logged. */
  readonly logged: () => string
}

export const contactPair = (rest: Partial<PairSpec> = {}): PairSpec => ({
  name: 'contacts', salesforce: 'Contact', external: 'person',
  match: [{ keys: [{ salesforce: 'Email', external: 'email' }] }],
  lines: [
    { salesforce: ['LastName'], external: 'lastName', direction: 'both', blank: 'propagate' },
    { salesforce: ['Email'], external: 'email', direction: 'both', blank: 'propagate' },
    { salesforce: ['Account.Name'], external: 'employer', direction: 'toExternal', blank: 'propagate' }
  ],
  policy: {
    create: { toExternal: true, toSalesforce: true }, update: { toExternal: true, toSalesforce: true },
    remove: { toExternal: 'never', toSalesforce: 'never' }, afterExternalGone: 'stay', whenOut: 'stop'
  },
  ...rest
}) // prettier-ignore

export interface SetupOptions extends Partial<OrgOptions> {
  /** Where browsers and Salesforce reach the middleware, when not where it listens. */
  readonly publicUrl?: string
  /** Nothing of ours is in the org. */
  readonly bare?: true
  readonly pairs?: readonly PairSpec[]
  readonly panel?: NonNullable<Connector['panel']>
  /** How the sync user logs in, instead of by client credentials. */
  readonly login?: (org: Org) => Readonly<Record<string, string>>
}

/** A practice org with the package, a node of the middleware, and one connection to a plain system; all over HTTP. */
export async function startSetup({ pairs, panel, login, bare, publicUrl, ...options }: SetupOptions = {}): Promise<SetupWorld> {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const org = await startOrg({
    ...(bare === undefined && { source: 'force-app' }), callbackUrls: [`${address}/connect/callback`], ...options,
    switches: { translationWorkbench: true, ...options.switches }
  })
  stops.push(() => org.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'bothways-setup-'))
  stops.push(() => rm(dataDir, { recursive: true, force: true }))
  const env = {
    PORT: String(port), BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_DATA_DIR: dataDir, DATABASE_POOL: '8',
    DATABASE_URL: await freshDatabaseUrl(), PUBLIC_URL: publicUrl ?? address
  }
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const { connector } = createPlainSystem({ objects: { person }, pairs: pairs ?? [contactPair()], now: org.now })
  const shown = { ...connector, ...(panel !== undefined && { panel }) }
  const middleware = await startMiddleware(readConfig(env), log, [shown])
  stops.push(() => middleware.stop())
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const request = {
    connector: 'plain', settings: {}, rules: { approve: 'none' },
    login: login?.(org) ?? { kind: 'client-credentials', loginUrl: org.url, clientId, clientSecret }
  }
  const { orgId, connectionId } = await connect(middleware.engine, request, 'test')
  const api = () => asOrg(middleware, orgId)
  const admin = () => asAdmin(middleware, org.orgId)
  return {
    org, middleware, address, orgId, connectionId, api, admin,
    browser: () => createBrowser(org),
    async allow(purpose, answers) {
      const { status, body } = await (await admin())('POST', '/setup/connect', { purpose, consent: true })
      if (status !== 200) throw new Error(JSON.stringify(body))
      const browser = createBrowser(org)
      return browser.logIn(await browser.open((body as { url: string }).url), answers)
    },
    async bytes(path) {
      const { key, prefix, hash } = newOrgKey()
      await saveOrgKey(middleware.engine.db, orgId, { prefix, hash, createdBy: 'test' })
      const headers = { Authorization: basic(org.orgId, key), 'Bothways-May': 'manage', 'Bothways-User': '005000000000001AAA Ada' }
      return new Uint8Array(await (await fetch(`${address}/api/v1${path}`, { headers })).arrayBuffer())
    },
    logged: () => lines.join('')
  }
} // prettier-ignore
