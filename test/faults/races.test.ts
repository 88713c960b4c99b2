import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { connect, startInitialSync } from '../../middleware/sync/connect.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { startChild } from '../support/child.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

/** Two worker nodes in processes of their own, between a practice org and SALESmanago's double. */
async function startNodes() {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed: 0 })
  stops.push(() => org.close())
  const double = await startSalesmanago()
  stops.push(() => double.close())
  const key = Buffer.alloc(32, 7).toString('base64')
  const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
  const engine = await startEngine(readConfig(env), createLog('silent'), stops)
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId, connectionId } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'test') // prettier-ignore
  await startInitialSync(engine, orgId, connectionId)
  const nodes = [await startChild(env), await startChild(env)]
  for (const node of nodes) stops.push(() => node.kill())
  const lease = () =>
    engine.db.withOrg(orgId, (tx) => tx.selectFrom('leases').select(['node', 'fence']).where('lane', '=', 2).executeTakeFirst()) // prettier-ignore
  const holder = async () => {
    const found = await eventually(lease, (one) => one?.node != null)
    return nodes.find((node) => found?.node?.split(':').includes(String(node.pid)))
  }
  return {
    org, double, engine, lease, holder,
    press: (id: string) => pressRecords(engine.db, { orgId, connectionId }, 'Contact', [id]),
    create: async (values: object) => ((await org.control({ command: 'create', object: 'Contact', values })) as { id: string }).id,
    upserts: () => double.seen.calls['/contact/upsert'] ?? 0,
    idle: () => eventually(() => engine.db.withOrg(orgId, (tx) => tx.selectFrom('inbox').select('seq').where('state', '=', 0).execute()), (rows) => rows.length === 0, 60),
    links: () => engine.db.withOrg(orgId, (tx) => tx.selectFrom('links').select(['sf_id', 'ext_id', 'state']).execute())
  } // prettier-ignore
}

const anna = { FirstName: 'Anna', LastName: 'Nowak', Email: 'anna@example.com', Phone: '+48500100200' }

test('a node that stands still past its lease, and wakes up, writes nothing over what the other node wrote', async () => {
  const { org, double, press, create, upserts, holder, lease, idle, links } = await startNodes()
  double.fail({ path: '/contact/upsert', times: 1, latencyMs: 2000 })
  const id = await create(anna)
  await press(id)
  await eventually(upserts, (n) => n > 0)
  const stalled = await holder()
  const before = await lease()
  process.kill(stalled?.pid ?? 0, 'SIGSTOP')
  try {
    await org.control({ command: 'update', object: 'Contact', id, values: { Phone: '+48600700800' } })
    await press(id)
    await eventually(() => double.contacts()[0]?.phone, (phone) => phone === '+48600700800', 60) // prettier-ignore
  } finally {
    process.kill(stalled?.pid ?? 0, 'SIGCONT')
  }
  const after = await lease()
  expect(after?.fence).toBeGreaterThan(before?.fence ?? 0)
  await idle()
  const written = upserts()
  await sleep(3000)
  expect(upserts()).toBe(written)
  expect(double.contacts()).toMatchObject([{ phone: '+48600700800' }])
  expect(await links()).toMatchObject([{ sf_id: id, state: 0 }])
})

test('a node that dies after the vendor said yes, and before that was recorded: the other makes nothing twice and knows the link', async () => {
  const { double, press, create, upserts, holder, idle, links } = await startNodes()
  double.fail({ path: '/contact/upsert', times: 1, latencyMs: 1500 })
  const id = await create(anna)
  await press(id)
  await eventually(upserts, (n) => n > 0)
  const victim = await holder()
  await victim?.kill()
  await eventually(() => double.contacts().length, (n) => n === 1, 60) // prettier-ignore
  await eventually(links, (all) => all.length === 1, 60)
  await idle()
  expect(double.contacts()).toMatchObject([{ email: anna.Email, externalId: id }])
  expect(await links()).toMatchObject([{ sf_id: id, ext_id: double.contacts()[0]?.id, state: 0 }])
})

test('two records with one address that reach two nodes at once: one is made, the other waits for a person', async () => {
  const { double, engine, press, create, idle, links } = await startNodes()
  const ids = [await create(anna), await create({ ...anna, LastName: 'Nowak-Kowalska' })]
  await Promise.all(ids.map(press))
  await idle()
  expect(double.contacts()).toHaveLength(1)
  expect(await links()).toHaveLength(1)
  const issues = await engine.db.withOrg(1, (tx) => tx.selectFrom('issues').select(['sf_id', 'code']).where('state', '=', 0).execute()) // prettier-ignore
  expect(issues).toMatchObject([{ code: 'link-taken' }])
})
