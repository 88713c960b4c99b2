import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { SentLine } from '../sync/change.ts'
import type { Database } from './open.ts'

/** A write whose answer never came, and until when it may still land. */
export interface SentCreate {
  readonly sent: readonly SentLine[]
  readonly landsBy: Date
}

/** What records without a link were to be made with, or brought in step with, in writes whose answer never came; by record key. */
export async function sentCreates(
  db: Database,
  orgId: number,
  pairId: number,
  keys: readonly string[]
): Promise<Map<string, SentCreate>> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<SentCreate & { key: string }>`
      select record_key as key, sent, free_at as "landsBy" from operations
      where org_id = ${orgId} and pair_id = ${pairId} and state = 'uncertain' and kind in ('create', 'link', 'made') and sent is not null and record_key = any(${[...keys]})`.execute(
      tx
    )
    return new Map(rows.map((row) => [row.key, row]))
  })
}

/** A create on the wire, or one whose answer never came. */
export interface OpenCreate {
  /** The create's value of the line, as it is on the side where it makes a record. */
  readonly value: string
  /** When it is known whether it landed; null while it is on the wire. */
  readonly landsBy: Date | null
}

/**
 * Creates that make, or may have made, a record on `side` with one of these values in a line, whatever the record they are made
 * of holds by now. Those of the other direction, which may be a whole batch on the wire, are passed over by their keys.
 */
export async function openCreates(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  line: string,
  values: readonly string[]
): Promise<readonly OpenCreate[]> {
  const isThere = side === 'salesforce' ? sql`o.record_key >= 'ext:' and o.record_key < 'ext;'` : sql`(o.record_key < 'ext:' or o.record_key >= 'ext;')` // prettier-ignore
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<OpenCreate>`
      select s.value, case when o.state = 'uncertain' then o.free_at end as "landsBy"
      from operations o, lateral (
        select e ->> ${side}::text as value from json_array_elements(o.sent) as e where e ->> 'line' = ${line} and e ->> 'side' = ${side}::text) s
      where o.org_id = ${orgId} and o.pair_id = ${pairId} and ${isThere} and o.kind in ('create', 'link', 'made') and o.sent is not null
        and lower(s.value) = any(${values.map((one) => one.toLowerCase())})`.execute(tx)
    return rows
  })
}
