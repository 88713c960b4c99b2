import { deletedConnections, forgetConnection } from '../database/delete-connection.ts'
import { tidyPlans } from '../database/plan-approval.ts'
import { pruneInbox } from '../database/inbox.ts'
import { preparePartitions } from '../database/open.ts'
import { sweepStaging } from '../database/scans.ts'
import { listConnections } from '../database/connections.ts'
import { dropOldMonths, forgetOld } from '../database/retention.ts'
import { tellOverdueWaits } from '../database/waits.ts'
import type { Engine } from './engine.ts'

const EVERY_MS = 3_600_000

/**
 * Keeps the store in shape while a node runs: months of history are made ahead and dropped when they are older than
 * `historyDays`, answered hints are cleared, and who has
 * waited too long for a parent is told. Any node may do it, or all.
 */
export function startUpkeep({ db, log }: Engine, historyDays: number): () => void {
  const upkeep = async () => {
    await preparePartitions(db.system)
    for (const key of await deletedConnections(db)) await forgetConnection(db, key)
    await sweepStaging(db)
    const orgs = new Set((await listConnections(db)).map((one) => one.orgId))
    for (const orgId of orgs) {
      await pruneInbox(db, orgId)
      await tellOverdueWaits(db, orgId)
      await forgetOld(db, orgId, historyDays)
      await tidyPlans(db, orgId, historyDays)
    }
    const dropped = await dropOldMonths(db, historyDays)
    if (dropped.length > 0) log.info({ dropped }, 'months of history that are over were dropped')
  }
  const timer = setInterval(() => {
    upkeep().catch((error: unknown) =>
      log.warn({ err: error }, 'the upkeep failed; it comes again in an hour')
    )
  }, EVERY_MS)
  return () => clearInterval(timer)
}
