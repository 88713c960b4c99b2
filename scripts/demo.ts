import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../middleware/config.ts'
import { startEmbedded } from '../middleware/database/embedded.ts'
import { connectionStatus } from '../middleware/database/status.ts'
import { createLog } from '../middleware/log.ts'
import { lanes } from '../middleware/sync/lanes.ts'
import { startInitialSync } from '../middleware/sync/connect.ts'
import { printArrivals } from './demo-arrivals.ts'
import { howToEdit, progress, summaryTable } from './demo-text.ts'
import { summarise, type Summary } from './demo-summary.ts'
import {
  startPracticeWorld,
  type PracticeConnection,
  type PracticeWorld
} from '../test/support/practice-world.ts'

const usage = `npm run demo -- [--once] [--json] [--contacts N]
  --once        end after the initial sync
  --json        one JSON object a line, no prose
  --contacts N  how many contacts the practice org starts with (5000)`

/** Somebody who starts the demo may come back to it after lunch. */
const SIGN_IN_MS = 24 * 3_600_000

interface Options {
  readonly once: boolean
  readonly json: boolean
  readonly contacts: number
}

async function demo(options: Options, stopped: AbortSignal): Promise<boolean> {
  const say = (text: string) => {
    if (!options.json) process.stdout.write(text)
  }
  say('Starting PostgreSQL, a practice org, the doubles and the middleware …\n')
  const config = readConfig({
    ...process.env,
    PORT: '0',
    BOTHWAYS_DEVELOPMENT: 'true',
    BOTHWAYS_DATA_DIR: await freshFolder(),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn'
  })
  const world = await startPracticeWorld(config, createLog(config.logLevel, process.stderr), options.contacts)
  try {
    const { org, middleware, connections } = world
    // Built beside the initial sync; by its end the page is there.
    middleware.console.state()
    const link = await middleware.signInLink(SIGN_IN_MS)
    emit(options, {
      event: 'ready',
      org: org.url,
      middleware: middleware.url,
      console: link,
      connections: connections.map(({ connector, intake, double }) => ({
        connector,
        intake,
        double: double.url
      }))
    })
    say(`  practice org  ${org.url}\n  middleware    ${middleware.url ?? ''}\n`)
    for (const { label, double } of connections) say(`  ${label.padEnd(13)} ${double.url} (double)\n`)

    const summaries: Summary[] = []
    for (const connection of connections) summaries.push(await initialSync(world, connection, say, stopped))
    for (const summary of summaries) emit(options, { event: 'synced', ...summary.line })
    say(`\n${summaryTable(summaries)}\n`)
    if (!options.once && !stopped.aborted) {
      say(await howToEdit(world))
      say(`The console; this address signs you in, once:\n\n  ${link}\n\n`)
      await printArrivals(world, say, stopped)
    }
    return summaries.every((summary) => summary.line.failed === 0)
  } finally {
    say('\nStopping …\n')
    await world.stop()
  }
}

/** Runs the initial sync of one connection and waits for its end. */
async function initialSync(
  world: PracticeWorld,
  connection: PracticeConnection,
  say: (text: string) => void,
  stopped: AbortSignal
): Promise<Summary> {
  const { engine, waker } = world.middleware
  const { orgId, connectionId, label } = connection
  const begun = performance.now()
  await startInitialSync(engine, orgId, connectionId)
  waker.wake({ orgId, connectionId, lane: lanes.backfill })
  for (;;) {
    const { initial } = await connectionStatus(engine.db, orgId, connectionId)
    say(progress(label, initial))
    if (initial?.state !== 'running') break
    if (stopped.aborted) throw new Error('Stopped before the initial sync was done.')
    await sleep(100)
  }
  return summarise(engine, connection, (performance.now() - begun) / 1000)
}

/** An empty data folder. A server that a killed demo left behind is stopped first. */
async function freshFolder(): Promise<string> {
  const folder = resolve('.bothways', 'demo')
  const left = await startEmbedded(folder)
  await left.stop()
  await rm(folder, { recursive: true, force: true })
  return folder
}

function emit({ json }: Options, event: object): void {
  if (json) process.stdout.write(`${JSON.stringify(event)}\n`)
}

function readOptions(): Options {
  const flags = {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    contacts: { type: 'string', default: '5000' }
  } as const
  const { values } = parseArgs({ options: flags })
  const contacts = Number(values.contacts)
  if (!Number.isInteger(contacts) || contacts < 1 || contacts > 1_000_000)
    throw new TypeError('--contacts must be a whole number from 1 to 1000000')
  return { once: values.once, json: values.json, contacts }
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exit(2)
}
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort())
try {
  const clean = await demo(options, stopped.signal)
  process.exitCode = clean || stopped.signal.aborted ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = stopped.signal.aborted ? 0 : 1
}
