import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

/** Clock ticks a second in /proc; Linux has told programs 100 for as long as it exists. */
const TICKS = 100

interface ProcessTimes {
  readonly parent: number
  /** In ticks: its own, and of children that ended and were waited for. */
  readonly own: number
  readonly ended: number
}

/** CPU seconds that this process has used. */
export function cpuOfProcess(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/**
 * CPU seconds of a PostgreSQL server on this machine, its backends and those that ended among them; `null` where the machine
 * has no /proc. The backend that answers tells the server: it is its parent.
 */
export async function cpuOfPostgres(url: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const server = timesOf(rows[0]?.pid ?? 0)?.parent
    if (server === undefined) return null
    for (;;) {
      const [backends, root] = [backendsOf(server), timesOf(server)]
      if (root === null) return null
      // One that ended meanwhile would count twice, or not at all.
      if (backendsOf(server).length !== backends.length) continue
      return backends.reduce((sum, one) => sum + one.own + one.ended, root.own + root.ended) / TICKS
    }
  } finally {
    await client.end()
  }
}

const backendsOf = (server: number): ProcessTimes[] =>
  readdirSync('/proc')
    .flatMap((name) => (/^\d+$/.test(name) ? (timesOf(Number(name)) ?? []) : []))
    .filter((one) => one.parent === server)

/** `null` for a process that is gone. Its name, in brackets, may hold anything; what follows are numbers. */
function timesOf(pid: number): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const at = (index: number) => Number(fields[index])
    return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) }
  } catch {
    return null
  }
}
