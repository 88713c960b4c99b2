import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { saveRevision } from '../../middleware/database/revisions.ts'
import { connect, startInitialSync } from '../../middleware/sync/connect.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { startChild } from '../support/child.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { contacts } from '../support/one-way.ts'

test('the work of a killed node is taken over by another within 30 seconds, and nothing is created twice', async () => {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed: 3000 })
  stops.push(() => org.close())
  const double = await startSalesmanago()
  stops.push(() => double.close())
  const key = Buffer.alloc(32, 7).toString('base64')
  const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' }
  const engine = await startEngine(readConfig(env), createLog('silent'), stops)
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId, connectionId } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'test')
  await saveRevision(engine.db, { orgId, connectionId }, { pairs: [contacts] }, 'test')
  await startInitialSync(engine, orgId, connectionId)

  // Every write takes a while, so that the first node is in the middle of it when it dies.
  double.fail({ path: '/batchupsert', times: 3, latencyMs: 2000 })
  const nodes = [await startChild(env), await startChild(env)]
  for (const node of nodes) stops.push(() => node.kill())
  const holder = () => engine.db.withOrg(orgId, (tx) => tx.selectFrom('leases').select(['node', 'fence']).where('lane', '=', 3).executeTakeFirst())
  const first = await eventually(holder, (lease) => lease?.node !== undefined && lease.node !== null && (double.seen.calls['/contact/batchupsert'] ?? 0) > 0)
  const victim = nodes.find((node) => first?.node?.split(':').includes(String(node.pid)))
  expect(victim).toBeDefined()
  await victim?.kill()

  // This is the promise itself, so it is a bound and not a measure of speed.
  const second = await eventually(holder, (lease) => lease !== undefined && lease.fence > (first?.fence ?? 0), 30)
  expect(second?.node).not.toBe(first?.node)
  const run = () => engine.db.withOrg(orgId, (tx) => tx.selectFrom('runs').select(['state', 'counters']).where('cause', '=', 'initial').executeTakeFirstOrThrow())
  const { counters } = await eventually(run, ({ state }) => state === 'done', 60)
  const recorded = Object.values(counters).reduce((sum, n) => sum + n, 0)
  expect(recorded).toBe(3000)
  const links = await engine.db.withOrg(orgId, (tx) => tx.selectFrom('links').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow())
  expect(double.contacts()).toHaveLength(links.n)
}) // prettier-ignore
