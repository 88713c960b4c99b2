import { setTimeout as sleep } from 'node:timers/promises'
import { clearAnnounced, record } from '../database/record.ts'
import { endRun } from '../database/runs.ts'
import { runById, startUndo, workOfRun, type EndedRun, type RunPlace } from '../database/undo.ts'
import { apply } from './apply.ts'
import type { Outcome } from './change.ts'
import type { Engine } from './engine.ts'
import { prepare } from './lane.ts'
import { lanes } from './lanes.ts'
import { holdLease } from './lease.ts'
import type { Operation } from './operation.ts'
import { undo, type Kept } from './undo.ts'
import type { PairWork } from './work.ts'

/** Thrown when a run can't be taken back now. The message says why and what to do. */
export class UndoError extends Error {
  override readonly name = 'UndoError'
}

/** What taking a run back came to, or would come to. */
export interface UndoReport {
  /** The run that took it back; null of a dry run. */
  readonly runId: number | null
  readonly counts: Readonly<Record<string, number>>
  /** Writes, as they would be sent. Of a dry run only. */
  readonly operations: readonly Operation[]
  /** What stays as it is, by record. */
  readonly kept: readonly (Kept & { readonly sfId: string | null; readonly extId: string | null })[]
}

const PAGE = 500
const TURNS = 30

/** What is decided for a page of the run's records: this is where a plan would be stored instead of being carried out. */
export interface UndoPage {
  readonly operations: readonly Operation[]
  readonly outcomes: readonly Outcome[]
  readonly kept: UndoReport['kept']
}

/** Decides, page by page, how a run is taken back; reads both sides, writes nothing. */
export async function* undoPages(work: PairWork, run: EndedRun): AsyncGenerator<UndoPage> {
  const { db, held, pair, connection, look } = work
  let after: RunPlace | null = null
  do {
    const page = await workOfRun(db, held.orgId, run, { after, limit: PAGE })
    const links = page.work.flatMap((one) => one.link ?? [])
    const salesforce = await look.byIds(pair, 'salesforce', links.map((one) => one.sfId)) // prettier-ignore
    const external = await look.byIds(pair, 'external', links.map((one) => one.extId)) // prettier-ignore
    const there = (found: ReturnType<typeof salesforce.get>) =>
      found === undefined || found.deleted ? null : found
    const undone = page.work.map((one) => ({
      ids: { sfId: one.sfId, extId: one.extId },
      ...undo(
        { pair, label: connection.connector.label },
        {
          work: one,
          salesforce: there(salesforce.get(one.link?.sfId ?? '')),
          external: there(external.get(one.link?.extId ?? ''))
        }
      )
    }))
    yield {
      operations: undone.flatMap(({ decided }) => ('resolved' in decided ? [decided] : [])),
      outcomes: undone.flatMap(({ decided }) => ('resolved' in decided ? [] : [decided])),
      kept: undone.flatMap(({ ids, kept }) => kept.map((one) => ({ ...one, ...ids })))
    }
    after = page.next
  } while (after !== null)
}

/**
 * Takes a run back: old values where nobody has edited since, made records deleted where the pair deletes, links it made
 * ended. Done again after a crash, or twice, it finds its own writes done. Throws `UndoError`.
 * @param options `dry`: only says what it would do
 */
export async function undoRun(
  engine: Engine,
  orgId: number,
  runId: number,
  { author, dry }: { readonly author: string; readonly dry: boolean }
): Promise<UndoReport> {
  const run = await runById(engine.db, orgId, runId)
  if (run === null) throw new UndoError(`There is no run ${runId}, or it is no longer kept. "bothways history" lists them.`) // prettier-ignore
  if (run.state === 'running')
    throw new UndoError(`Run ${runId} is still at work. Take it back when it has ended.`)
  const key = { orgId, connectionId: run.connectionId, lane: lanes.pressed }
  const lease = await patiently(() => holdLease(engine.db, key, engine.node))
  const abort = new AbortController()
  try {
    const work = await prepare(engine, lease, engine.log, abort.signal)
    const pair = work?.connection.pairs.find((one) => one.pairId === run.pairId)
    if (work === null || pair === undefined)
      throw new UndoError('The connection is paused or was removed. Switch it on to take a run of it back.')
    await clearAnnounced(engine.db, lease.held)
    return await (dry ? foresee({ ...work, pair }, run) : carryOut({ ...work, pair }, run, author))
  } finally {
    await lease.yield()
    lease.drop()
  }
}

/** Another node, or a press of a button, has the lane for a moment. */
async function patiently<T>(take: () => Promise<T | null>): Promise<T> {
  for (let turn = 0; turn < TURNS; turn++) {
    const taken = await take()
    if (taken !== null) return taken
    await sleep(1000)
  }
  throw new UndoError('The connection is busy with what somebody pressed. Try again in a minute.')
}

async function foresee(work: PairWork, run: EndedRun): Promise<UndoReport> {
  const operations: Operation[] = []
  const kept: UndoReport['kept'][number][] = []
  const counts: Record<string, number> = {}
  for await (const page of undoPages(work, run)) {
    operations.push(...page.operations)
    kept.push(...page.kept)
    for (const { bucket } of [...page.operations, ...page.outcomes])
      counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return { runId: null, counts, operations, kept }
}

async function carryOut(work: PairWork, run: EndedRun, author: string): Promise<UndoReport> {
  const { db, held, pair } = work
  const { pairId, rev } = pair
  const runId = await startUndo(db, { ...held, pairId }, run.runId, author)
  const kept: UndoReport['kept'][number][] = []
  const counts: Record<string, number> = {}
  try {
    for await (const page of undoPages(work, run)) {
      const applied = await apply(work, runId, page.operations)
      const outcomes = [...page.outcomes, ...applied.outcomes].map(asSeenBefore)
      const counted = await record(db, held, { pairId, rev, runId, outcomes, done: [], checkpoint: {} })
      for (const [bucket, count] of Object.entries(counted)) counts[bucket] = (counts[bucket] ?? 0) + count
      kept.push(...page.kept)
      if (applied.trouble !== null) throw applied.trouble
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    await endRun(db, held.orgId, runId, message)
    throw new UndoError(`Run ${run.runId} was taken back in part: ${message} Ask for it again to go on.`, {
      cause
    })
  }
  await endRun(db, held.orgId, runId)
  return { runId, counts, operations: [], kept }
}

/** Only the lines that went back were looked at: what else was edited is still to be found by its stamp. */
const asSeenBefore = (outcome: Outcome): Outcome => ({ ...outcome, stamp: null, extStamp: null, retry: null })
