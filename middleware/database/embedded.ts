import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { findBinaries, reachableFolder, type Binaries } from './binaries.ts'
import { claimFolder, commandLine } from './folder-lock.ts'

/** A running embedded server. `stop` ends it, unless somebody else's process uses it. */
export interface Embedded {
  readonly url: string
  /** This start found a server that a killed process had left behind. */
  readonly adopted: boolean
  /** `immediate` leaves out the last checkpoint: quick, and the next start replays what it would have written. */
  stop(how?: 'fast' | 'immediate'): Promise<void>
}

interface Memory {
  readonly port: number
  readonly password: string
}

/**
 * Starts PostgreSQL with its data under `dataDir`, or adopts the server that a killed process left running there.
 * One middleware at a time: a second one in the same folder is refused, unless it only `visits` (the command line),
 * in which case it shares a running server and leaves it running.
 */
export async function startEmbedded(dataDir: string, options: { visit?: boolean } = {}): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true })
  const lock = await claimFolder(dataDir, options.visit === true)
  try {
    const binaries = await findBinaries()
    const home = await reachableFolder(join(dataDir, 'postgres'), binaries.user)
    const cluster = join(home, 'data')
    const memory = await remember(dataDir, (password) => initialise(binaries, home, cluster, password))
    await refuseOtherMajor(binaries, cluster)
    const running = await runningPort(cluster)
    const port = running ?? (await start(binaries, home, cluster, memory.port))
    if (port !== memory.port) await writeMemory(dataDir, { ...memory, port })
    return {
      url: `postgres://postgres:${memory.password}@127.0.0.1:${port}/postgres`,
      adopted: running !== undefined,
      async stop(how = 'fast') {
        if (lock.held) await pgCtl(binaries, cluster, ['stop', '-m', how, '-w', '-t', '60'])
        await lock.release()
      }
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Port and password of this folder's server; made together with the cluster, so that one never exists without the other. */
async function remember(dataDir: string, initialise: (password: string) => Promise<void>): Promise<Memory> {
  const file = join(dataDir, 'postgres.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return JSON.parse(known) as Memory
  const memory = { port: await freePort(), password: randomBytes(24).toString('base64url') }
  await initialise(memory.password)
  await writeMemory(dataDir, memory)
  return memory
}

async function writeMemory(dataDir: string, memory: Memory): Promise<void> {
  const file = join(dataDir, 'postgres.json')
  await writeFile(`${file}.new`, JSON.stringify(memory), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

async function initialise(
  binaries: Binaries,
  home: string,
  cluster: string,
  password: string
): Promise<void> {
  // Whatever lies here belongs to a first start that did not end: nothing was ever stored in it.
  await rm(cluster, { recursive: true, force: true })
  await mkdir(dirname(home), { recursive: true, mode: 0o755 })
  await mkdir(home, { recursive: true, mode: 0o700 })
  if (binaries.user !== undefined) await chown(home, binaries.user.uid, binaries.user.gid)
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (binaries.user !== undefined) await chown(passwordFile, binaries.user.uid, binaries.user.gid)
  try {
    const flags = [
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8'
    ]
    // The built-in locale sorts the same on every machine, whatever the system's libraries are.
    const locale = [
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions'
    ]
    await execute(binaries, binaries.initdb, [`--pgdata=${cluster}`, ...flags, ...locale], home)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function refuseOtherMajor(binaries: Binaries, cluster: string): Promise<void> {
  const has = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  const brings = /\(PostgreSQL\) (\d+)/.exec(
    await execute(binaries, binaries.postgres, ['--version'], '/')
  )?.[1]
  if (brings === has) return
  throw new Error(
    `The data in ${cluster} was written by PostgreSQL ${has}, this version of Bothways brings ${brings ?? 'another'}. Start the version that wrote it, or set DATABASE_URL to a server that holds a copy of the data.`
  )
}

/** The port of a server that is alive in this cluster; undefined when there is none. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  if (!(pid > 0) || !(port > 0)) return undefined
  return (await commandLine(pid)).includes(cluster) ? port : undefined
}

async function start(binaries: Binaries, home: string, cluster: string, wanted: number): Promise<number> {
  const port = (await isFree(wanted)) ? wanted : await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    "unix_socket_directories=''",
    'max_connections=200',
    'max_wal_size=2GB',
    `shared_buffers=${sharedBuffers(totalmem())}MB`
  ]
  const flags = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(' ')
  await pgCtl(binaries, cluster, ['start', '-w', '-t', '60', '-l', join(home, 'server.log'), '-o', flags])
  return port
}

/**
 * Megabytes of the server's own cache, of a machine with so many bytes. The indexes of a million links do not fit in the 128 that
 * it has by itself; it shares the machine with the middleware, so it never takes more than a part.
 */
const sharedBuffers = (bytes: number): number =>
  Math.round(Math.min(1024, Math.max(128, bytes / 2 ** 20 / 24)))

async function pgCtl(binaries: Binaries, cluster: string, args: string[]): Promise<void> {
  await execute(binaries, binaries.pgCtl, ['-D', cluster, ...args], dirname(cluster))
}

/** Runs one of PostgreSQL's programs and gives its output; an unsuccessful end throws with what it said. */
async function execute(binaries: Binaries, program: string, args: string[], cwd: string): Promise<string> {
  // Output goes to a file-less pipe only for short-lived programs; the server itself is detached by pg_ctl and logs to a file.
  const child = spawn(program, args, {
    cwd,
    ...binaries.user,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('exit', done))
  child.stdout.destroy()
  child.stderr.destroy()
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${said.trim()}`)
  return said
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((done) => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.')
  return address.port
}
