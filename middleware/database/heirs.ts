import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import { idsFrom } from './links.ts'
import type { Database } from './open.ts'

/** What records that others refer to are linked to, by their id on `side`: only what is linked and there on both sides counts, and a retired id leads to the link that goes on for it. */
export async function parentPartnersOf(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  ids: readonly string[]
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const [own, other] = idsFrom(side)
    const { rows } = await sql<{ id: string; partner: string }>`
      with recursive heirs as (
        select ${own} as id, retired_into as heir from links
        where org_id = ${orgId} and pair_id = ${pairId} and state = 2 and ${own} = any(${[...ids]})
        union
        select h.id, l.retired_into from heirs h
        join links l on l.org_id = ${orgId} and l.pair_id = ${pairId} and l.link_id = h.heir and l.state = 2
      )
      select h.id, ${other} as partner from heirs h
      join links l on l.org_id = ${orgId} and l.pair_id = ${pairId} and l.link_id = h.heir and l.state = 0
      union all
      select ${own}, ${other} from links
      where org_id = ${orgId} and pair_id = ${pairId} and state = 0 and ${own} = any(${[...ids]})`.execute(tx)
    // The link of an id itself comes after what it may have been before.
    return new Map(rows.map((row) => [row.id, row.partner]))
  })
}

/** Which of these ids belonged to a link that is retired, and goes on as another one. */
export async function succeededOf(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  ids: readonly string[]
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  return db.withOrg(orgId, async (tx) => {
    const [own] = idsFrom(side)
    const { rows } = await sql<{ id: string }>`
      select ${own} as id from links
      where org_id = ${orgId} and pair_id = ${pairId} and state = 2 and retired_into is not null and ${own} = any(${[...ids]})`.execute(
      tx
    )
    return new Set(rows.map((row) => row.id))
  })
}
