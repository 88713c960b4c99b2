import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { readConfig } from '../middleware/config.ts'
import type { Database } from '../middleware/database/open.ts'
import { connectionStatus } from '../middleware/database/status.ts'
import { createLog } from '../middleware/log.ts'
import { startMiddleware } from '../middleware/main.ts'
import { connect, startInitialSync } from '../middleware/sync/connect.ts'
import { saveRevision } from '../middleware/database/revisions.ts'
import { contacts } from '../test/support/one-way.ts'
import { lanes } from '../middleware/sync/lanes.ts'
import { cpuOfProcess } from './bench-cpu.ts'

/** A node of its own process, so that its memory is the middleware's alone. Each message is a connection to make and to bring in step. */
interface Question {
  readonly databaseUrl: string
  readonly dataDir: string
  readonly org: { readonly url: string; readonly jwt: Readonly<Record<string, string>> }
  readonly settings: Readonly<Record<string, string>>
}

let peak = 0
const sample = () => (peak = Math.max(peak, process.memoryUsage.rss()))
setInterval(sample, 50).unref()

async function bringInStep({ databaseUrl, dataDir, org, settings }: Question): Promise<void> {
  const env = {
    PORT: '0',
    BOTHWAYS_DEVELOPMENT: 'true',
    BOTHWAYS_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl
  }
  const middleware = await startMiddleware(readConfig(env), createLog('warn'))
  const { engine, waker } = middleware
  const login = { kind: 'jwt', loginUrl: org.url, ...org.jwt }
  const { orgId, connectionId } = await connect(
    engine,
    { connector: 'salesmanago', login, settings, rules: { approve: 'none' } },
    'bench'
  )
  peak = 0
  const begun = performance.now()
  const cpuBefore = cpuOfProcess()
  // The work that the floor does bare: contacts, sent.
  await saveRevision(engine.db, { orgId, connectionId }, { pairs: [contacts] }, 'bench')
  await startInitialSync(engine, orgId, connectionId)
  waker.wake({ orgId, connectionId, lane: lanes.backfill })
  for (;;) {
    const state = await stateOf(engine.db, orgId)
    if (state === 'done') break
    if (state !== 'running') throw new Error(state)
    await sleep(100)
  }
  const seconds = (performance.now() - begun) / 1000
  const cpuSeconds = cpuOfProcess() - cpuBefore
  const { initial, calls } = await connectionStatus(engine.db, orgId, connectionId)
  await middleware.stop()
  process.send?.({
    seconds,
    cpuSeconds,
    peakRssMb: Math.round(peak / 2 ** 20),
    counters: initial?.counters,
    calls
  })
}

/** The initial sync's state, or what keeps the lane. The whole status counts every link, which takes its time from the sync. */
async function stateOf(db: Database, orgId: number): Promise<string | undefined> {
  const { rows } = await db.withOrg(orgId, (tx) =>
    sql<{ state: string }>`
      select coalesce((select max(trouble) from leases where not_before > now()),
        (select state from runs where cause = 'initial' order by run_id desc limit 1)) as state`.execute(tx)
  )
  return rows[0]?.state
}

process.on('message', (question: Question) => {
  void bringInStep(question)
})
process.on('SIGTERM', () => process.exit(0))
process.send?.({ ready: true })
