import { setTimeout as sleep } from 'node:timers/promises'
import { loadConnection } from '../database/connections.ts'
import { closeUnmapped } from '../database/inbox.ts'
import { clearTroubles, restLane, troublesOf, type LaneKey } from '../database/lease.ts'
import { clearAnnounced, FenceLostError } from '../database/record.ts'
import { gatherMs } from './budget.ts'
import { connectionScope } from './calls.ts'
import { everything, notifications, pollChanges } from './capture.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { laneName, lanes } from './lanes.ts'
import { holdLease, type Lease } from './lease.ts'
import { restAfter } from './rest.ts'
import { run } from './run.ts'
import type { LaneWork } from './work.ts'

/** A turn ends after about this long, so that a long backlog never holds a node's slot against others. */
const TURN_MS = 55_000

/** How a turn at a lane ended: nothing was left to do, more is left, or another node has it. */
export type Turn = 'idle' | 'more' | 'taken'

/**
 * Works on a connection's lane while it is this node's: takes the lease, runs what is due, gives it back.
 * A failure that every record would meet puts the lane to rest; it is woken when its time has come.
 * @param stopping asked between batches; a turn then ends as soon as its batch is recorded
 */
export async function workLane(
  engine: Engine,
  key: LaneKey,
  stopping: AbortSignal,
  abort: AbortSignal
): Promise<Turn> {
  const lease = await holdLease(engine.db, key, engine.node)
  if (lease === null) return 'taken'
  const log = engine.log.child({ org: key.orgId, connection: key.connectionId, lane: laneName(key.lane) })
  try {
    const work = await prepare(engine, lease, log, abort)
    if (work === null) return (await lease.release()) ? 'idle' : 'more'
    await clearAnnounced(engine.db, lease.held)
    const endsAt = performance.now() + TURN_MS
    do {
      const worked =
        key.lane === lanes.backfill ? await backfill(work, stopping) : await live(engine, work, stopping)
      if (worked > 0) await clearTroubles(engine.db, key)
      if (stopping.aborted || performance.now() > endsAt) {
        await lease.yield()
        return 'more'
      }
    } while (!(await lease.release()))
    return 'idle'
  } catch (error) {
    if (error instanceof FenceLostError || lease.signal.aborted) return 'taken'
    await clearAnnounced(engine.db, lease.held)
    if (abort.aborted) {
      await lease.yield()
      return 'more'
    }
    const rest = restAfter(error, await troublesOf(engine.db, key), engine.now())
    if (rest.surprise) log.error({ err: error }, 'the lane stopped for a reason nobody foresaw')
    else log.warn({ reason: rest.trouble, until: rest.until }, 'the lane rests')
    await restLane(engine.db, key, lease.held.fence, rest)
    return 'idle'
  } finally {
    lease.drop()
  }
}

/** Opens the connection for work; null when it was removed or paused meanwhile. */
async function prepare(
  engine: Engine,
  lease: Lease,
  log: LaneWork['log'],
  abort: AbortSignal
): Promise<LaneWork | null> {
  const { db, sealer, sessions, calls, now } = engine
  const { orgId, connectionId, lane } = lease.held
  const stored = await loadConnection(db, orgId, connectionId)
  if (stored?.state !== 'active') return null
  const connection = openConnection(stored, sealer, engine)
  const signal = AbortSignal.any([lease.signal, abort])
  const context = calls.counting(connection.context(signal), orgId, connectionScope(connectionId))
  const session = sessions.of(stored).forLane(laneName(lane))
  return { db, connection, session, context, held: lease.held, signal, alive: lease.alive, now, log }
}

/** Hints first, then the poll if it is due. A short wait gathers hints, so that one read serves many. */
async function live(engine: Engine, work: LaneWork, stopping: AbortSignal): Promise<number> {
  await sleep(gatherMs(engine.calls.limitsOf(work.held.orgId)), undefined, { signal: work.signal })
  const mapped = work.connection.pairs.map((pair) => pair.spec.salesforce)
  const stray = await closeUnmapped(work.db, work.held, mapped)
  if (stray > 0)
    work.log.warn({ stray, mapped }, 'messages about objects that nobody maps: switch them off in Salesforce')
  let worked = stray
  for (const pair of work.connection.pairs) {
    const own = { ...work, pair }
    worked += await run(own, notifications(own), stopping)
    const poll = stopping.aborted ? null : await pollChanges(own)
    if (poll !== null) worked += await run(own, poll, stopping)
  }
  return worked
}

async function backfill(work: LaneWork, stopping: AbortSignal): Promise<number> {
  let worked = 0
  for (const pair of work.connection.pairs) {
    const own = { ...work, pair }
    const source = stopping.aborted ? null : await everything(own)
    if (source !== null) worked += await run(own, source, stopping)
  }
  return worked
}
