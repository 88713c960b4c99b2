import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { join, resolve } from 'node:path'
import type { Log } from '../log.ts'
import { fingerprint, root } from './sources.ts'

/** A finished build: its page, and the files beside it by name. */
export interface ConsoleBuild {
  readonly folder: string
  readonly page: string
  readonly files: ReadonlySet<string>
}
export type ConsoleState =
  | { readonly kind: 'ready'; readonly build: ConsoleBuild }
  | { readonly kind: 'building' }
  | { readonly kind: 'missing'; readonly said: string }

export interface ConsoleBuilds {
  /** The build of the sources as they are; started when there is none yet. */
  state(): ConsoleState
  stop(): Promise<void>
}

interface Options {
  readonly dataDir: string
  /** Sources are looked at again with every page, so that an edit shows when the page is loaded anew. */
  readonly development: boolean
  readonly log: Log
}

const toolChain = [
  'rolldown',
  'lwc',
  '@lwc/rollup-plugin',
  'lightning-base-components',
  '@salesforce-ux/design-system'
]
/** The build takes its time; the sync shall not notice. */
const LOW_PRIORITY = 10

/** Finds the console's build, or makes it in a process of its own. */
export function createConsoleBuilds({ dataDir, development, log }: Options): ConsoleBuilds {
  const shared = join(root, 'node_modules/.cache/console')
  const places = [shared, resolve(dataDir, 'console')]
  let wanted: string | undefined
  let ready: (ConsoleBuild & { name: string }) | undefined
  let child: ChildProcess | undefined
  let failure: { name: string; said: string } | undefined

  const start = (name: string) => {
    const out = places.find(writable) ?? shared
    log.info({ out }, 'the console is being built')
    const running = spawn(process.execPath, [join(root, 'scripts/build-console.ts'), '--out', out], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe']
    })
    child = running
    if (running.pid !== undefined) setPriority(running.pid, LOW_PRIORITY)
    let complaint = ''
    running.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)))
    running.once('error', (error) => (complaint = error.message))
    running.once('close', (code, signal) => {
      child = undefined
      if (code === 0 || signal !== null) return
      log.error({ complaint }, 'the console could not be built')
      const said = development ? complaint : 'The log of the middleware says why.'
      failure = { name, said: `The console could not be built. ${said}` }
    })
  }

  return {
    state() {
      if (wanted === undefined || development) wanted = fingerprint()
      const name = wanted
      if (ready?.name === name) return { kind: 'ready', build: ready }
      const found = places
        .map((place) => join(place, name))
        .find((path) => existsSync(join(path, 'index.html')))
      if (found !== undefined) {
        ready = { name, ...readBuild(found) }
        return { kind: 'ready', build: ready }
      }
      if (failure?.name === name) return { kind: 'missing', said: failure.said }
      if (child === undefined) {
        const absent = toolChain.filter((tool) => !existsSync(join(root, 'node_modules', tool)))
        if (absent.length > 0) return { kind: 'missing', said: notInstalled(absent) }
        start(name)
      }
      return { kind: 'building' }
    },
    async stop() {
      if (child === undefined) return
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }
  }
}

const notInstalled = (absent: readonly string[]): string =>
  `The console was not built, and what builds it is not installed (${absent.join(', ')}). ` +
  'Run "npm install" with the development dependencies and then "npm run build:console", or build it elsewhere and copy node_modules/.cache/console.'

function readBuild(folder: string): ConsoleBuild {
  return {
    folder: join(folder, 'assets'),
    page: readFileSync(join(folder, 'index.html'), 'utf8'),
    files: new Set(readdirSync(join(folder, 'assets')))
  }
}

function writable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
