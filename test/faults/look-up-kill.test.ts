import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { startChild } from '../support/child.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { connector, people, servePlain } from '../support/plain-http.ts'
import { objects } from '../support/plain-pairs.ts'
import { createPlainSystem } from '../support/plain-system.ts'

const program = join(import.meta.dirname, '..', 'support', 'plain-child.ts')

test.each([
  { carriedOut: true, what: 'was carried out: it is found and linked' },
  { carriedOut: false, what: 'never arrived: it is made once it can not land any more' }
])(
  'SIGKILL during a create that must not be sent twice, which $what',
  async ({ carriedOut }) => {
    const stops: (() => Promise<unknown>)[] = []
    onTestFinished(async () => {
      for (const stop of stops.reverse()) await stop()
    })
    const org = await startOrg({ seed: 0 })
    stops.push(() => org.close())
    const system = createPlainSystem({ objects, pairs: [people], now: org.now })
    const vendor = await servePlain(system)
    stops.push(() => vendor.close())
    const key = Buffer.alloc(32, 7).toString('base64')
    const env = { PORT: '0', DATABASE_URL: await freshDatabaseUrl(), BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
    const engine = await startEngine(readConfig(env), createLog('silent'), stops, false, [connector])
    const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
    const settings = { endpoint: vendor.url }
    const { orgId, connectionId } = await connect(engine, { connector: 'plain', login, settings, rules: { approve: 'none' } }, 'test') // prettier-ignore
    const query = <T>(statement: ReturnType<typeof sql<T>>) =>
      engine.db.withOrg(orgId, async (tx) => (await statement.execute(tx)).rows)

    const values = { LastName: 'Nowak', Email: 'anna@example.com' }
    const { id } = (await org.control({ command: 'create', object: 'Contact', values })) as { id: string }
    vendor.silence(1, carriedOut)
    const first = await startChild(env, program)
    stops.push(() => first.kill())
    await pressRecords(engine.db, { orgId, connectionId }, 'Contact', [id])
    await eventually(() => vendor.seen.writes, (n) => n === 1, 30) // prettier-ignore
    await first.kill()
    const second = await startChild(env, program)
    stops.push(() => second.kill())

    // The second node knows of the request and leaves it alone while it may still land.
    const uncertain = () => query(sql<{ left: number }>`select extract(epoch from free_at - now())::float8 as left from operations where state = 'uncertain'`) // prettier-ignore
    const [open] = await eventually(uncertain, (rows) => rows.length === 1, 40)
    expect(open?.left).toBeGreaterThan(0)
    expect(vendor.seen.writes).toBe(1)
    expect(system.all('person')).toHaveLength(carriedOut ? 1 : 0)

    // That time is over.
    await query(sql`update operations set free_at = now() - interval '1 s'`)
    await query(sql`update inbox set next_at = now() where state = 0`)
    const links = await eventually(() => query(sql<{ sf_id: string; ext_id: string }>`select sf_id, ext_id from links`), (rows) => rows.length === 1, 40) // prettier-ignore
    expect(system.all('person')).toMatchObject([{ email: 'anna@example.com' }])
    expect(links).toEqual([{ sf_id: id, ext_id: system.all('person')[0]?.id }])
    expect(system.seen.writes.filter((one) => one.operation.kind === 'create')).toHaveLength(1)
  },
  120_000
)
