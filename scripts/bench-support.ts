import { fork } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import manifest from '../package.json' with { type: 'json' }
import { startEmbedded } from '../middleware/database/embedded.ts'

/** What a bench measures: the same work done bare (`floor`) and by the product, both in `unit`; `ratio` is product to floor. */
export interface BenchResult {
  readonly bench: string
  readonly unit: string
  readonly floor: number
  readonly product: number
  readonly ratio: number
  readonly peakRssMb: number
  readonly [extra: string]: unknown
}

export interface BenchOptions {
  /** A short run that shows that the bench works; its figures mean little. */
  readonly quick: boolean
  /** How much of whatever the bench works on, and how many per cent of it changed; each bench has its own default. */
  readonly rows?: number
  readonly changed?: number
  readonly say: (line: string) => void
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** Slope of the least-squares line through (x, y). */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
  const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))]
  const along = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0)
  return along / points.reduce((sum, [px]) => sum + (px - x) ** 2, 0)
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

/** A real PostgreSQL of its own, empty, on this machine's disk; removed by `stop`. */
export async function temporaryPostgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bothways-bench-'))
  // The database's unprivileged user has to pass through it.
  await chmod(folder, 0o711)
  const cluster = await startEmbedded(folder)
  return {
    url: cluster.url,
    async stop() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** Runs `work` on one connection as whoever the address logs in. */
export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** One line about where the figures come from: they hold for nowhere else. */
export async function machine(url: string): Promise<string> {
  const { rows } = await onDatabase(url, (client) =>
    client.query<{ server_version: string }>('show server_version')
  )
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GB, Node ${process.versions.node}, PostgreSQL ${rows[0]?.server_version ?? '?'}`
}

/** A script of this folder in a process of its own, asked by messages one at a time. */
export interface Worker {
  readonly hello: unknown
  ask(question: object): Promise<unknown>
  stop(): Promise<void>
}

/**
 * A node is measured as `npm start` starts it: its flags keep V8 from letting a batch's garbage grow to hundreds of megabytes,
 * its environment keeps the C library from setting memory aside for each thread, and modules from being compiled at each start.
 */
const wordsOfStart = manifest.scripts.start.split(' ')
const flagsOfStart = wordsOfStart.filter((word) => word.startsWith('--'))
const environmentOfStart = Object.fromEntries(
  wordsOfStart.slice(0, wordsOfStart.indexOf('node')).map((word) => word.split('='))
) as Readonly<Record<string, string>>

/** The script must send one message when it is ready, given as `hello`, then one answer to each message. */
export async function startWorker(script: string, ...args: readonly string[]): Promise<Worker> {
  const isNode = script.endsWith('-node-server.ts')
  const child = fork(new URL(script, import.meta.url), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc', ...(isNode ? flagsOfStart : [])],
    ...(isNode && { env: { ...process.env, ...environmentOfStart } })
  })
  const gone = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code ?? 'a signal'}`)))
  })
  gone.catch(() => undefined)
  const message = () =>
    Promise.race([new Promise<unknown>((resolve) => child.once('message', resolve)), gone])
  return {
    hello: await message(),
    ask(question) {
      const answer = message()
      child.send(question)
      return answer
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await exit
    }
  }
}
