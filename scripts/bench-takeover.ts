import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../middleware/config.ts'
import { createLog } from '../middleware/log.ts'
import { startEngine } from '../middleware/main.ts'
import { connect, startInitialSync } from '../middleware/sync/connect.ts'
import { saveRevision } from '../middleware/database/revisions.ts'
import { contacts } from '../test/support/one-way.ts'
import { lanes } from '../middleware/sync/lanes.ts'
import { pressRecords } from '../middleware/database/inbox.ts'
import { startOrg } from '../test/doubles/salesforce/index.ts'
import { startSalesmanago } from '../test/doubles/salesmanago/index.ts'
import { startChild, type Child } from '../test/support/child.ts'
import { machine, median, round, temporaryPostgres, type BenchOptions, type BenchResult } from './bench-support.ts' // prettier-ignore

/** The lease, the heartbeat that is missed, and the sweep: what the settings add up to. */
const PROMISED_SECONDS = 30

/**
 * Seconds from SIGKILL of the node that is in the middle of a write to the first write of the other one. Two worker nodes,
 * one connection; after each kill a new node takes the dead one's place.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const kills = quick ? 2 : 20
  const stops: (() => Promise<unknown>)[] = []
  try {
    const postgres = await temporaryPostgres()
    stops.push(() => postgres.stop())
    say(await machine(postgres.url))
    const org = await startOrg({ seed: 0 })
    stops.push(() => org.close())
    const double = await startSalesmanago()
    stops.push(() => double.close())
    const key = Buffer.alloc(32, 7).toString('base64')
    const env = { PORT: '0', DATABASE_URL: postgres.url, BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_ROLE: 'worker' } // prettier-ignore
    const engine = await startEngine(readConfig(env), createLog('silent'), stops)
    const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
    const { orgId, connectionId } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'bench') // prettier-ignore
    await saveRevision(engine.db, { orgId, connectionId }, { pairs: [contacts] }, 'bench')
    await startInitialSync(engine, orgId, connectionId)
    const nodes: Child[] = [await startChild(env), await startChild(env)]
    stops.push(() => Promise.all(nodes.map((node) => node.kill())))

    const holder = () =>
      engine.db.withOrg(orgId, (tx) => tx.selectFrom('leases').select('node').where('lane', '=', lanes.live).executeTakeFirst()) // prettier-ignore
    const writes = () => double.seen.calls['/contact/upsert'] ?? 0
    const seconds: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      const before = writes()
      // It never lands, so that it is this record the other node writes; one that had landed would only be linked.
      double.fail({ path: '/contact/upsert', times: 1, hang: true })
      const values = { LastName: `Person ${kill}`, Email: `person${kill}@example.com` }
      const { id } = (await org.control({ command: 'create', object: 'Contact', values })) as { id: string }
      await pressRecords(engine.db, { orgId, connectionId }, 'Contact', [id])
      await until(() => writes() > before)
      const node = (await holder())?.node
      const victim = nodes.findIndex((one) => node?.split(':').includes(String(one.pid)))
      if (victim === -1) throw new Error(`Nobody knows the node ${String(node)}.`)
      const killed = performance.now()
      await nodes[victim]?.kill()
      await until(() => writes() > before + 1)
      seconds.push((performance.now() - killed) / 1000)
      say(`  kill ${kill + 1}: ${round(seconds.at(-1) ?? NaN)} s`)
      nodes[victim] = await startChild(env)
      await until(async () => ((await holder())?.node ?? null) === null)
    }
    const maxSeconds = round(Math.max(...seconds), 2)
    say('Left out: time in which the killed machine is only unreachable; its lease runs out all the same.')
    const product = round(median(seconds), 2)
    return {
      bench: 'takeover',
      unit: 's from SIGKILL to the first write of the other node, median',
      floor: PROMISED_SECONDS,
      product,
      ratio: round(product / PROMISED_SECONDS, 2),
      peakRssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      kills,
      maxSeconds,
      seconds: seconds.map((one) => round(one, 2))
    }
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000
  while (!(await so())) {
    if (performance.now() > end) throw new Error('It takes more than two minutes.')
    await sleep(20)
  }
}
