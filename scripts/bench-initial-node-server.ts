import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../middleware/config.ts'
import { connectionStatus } from '../middleware/database/status.ts'
import { createLog } from '../middleware/log.ts'
import { startMiddleware } from '../middleware/main.ts'
import { connect, startInitialSync } from '../middleware/sync/connect.ts'
import { lanes } from '../middleware/sync/lanes.ts'

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
  await startInitialSync(engine, orgId, connectionId)
  waker.wake({ orgId, connectionId, lane: lanes.backfill })
  for (;;) {
    const { initial, troubles, calls } = await connectionStatus(engine.db, orgId, connectionId)
    if (initial?.state === 'done') {
      const seconds = (performance.now() - begun) / 1000
      await middleware.stop()
      process.send?.({ seconds, peakRssMb: Math.round(peak / 2 ** 20), counters: initial.counters, calls })
      return
    }
    if (troubles.length > 0) throw new Error(troubles.map((one) => one.trouble).join('; '))
    await sleep(100)
  }
}

process.on('message', (question: Question) => {
  void bringInStep(question)
})
process.on('SIGTERM', () => process.exit(0))
process.send?.({ ready: true })
