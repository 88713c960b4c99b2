import { setTimeout as sleep } from 'node:timers/promises'
import { loadConnection } from '../database/connections.ts'
import { loadAddressKey } from '../database/consent.ts'
import { closeUnmapped, isPressed, restHints } from '../database/inbox.ts'
import { clearTroubles, restLane, troublesOf, type LaneKey } from '../database/lease.ts'
import { clearAnnounced, FenceLostError } from '../database/record.ts'
import { beginDue, resyncBegun, resyncWanted, shortenAfterGap } from '../database/schedules.ts'
import { gatherMs, type LaneName } from './budget.ts'
import type { AddressKey } from '../secrets/address-key.ts'
import { connectionScope, laneScope } from './calls.ts'
import { callConsent, optOuts } from './capture-consent.ts'
import { externalHints, notifications, pollChanges, readOutside, type Source } from './capture.ts'
import { manyChanged } from './capture-many.ts'
import { everything, requestInitial } from './capture-whole.ts'
import { ScanStoppedError } from './stopped.ts'
import { EmptyScanError } from '../database/differences.ts'
import { endOrphans, endRun } from '../database/runs.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { laneName, lanes } from './lanes.ts'
import { liveLook } from './look.ts'
import { limiting } from './limiter.ts'
import { withNames } from './learn-names.ts'
import { holdLease, type Lease } from './lease.ts'
import { pressed } from './plan-lane.ts'
import { restAfter } from './rest.ts'
import { createPurse } from './purse.ts'
import { readRules } from './rules.ts'
import { scheduleRefresh } from './refresh.ts'
import { run } from './run.ts'
import { scheduleOf } from './schedule.ts'
import type { LaneWork, PairWork } from './work.ts'

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
    // Also where the lane may not work now: what a dead node left on the wire would keep other lanes from those records.
    await clearAnnounced(engine.db, lease.held)
    const work = await prepare(engine, lease, log, abort)
    if (work === null) return (await lease.release()) ? 'idle' : 'more'
    await endOrphans(engine.db, lease.held)
    const endsAt = performance.now() + TURN_MS
    const ending = AbortSignal.any([stopping, lease.changed])
    do {
      const worked = await turnOf(work, ending)
      if (worked > 0) await clearTroubles(engine.db, key)
      if (ending.aborted || performance.now() > endsAt) {
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
export async function prepare(
  engine: Engine,
  lease: Lease,
  log: LaneWork['log'],
  abort: AbortSignal
): Promise<LaneWork | null> {
  const { db, sealer, sessions, calls, now } = engine
  const { orgId, connectionId, lane } = lease.held
  const loaded = await loadConnection(db, orgId, connectionId)
  if (loaded === null || (loaded.state !== 'active' && lane !== lanes.consent)) return null
  const signal = AbortSignal.any([lease.signal, abort])
  const session = sessions.of(loaded).forLane(laneScope(connectionId, laneName(lane)))
  const stored = await withNames(db, loaded, session, now(), signal)
  const connection = openConnection(stored, sealer, engine)
  const counted = calls.counting(connection.context(signal), orgId, connectionScope(connectionId))
  const context = limiting(counted, (path) => engine.limiters.of(connection, path))
  const doors = { connection, session, context, signal, alive: lease.alive }
  let key: Promise<AddressKey> | undefined
  const addressKey = () => (key ??= loadAddressKey(db, sealer, orgId))
  const isPaused = stored.state !== 'active'
  const rules = readRules(stored.rules)
  const countsRecords = connection.connector.limits.quotaUnit === 'record'
  const purse = createPurse(
    engine,
    { orgId, connectionId, lane: laneName(lane) as LaneName },
    rules,
    countsRecords,
    session
  )
  return {
    ...doors,
    db,
    held: lease.held,
    now,
    log,
    look: liveLook(doors),
    addressKey,
    isPaused,
    rules,
    purse
  }
}

function turnOf(work: LaneWork, stopping: AbortSignal): Promise<number> {
  if (work.held.lane === lanes.consent) return consent(work, stopping)
  if (work.held.lane === lanes.pressed) return pressed(work, stopping)
  return work.held.lane >= lanes.backfill ? backfill(work, stopping) : live(work, stopping)
}

/** Opt-outs, past everything that waits. */
async function consent(work: LaneWork, stopping: AbortSignal): Promise<number> {
  let worked = 0
  for (const pair of work.connection.pairs)
    for (const source of await optOuts({ ...work, pair }))
      if (!stopping.aborted) worked += await run({ ...work, pair }, source, stopping)
  return worked
}

/** Hints first, then the poll if it is due. A short wait gathers hints, so that one read serves many. */
async function live(work: LaneWork, stopping: AbortSignal): Promise<number> {
  // Somebody who pressed a button watches.
  const gather = (await isPressed(work.db, work.held))
    ? gatherMs(undefined)
    : gatherMs(await work.purse.left())
  await sleep(gather, undefined, { signal: work.signal })
  const mapped = {
    salesforce: work.connection.pairs.map((pair) => pair.spec.salesforce),
    external: work.connection.pairs.map((pair) => pair.spec.external)
  }
  const stray = await closeUnmapped(work.db, work.held, mapped)
  if (stray > 0)
    work.log.warn(
      { stray, mapped: mapped.salesforce },
      'messages about objects that nobody maps: switch them off in Salesforce'
    )
  let worked = stray
  await callConsent(work)
  const awake = work.connection.pairs.filter((pair) => !work.connection.resting.has(pair.pairId))
  if (work.connection.resting.size > 0) await restHints(work.db, work.held)
  for (const pair of awake) {
    const own = { ...work, pair }
    await beginDue(own.db, own.held, pair.pairId)
    const many = stopping.aborted ? null : await manyChanged(own)
    if (many !== null) worked += await run(own, many, stopping)
    worked += await run(own, notifications(own), stopping)
    worked += stopping.aborted ? 0 : await run(own, externalHints(own), stopping)
    for (const due of [pollChanges, manyChanged, readOutside]) {
      const source = stopping.aborted ? null : await due(own)
      if (source === null) continue
      if (source.cause === 'poll') await resync(own)
      worked += await run(own, source, stopping)
      if (source.cause === 'poll') await scheduleRefresh(own)
      if (source.cause === 'poll') await shortenAfterGap(own.db, own.held, pair.pairId, pollsOften(own))
    }
  }
  return worked
}

/** Everything again, where somebody asked for it at the next tick. */
async function resync(work: PairWork): Promise<void> {
  const { db, held, pair } = work
  if (!(await resyncWanted(db, held.orgId, pair.pairId))) return
  await requestInitial(work)
  await resyncBegun(db, held.orgId, pair.pairId)
}

const pollsOften = ({ rules, connection }: LaneWork): boolean =>
  scheduleOf('salesforce', rules, connection.connector).kind === 'interval'

async function backfill(work: LaneWork, stopping: AbortSignal): Promise<number> {
  let worked = 0
  for (const pair of work.connection.pairs) {
    const own = { ...work, pair }
    const source = stopping.aborted ? null : await everything(own)
    if (source !== null)
      worked += await run(own, source, stopping).catch((error: unknown) => stopped(own, source, error))
  }
  return worked
}

/** A scan that a person has to judge ends with its reason; what it found is planned again on demand. */
async function stopped({ db, held, log }: PairWork, { runId }: Source, error: unknown): Promise<number> {
  if (!(error instanceof ScanStoppedError || error instanceof EmptyScanError) || runId === undefined)
    throw error
  log.warn({ runId, reason: error.message }, 'a comparison of everything stopped, nothing was written')
  await endRun(db, held.orgId, runId, error.message)
  return 0
}
