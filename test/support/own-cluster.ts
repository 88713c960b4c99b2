import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbedded, type Embedded } from '../../middleware/database/embedded.ts'

/** A PostgreSQL of one's own, to be crashed. */
export interface OwnCluster {
  readonly url: string
  /** Ends the server at once, as a crash would, and starts it again: it recovers from its log. `meanwhile` runs while it is down. */
  crash(meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export async function startOwnCluster(): Promise<OwnCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'bothways-crash-'))
  await chmod(folder, 0o711)
  let server: Embedded = await startEmbedded(folder)
  const pidFile = join(folder, 'postgres', 'data', 'postmaster.pid')
  return {
    url: server.url,
    async crash(meanwhile) {
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0])
      // SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, no goodbye.
      process.kill(pid, 'SIGQUIT')
      while (isAlive(pid)) await sleep(10)
      await meanwhile?.()
      server = await startEmbedded(folder)
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
