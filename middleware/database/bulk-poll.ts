import { sql } from 'kysely'
import { lanes } from '../sync/lanes.ts'
import type { Database } from './open.ts'
import { fenced, type Held } from './record.ts'
import type { RunKey, Tick } from './runs.ts'
import type { Scan } from './scans.ts'

/** A poll that goes by a bulk query and is under way; `after` is the number of the last row that is recorded. */
export interface BulkPoll {
  readonly runId: number
  readonly after: number
}

/** The one poll whose run has a page of its own: the others keep theirs beside the pair. */
export async function bulkPollOf(db: Database, orgId: number, pairId: number): Promise<BulkPoll | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<BulkPoll>`
      select run_id as "runId", page_cursor::bigint as after from runs
      where org_id = ${orgId} and pair_id = ${pairId} and lane = ${lanes.live} and cause = 'poll' and state = 'running'
        and page_cursor is not null
      order by run_id limit 1`.execute(tx)
    return rows[0] ?? null
  })
}

/** Opens a run for it, for the tick that stood when it began; what is changed from `until` on is left for the poll after it. */
export async function beginBulkPoll(
  db: Database,
  key: RunKey,
  until: Date,
  { stored }: Tick
): Promise<BulkPoll> {
  return fenced(
    db.withOrg(key.orgId, async (tx) => {
      await sql`
      update pairs set scan_to = coalesce(scan_to, ${until}), poll_tick = coalesce(poll_tick, ${stored})
      where org_id = ${key.orgId} and pair_id = ${key.pairId}`.execute(tx)
      const { rows } = await sql<BulkPoll>`
      insert into runs (org_id, connection_id, pair_id, lane, cause, page_cursor)
      values (${key.orgId}, ${key.connectionId}, ${key.pairId}, ${key.lane}, 'poll', '0')
      returning run_id as "runId", 0 as after`.execute(tx)
      const [run] = rows
      if (run === undefined) throw new Error('The run was not stored.')
      return run
    })
  )
}

/**
 * Closes the messages about records that a scan shows, where they were stored before it began: the scan saw what they tell
 * of. Retries are left, and so is whatever is not in the scan. All in one statement, once all of the scan is recorded.
 */
export async function closeShown(db: Database, held: Held, scan: Scan, object: string): Promise<void> {
  const { orgId, connectionId, lane, fence } = held
  await fenced(
    db.withClient(orgId, async (client) => {
      await client.query('select hold_fence($1, $2, $3, $4)', [orgId, connectionId, lane, fence])
      await client.query(
        `update inbox set state = 1
         where org_id = $1 and connection_id = $2 and state = 0 and lane = $3 and side = 'salesforce' and object = $4
           and tries = 0 and position(':' in notification_id) = 0
           and at < (select began_at from scans where org_id = $1 and run_id = $5 and side = 'salesforce')
           and record_id in (select id from ${scan.table})`,
        [orgId, connectionId, lane, object, scan.runId]
      )
    })
  )
}
