import { sql } from 'kysely'
import type { Answer } from '../sync/change.ts'
import type { Turn } from '../sync/flip-flop.ts'
import type { Database } from './open.ts'

/** What is remembered of records that a merge has to know, beside their bases. */
export interface Remembered {
  /** Answers to conflicts, by record key. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>
  /** What was written to the lines of a link in the last day, oldest first, by link; only where there were several writes. */
  readonly turns: ReadonlyMap<number, readonly Turn[]>
}

/** One round trip for a batch of records; `links` are their links' ids. */
export async function remembered(
  db: Database,
  orgId: number,
  pairId: number,
  keys: readonly string[],
  links: readonly number[]
): Promise<Remembered> {
  return db.withOrg(orgId, async (tx) => {
    const { rows: answers } = await sql<Answer & { key: string }>`
      select answer_id as "answerId", record_key as key, line, take, salesforce, external from answers
      where org_id = ${orgId} and pair_id = ${pairId} and record_key = any(${[...keys]})`.execute(tx)
    const { rows: turns } = await sql<Turn & { linkId: number }>`
      select link_id as "linkId", line, side, value_to as value, kind from (
        select *, count(*) filter (where kind = 'written') over (partition by link_id, line) as writes from events
        where org_id = ${orgId} and link_id = any(${[...links]}::bigint[]) and at > now() - interval '24 hours'
          and pair_id = ${pairId} and kind in ('written', 'retried')
      ) as recent where writes >= ${LEAST} order by at`.execute(tx)
    return {
      answers: Map.groupBy(answers, (one) => one.key),
      turns: Map.groupBy(turns, (one) => one.linkId)
    }
  })
}

/** Fewer writes than this go nowhere near back and forth. */
const LEAST = 5
