import { pruneInbox } from '../database/inbox.ts'
import { preparePartitions } from '../database/open.ts'
import { listConnections } from '../database/connections.ts'
import type { Engine } from './engine.ts'

const EVERY_MS = 3_600_000

/** Keeps the store in shape while a node runs: months of history are made ahead, answered hints are cleared. Any node may do it, or all. */
export function startUpkeep({ db, log }: Engine): () => void {
  const upkeep = async () => {
    await preparePartitions(db.system)
    const orgs = new Set((await listConnections(db)).map((one) => one.orgId))
    for (const orgId of orgs) await pruneInbox(db, orgId)
  }
  const timer = setInterval(() => {
    upkeep().catch((error: unknown) =>
      log.warn({ err: error }, 'the upkeep failed; it comes again in an hour')
    )
  }, EVERY_MS)
  return () => clearInterval(timer)
}
