import type { Lane } from '../sync/lanes.ts'
import type { LaneKey } from './lease.ts'
import type { Database } from './open.ts'

/** Lanes of any org that have something to do and that nobody works on. */
export async function dueLanes(db: Database): Promise<LaneKey[]> {
  const rows = await db.system.selectFrom('due_work').selectAll().execute()
  return rows.map((row) => ({ orgId: row.org_id, connectionId: row.connection_id, lane: row.lane as Lane }))
}

/** How many hints wait, by connection; connections without any are left out. */
export async function waitingHints(db: Database) {
  return db.system
    .selectFrom('inbox')
    .select([
      'org_id as orgId',
      'connection_id as connectionId',
      (e) => e.fn.countAll<number>().as('waiting')
    ])
    .where('state', '=', 0)
    .groupBy(['org_id', 'connection_id'])
    .execute()
}

/** Pairs whose sides were compared whole, and how many of their linked records agreed. */
export async function agreements(db: Database) {
  return db.system
    .selectFrom('pairs')
    .select([
      'org_id as orgId',
      'connection_id as connectionId',
      'pair_id as pairId',
      'compared_links as links',
      'equal_links as equal',
      'compared_at as at'
    ])
    .where('compared_at', 'is not', null)
    .execute()
}
