import type { Schedule, Side } from '../connectors/connector.ts'
import { loadConnection, type StoredConnection } from '../database/connections.ts'
import { loadRules, saveRules } from '../database/rules.ts'
import {
  pairTimes,
  setPaused,
  setTimes,
  wantResync,
  wantScan,
  type PairTimes
} from '../database/schedules.ts'
import { ConnectError, firstCommand, noConnection } from './connect-error.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { isReadOutside, type Pair } from './pair.ts'
import { readRules, type ConnectionRules } from './rules.ts'
import { nextRun, scheduleOf } from './schedule.ts'

export interface ConnectionKey {
  readonly orgId: number
  readonly connectionId: number
}

/** The rules of a connection, with every default, and their version. Throws `ConnectError`. */
export async function rulesOf(
  engine: Engine,
  { orgId, connectionId }: ConnectionKey
): Promise<{ readonly rules: ConnectionRules; readonly rev: number }> {
  const found = await loadRules(engine.db, orgId, connectionId)
  if (found === null) throw noConnection(orgId, connectionId)
  return { rules: readRules(found.rules), rev: found.rev }
}

/**
 * Stores rules, and sets when each pair that has begun is looked at next: a tick that was missed runs once. A schedule that
 * is "paused" pauses the connection. Throws `RulesError`, `ConnectError`, and `StaleError` when somebody else has saved since
 * version `expected`.
 */
export async function changeRules(
  engine: Engine,
  key: ConnectionKey,
  document: object,
  expected: number | null = null
): Promise<{ readonly rules: ConnectionRules; readonly rev: number }> {
  const connection = openConnection(await stored(engine, key), engine.sealer, engine)
  const rules = readRules(document)
  const rev = await saveRules(engine.db, key.orgId, key.connectionId, document, expected)
  if (rules.schedule?.kind === 'paused') await setPaused(engine.db, key, true)
  const now = engine.now()
  for (const times of await pairTimes(engine.db, key)) {
    const pair = connection.pairs.find((one) => one.pairId === times.pairId)
    const { activatedAt } = times
    if (pair === undefined || activatedAt === null) continue
    const next = (side: Side, ranAt: Date | null) => {
      const schedule = scheduleOf(side, rules, connection.connector)
      // The first sync stands for an interval's first tick.
      const past = ranAt ?? (schedule.kind === 'interval' ? activatedAt : null)
      return nextRun(schedule, { activatedAt, ranAt: past }, now)
    }
    await setTimes(engine.db, key.orgId, pair.pairId, {
      pollAt: next('salesforce', times.pollRanAt),
      readAt: isRead(pair) ? next('external', times.readRanAt) : null
    })
  }
  return { rules, rev }
}

/** How often each side is looked at by itself. */
export interface Automatic {
  readonly salesforce: Schedule
  /** Absent where nothing is read outside. */
  readonly external?: Schedule
  /** The rules say so. */
  readonly chosen: boolean
}
/** Throws `ConnectError`. */
export async function automaticOf(engine: Engine, key: ConnectionKey): Promise<Automatic> {
  const found = await stored(engine, key)
  const rules = readRules(found.rules)
  const connector = engine.connectors.find(({ name }) => name === found.connector) ?? {}
  return {
    salesforce: scheduleOf('salesforce', rules, connector),
    ...(found.pairs.some(isReadOutside) && { external: scheduleOf('external', rules, connector) }),
    chosen: rules.schedule !== null
  }
}

/** Both sides are looked at now, for what changed since the last time. Throws `ConnectError`. */
export async function syncNow(engine: Engine, key: ConnectionKey): Promise<void> {
  const [connection, begun] = await working(engine, key)
  const now = engine.now()
  for (const { pairId } of begun) {
    const pair = connection.pairs.find((one) => one.pairId === pairId)
    if (pair === undefined) continue
    await setTimes(engine.db, key.orgId, pairId, { pollAt: now, readAt: isRead(pair) ? now : null })
    // Nothing less looks at such a system, and what is looked at just now may have been looked at too early.
    if (isRead(pair) && pair.object.feed === 'full') await wantScan(engine.db, key.orgId, pairId)
  }
}

/** Asks for a comparison of everything both sides hold; gives the pairs' names. Throws `ConnectError`. */
export async function reconcile(engine: Engine, key: ConnectionKey): Promise<readonly string[]> {
  const [, begun] = await working(engine, key)
  for (const { pairId } of begun) await wantScan(engine.db, key.orgId, pairId)
  return begun.map((one) => one.name)
}

/** Everything again, at each pair's next tick. Throws `ConnectError`. */
export async function resynchronize(engine: Engine, key: ConnectionKey): Promise<readonly PairTimes[]> {
  const [, begun] = await working(engine, key)
  for (const { pairId } of begun) await wantResync(engine.db, key.orgId, pairId)
  return begun
}

/** Stops everything but opt-outs, or goes on. False when it was so already. Throws `ConnectError`. */
export async function pause(engine: Engine, key: ConnectionKey, paused: boolean): Promise<boolean> {
  const { rules } = await stored(engine, key)
  if (!paused && readRules(rules).schedule?.kind === 'paused')
    throw new ConnectError('rules.schedule: is "paused". Give it another kind, or null, to let it go on.')
  return setPaused(engine.db, key, paused)
}

/** Reading a side of which nothing flows would come due for ever. */
const isRead = (pair: Pair): boolean => isReadOutside(pair)

async function working(engine: Engine, key: ConnectionKey) {
  const found = await stored(engine, key)
  if (found.state === 'paused')
    throw new ConnectError('The connection is paused. To let it go on:', {
      code: 'paused',
      next: `bothways resume ${key.orgId} ${key.connectionId}`
    })
  const times = await pairTimes(engine.db, key)
  const begun = times.filter((one) => one.activatedAt !== null)
  const connection = openConnection(found, engine.sealer, engine)
  if (begun.length === 0) {
    const needsPlan = connection.resting.size > 0
    throw new ConnectError('Nothing was synchronized yet. To begin:', {
      code: needsPlan ? 'plan-needed' : 'not-begun',
      next: firstCommand(key.orgId, key.connectionId, needsPlan)
    })
  }
  return [connection, begun] as const
}

async function stored(engine: Engine, { orgId, connectionId }: ConnectionKey): Promise<StoredConnection> {
  const found = await loadConnection(engine.db, orgId, connectionId)
  if (found === null) throw noConnection(orgId, connectionId)
  return found
}
