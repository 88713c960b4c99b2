import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PracticeWorld } from '../test/support/practice-world.ts'

/** The values that were written to one side of one record at once. */
interface Arrival {
  /** With its microseconds, which a Date would cut off. */
  readonly at: string
  readonly link_id: string
  readonly sf_id: string
  readonly side: 'salesforce' | 'external'
  readonly written: readonly {
    readonly line: string
    readonly from: string | null
    readonly to: string | null
  }[]
}

type Point = Pick<Arrival, 'at' | 'link_id' | 'side'>

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const number = new Intl.NumberFormat()

/** Above so many records at a look, it is a wave that nobody reads line by line: it is counted, and told when it has passed. */
const WAVE = 10
const CALM_MS = 8000
const PAGE = 2000

/** Tells of every value that is written on either side, until it is stopped. */
export async function printArrivals(
  { middleware, connections }: PracticeWorld,
  say: (text: string) => void,
  stopped: AbortSignal
): Promise<void> {
  const orgs = new Set(connections.map((one) => one.orgId))
  const label = connections[0]?.label ?? 'outside'
  const beginning: Point = { at: new Date().toISOString(), link_id: '0', side: 'external' }
  const reached = new Map<number, Point>()
  const wave = { records: 0, values: 0, until: 0 }
  const tellWave = () => {
    if (wave.records === 0 || performance.now() < wave.until) return
    say(
      `${number.format(wave.values)} values of ${number.format(wave.records)} contacts came back: ids, scores and states that ${label} has for them now.\n`
    )
    wave.records = wave.values = 0
  }
  while (!stopped.aborted) {
    for (const orgId of orgs) {
      const arrived = await arrivals(middleware, orgId, reached.get(orgId) ?? beginning)
      const last = arrived.at(-1)
      if (last !== undefined) reached.set(orgId, last)
      if (arrived.length > WAVE) {
        wave.records += arrived.length
        wave.values += arrived.reduce((sum, one) => sum + one.written.length, 0)
        wave.until = performance.now() + CALM_MS
        continue
      }
      tellWave()
      for (const one of arrived) say(told(one, label))
    }
    await sleep(300, undefined, { signal: stopped }).catch(() => undefined)
  }
}

async function arrivals(
  { engine: { db } }: PracticeWorld['middleware'],
  orgId: number,
  after: Point
): Promise<readonly Arrival[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<Arrival>`
      select e.at::text, e.link_id::text, l.sf_id, e.side,
        json_agg(json_build_object('line', e.line, 'from', e.value_from, 'to', e.value_to) order by e.line) as written
      from events e join links l on l.org_id = e.org_id and l.pair_id = e.pair_id and l.link_id = e.link_id
      where e.org_id = ${orgId} and e.line <> '' and (e.at, e.link_id, e.side) > (${after.at}::timestamptz, ${after.link_id}::bigint, ${after.side})
      group by e.at, e.link_id, l.sf_id, e.side order by e.at, e.link_id, e.side limit ${PAGE}`.execute(tx)
    return rows
  })
}

function told({ at, sf_id, side, written }: Arrival, label: string): string {
  const values = written.map(({ line, from, to }) => `${line}: ${shown(from)} → ${shown(to)}`).join(', ')
  return `${time.format(new Date(at))}  Contact ${sf_id}  to ${side === 'external' ? label : 'Salesforce'}  ${values}\n`
}

const shown = (value: string | null) => (value === null ? 'blank' : `"${value}"`)
