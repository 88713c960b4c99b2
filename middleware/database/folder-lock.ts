import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** `held` is false for a visitor who found a live owner: it uses what is there and changes nothing. */
export interface FolderLock {
  readonly held: boolean
  release(): Promise<void>
}

/**
 * One process at a time owns a data folder; the lock file holds its process id.
 * A lock whose process is gone is taken over. A live owner refuses everybody but a visitor.
 */
export async function claimFolder(folder: string, visit: boolean): Promise<FolderLock> {
  const file = join(folder, 'node.lock')
  const release = async () => {
    await rm(file, { force: true })
  }
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
      return { held: true, release }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => '0'))
    if (owner !== process.pid && (await commandLine(owner)).includes('node')) {
      if (visit) return { held: false, release: async () => undefined }
      throw new Error(
        `Another Bothways (process ${owner}) uses ${folder}. Stop it, or give this one a folder of its own with BOTHWAYS_DATA_DIR, or let both share a server with DATABASE_URL.`
      )
    }
    await rm(file, { force: true })
  }
  throw new Error(`${file} keeps being taken by other processes that start at the same time. Start again.`)
}

/** The command line of a process; empty when it does not exist. */
export async function commandLine(pid: number): Promise<string> {
  if (!(pid > 0)) return ''
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
  } catch {
    // No /proc (macOS): ask ps.
  }
  return new Promise((done) => {
    execFile('ps', ['-p', String(pid), '-o', 'args='], (_error, output) => done(output))
  })
}
