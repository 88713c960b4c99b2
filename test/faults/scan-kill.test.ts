import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { startRun } from '../../middleware/database/runs.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { startChild } from '../support/child.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

const CONTACTS = 3000

test('a node that dies in a scan after the vendor took a page and before that is recorded: the next one makes nobody twice, and every record has its link and its outcome', async () => {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed: CONTACTS })
  stops.push(() => org.close())
  const double = await startSalesmanago()
  stops.push(() => double.close())
  const key = Buffer.alloc(32, 7).toString('base64')
  const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
  const engine = await startEngine(readConfig(env), createLog('silent'), stops)
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId, connectionId } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'test') // prettier-ignore
  const runId = await startRun(engine.db, { orgId, connectionId, pairId: 1, lane: lanes.backfill }, 'initial', null) // prettier-ignore
  const rows = () =>
    engine.db.withOrg(orgId, async (tx) => ({
      run: await tx.selectFrom('runs').select(['state', 'counters']).where('run_id', '=', runId).executeTakeFirstOrThrow(),
      links: await tx.selectFrom('links').select(['sf_id', 'ext_id']).execute(),
      outcomes: await tx.selectFrom('outcomes').select('sf_id').where('bucket', 'in', ['created', 'linked']).execute()
    })) // prettier-ignore

  const victim = await startChild(env)
  stops.push(() => victim.kill())
  // The first page is small and recorded; of the second the vendor has taken a part.
  await eventually(() => double.contacts().length, (made) => made > 1000, 60) // prettier-ignore
  await victim.kill()
  const before = await rows()
  expect(before.links.length).toBeLessThan(double.contacts().length)
  const heir = await startChild(env)
  stops.push(() => heir.kill())
  const after = await eventually(rows, ({ run }) => run.state === 'done', 90)

  const outside = double.contacts()
  expect(new Set(outside.map((one) => one.email)).size).toBe(outside.length)
  expect(after.links.map((one) => one.ext_id).sort()).toEqual(outside.map((one) => one.id).sort())
  expect(new Set(after.outcomes.map((one) => one.sf_id))).toEqual(
    new Set(after.links.map((one) => one.sf_id))
  )
  // Whom the heir looked up before it sent the page again was found and linked.
  const { created = 0, linked = 0 } = after.run.counters
  expect(created + linked).toBe(after.links.length)
})
