import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { approve } from '../../middleware/database/plan-approval.ts'
import { operationsOf } from '../../middleware/database/plan-operations.ts'
import { planOf } from '../../middleware/database/plans.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { saveRevision } from '../../middleware/database/revisions.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { requestPlans } from '../../middleware/sync/plans.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { startChild } from '../support/child.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { contacts } from '../support/one-way.ts'

test('SIGKILL while a plan is made and while it is carried out: every operation is planned once and written once', async () => {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed: 5000 })
  stops.push(() => org.close())
  const double = await startSalesmanago()
  stops.push(() => double.close())
  const key = Buffer.alloc(32, 7).toString('base64')
  const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
  const engine = await startEngine(readConfig(env), createLog('silent'), stops)
  const { db } = engine
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId } = await connect(
    engine,
    { connector: 'salesmanago', login, settings: double.settings },
    'test'
  )
  await saveRevision(db, { orgId, connectionId: 1 }, { pairs: [contacts] }, 'test')
  const [runId = 0] = await requestPlans(engine, orgId, 1)
  const plan = () => planOf(db, orgId, runId)

  let node = await startChild(env)
  stops.push(() => node.kill())
  const killAnd = async () => {
    await node.kill()
    node = await startChild(env)
  }
  // In the middle of reading: some pages are stored, not all.
  const reading = await eventually(plan, (one) => (one?.seen ?? 0) > 0, 60, 2)
  await killAnd()
  expect(reading?.state).toBe('running')
  const made = await eventually(plan, (one) => one?.state === 'planned', 60)
  expect(made).toMatchObject({ seen: 5000 })
  const creates = []
  for (let after = 0; ;) {
    const page = await operationsOf(db, orgId, runId, { after, limit: 2000, kind: 'create' })
    creates.push(...page)
    const last = page.at(-1)
    if (last === undefined) break
    after = last.seq
  }
  expect(creates.length).toBeGreaterThan(4000)
  expect(Object.keys(double.seen.written)).toEqual([])

  // In the middle of a chunk: some of its calls are answered, some are on the wire, some were not made.
  double.fail({ path: '/batchupsert', times: 4, latencyMs: 700 })
  expect(await approve(db, orgId, runId, { hash: made?.hash ?? '', acceptGuard: [], by: 'test' })).toBeNull()
  await eventually(() => double.seen.calls['/contact/batchupsert'] ?? 0, (calls) => calls >= 3, 60, 2) // prettier-ignore
  expect(await plan()).toMatchObject({ state: 'approved', appliedSeq: 0 })
  await killAnd()
  const done = await eventually(plan, (one) => one?.state === 'done', 100)
  const { created = 0, linked = 0, superseded = 0 } = done?.counters ?? {}
  expect([created + linked, superseded]).toEqual([creates.length, 0])
  // The answers of what the dead node wrote never came: those are found and linked, not written again.
  expect(linked).toBeGreaterThan(0)
  expect(double.contacts()).toHaveLength(creates.length)
  const often = Object.entries(double.seen.written).filter(([, times]) => times !== 1)
  expect(often).toEqual([])
}, 240_000)
