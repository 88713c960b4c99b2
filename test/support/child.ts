import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', 'middleware', 'main.ts')

/** A middleware in a process of its own, to be killed. */
export interface Child {
  readonly pid: number
  /** Everything it logged, for the message of a test that fails. */
  log(): string
  /** SIGKILL: no clean-up of any kind. */
  kill(): Promise<void>
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
}

/** Starts `npm start`'s program (or another that says the same when it is ready) with this environment. */
export async function startChild(env: Readonly<Record<string, string>>, program = main): Promise<Child> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  const ready = new Promise<void>((done, fail) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Bothways is ready')) done()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`The middleware ended with ${code}:\n${said}`)))
  })
  await ready
  return {
    pid: child.pid ?? 0,
    log: () => said,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM')
  }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  return (await exited)[0]
}
