import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PracticeWorld } from '../test/support/practice-world.ts'

interface Arrival {
  readonly at: Date
  readonly sf_id: string
  readonly line: string
  readonly value_from: string | null
  readonly value_to: string | null
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** Tells of every value that is written outside, until it is stopped. */
export async function printArrivals(
  { middleware, connections }: PracticeWorld,
  say: (text: string) => void,
  stopped: AbortSignal
): Promise<void> {
  const orgs = new Set(connections.map((one) => one.orgId))
  let since = new Date()
  while (!stopped.aborted) {
    for (const orgId of orgs) {
      const arrived = await middleware.engine.db.withOrg(orgId, async (tx) => {
        const { rows } = await sql<Arrival>`
          select e.at, l.sf_id, e.line, e.value_from, e.value_to
          from events e join links l on l.org_id = e.org_id and l.pair_id = e.pair_id and l.link_id = e.link_id
          where e.org_id = ${orgId} and e.at > ${since} order by e.at limit 100`.execute(tx)
        return rows
      })
      for (const one of arrived) {
        if (one.at > since) since = one.at
        say(
          `${time.format(one.at)}  Contact ${one.sf_id}  ${one.line}: ${shown(one.value_from)} → ${shown(one.value_to)}\n`
        )
      }
    }
    await sleep(200, undefined, { signal: stopped }).catch(() => undefined)
  }
}

const shown = (value: string | null) => (value === null ? 'blank' : `"${value}"`)
