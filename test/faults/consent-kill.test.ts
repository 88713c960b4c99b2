import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { setPaused } from '../../middleware/database/schedules.ts'
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

test.each([
  ['that only sends', [contacts], 1],
  // Another lane's write may be on the wire as well: every look that has to wait for it notes the opt-out, and they fold to one.
  ['both ways', null, Number.POSITIVE_INFINITY]
])(
  'SIGKILL while an opt-out is on the wire of a paused connection %s: the next node sends it, and nobody is opted in',
  async (_, pairs, most) => {
    const stops: (() => Promise<unknown>)[] = []
    onTestFinished(async () => {
      for (const stop of stops.reverse()) await stop()
    })
    const org = await startOrg({ seed: 0 })
    stops.push(() => org.close())
    const double = await startSalesmanago()
    stops.push(() => double.close())
    double.control({ switches: { newContact: 'opted-in' } })
    const key = Buffer.alloc(32, 7).toString('base64')
    const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
    const engine = await startEngine(readConfig(env), createLog('silent'), stops)
    const { db } = engine
    const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
    const { orgId, connectionId } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'test') // prettier-ignore
    if (pairs !== null) await saveRevision(db, { orgId, connectionId }, { pairs }, 'test')
    await startInitialSync(engine, orgId, connectionId)
    let node = await startChild(env)
    stops.push(() => node.kill())

    const values = { FirstName: 'Anna', LastName: 'Nowak', Email: 'anna@example.com' }
    const { id } = (await org.control({ command: 'create', object: 'Contact', values })) as { id: string }
    await pressRecords(db, { orgId, connectionId }, 'Contact', [id])
    const optedOut = () => double.contacts()[0]?.optedOut
    await eventually(optedOut, (out) => out === false, 30)

    await setPaused(db, { orgId, connectionId }, true)
    await org.control({ command: 'update', object: 'Contact', id, values: { HasOptedOutOfEmail: true, Title: 'Buyer' } }) // prettier-ignore
    const writes = () => double.seen.calls['/contact/upsert'] ?? 0
    const before = writes()
    double.fail({ path: '/contact/upsert', times: 1, hang: true })
    await db.withOrg(orgId, (tx) =>
      tx
        .updateTable('pairs')
        .set({ next_consent_at: new Date(0) })
        .execute()
    )
    await eventually(writes, (n) => n > before, 40)
    expect(optedOut()).toBe(false)
    await node.kill()
    node = await startChild(env)

    // This is the promise itself, so it is a bound and not a measure of speed.
    await eventually(optedOut, (out) => out === true, 30)
    const events = () => db.withOrg(orgId, (tx) => tx.selectFrom('consent_events').select(['kind']).where('kind', '=', 'out').execute()) // prettier-ignore
    await eventually(events, (all) => all.length >= 1, 30)
    expect((await events()).length).toBeLessThanOrEqual(most)
    // Paused, so nothing but the opt-out went.
    expect(JSON.stringify(double.contacts()[0]?.properties)).not.toContain('Buyer')
    expect(double.seen.optIns).toBe(0)
    const runs = () => db.withOrg(orgId, (tx) => tx.selectFrom('runs').select('state').where('cause', '=', 'consent').where('state', '=', 'running').execute()) // prettier-ignore
    await eventually(runs, (open) => open.length === 0, 30)
  },
  150_000
)
