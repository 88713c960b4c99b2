import { dueHints, type Hint } from '../database/inbox.ts'
import type { Checkpoint } from '../database/record.ts'
import { initialRun, pollState, startPolling, startRun, type RunCause } from '../database/runs.ts'
import { count, listAll } from '../salesforce/list.ts'
import { poll, serverNow } from '../salesforce/poll.ts'
import { readByIds } from '../salesforce/read.ts'
import type { SalesforceRecord } from '../salesforce/record.ts'
import type { Change } from './change.ts'
import { lanes } from './lanes.ts'
import { salesforceFields } from './pair.ts'
import { afterPoll, pollFrom } from './schedule.ts'
import type { PairWork } from './work.ts'

/** Changes that are worked on and recorded together. */
export interface Batch {
  readonly changes: readonly Change[]
  /** The hints it answers. */
  readonly hints: readonly Hint[]
  /** What is known after it, committed with it. */
  readonly checkpoint: Checkpoint
  /** Leave out what is recorded with this very stamp: an overlap is read again and again. */
  readonly skipSeen: boolean
}

/** Where a run's changes come from. `runId` is set when the run outlives this execution. */
export interface Source {
  readonly cause: RunCause
  readonly runId?: number
  readonly batches: AsyncIterable<Batch>
}

const BATCH = 2000

/** Records that notifications, retries or pressed buttons hint at, read as they are now. */
export function notifications(work: PairWork): Source {
  return { cause: 'notifications', batches: readHinted(work) }
}

async function* readHinted(work: PairWork): AsyncGenerator<Batch> {
  const { db, held, pair, session, signal } = work
  for (;;) {
    const hints = await dueHints(db, held, pair.spec.salesforce, BATCH)
    if (hints.length === 0) return
    const tries = new Map(hints.map((hint) => [hint.recordId ?? '', hint.tries]))
    // A notification without a record is of one deleted before it was sent; the poll brings the deletion.
    tries.delete('')
    const changes: Change[] = []
    work.alive()
    for await (const page of readByIds(
      session,
      pair.spec.salesforce,
      [...tries.keys()],
      salesforceFields(pair),
      { signal }
    ))
      changes.push(...page.map((found) => toChange(found, tries.get(found.id) ?? 0)))
    yield { changes, hints, checkpoint: {}, skipSeen: false }
  }
}

/** What changed or was deleted in Salesforce since the last pass; null when none is due. */
export async function pollChanges(work: PairWork): Promise<Source | null> {
  const { db, held, pair } = work
  const state = await pollState(db, held.orgId, pair.pairId)
  const from = pollFrom(state)
  if (!state.due || from === null) return null
  const after =
    state.pageStamp !== null && state.pageId !== null ? { stamp: state.pageStamp, id: state.pageId } : null
  return { cause: 'poll', batches: readPolled(work, { from, after, until: state.scanTo }) }
}

async function* readPolled(
  { session, pair, signal, now, alive }: PairWork,
  bounds: { from: string; after: { stamp: string; id: string } | null; until: string | null }
): AsyncGenerator<Batch> {
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), ...bounds, signal }
  alive()
  for await (const page of poll(session, request)) {
    const next = page.done
      ? {
          cursor: page.until,
          scanTo: null,
          pageStamp: null,
          pageId: null,
          nextAt: afterPoll(now()).toISOString()
        }
      : { scanTo: page.until, pageStamp: page.after?.stamp ?? null, pageId: page.after?.id ?? null }
    yield {
      changes: page.records.map((one) => toChange(one, 0)),
      hints: [],
      checkpoint: { poll: next },
      skipSeen: true
    }
    alive()
  }
}

/** Every record of the object, from where the initial sync stopped; null when none is asked for. */
export async function everything(work: PairWork): Promise<Source | null> {
  const { db, held, pair } = work
  const run = await initialRun(db, held.orgId, pair.pairId)
  return run === null ? null : { cause: 'initial', runId: run.runId, batches: readAll(work, run.after) }
}

async function* readAll(
  { session, pair, signal, alive }: PairWork,
  afterId: string | null
): AsyncGenerator<Batch> {
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), afterId, signal }
  alive()
  for await (const page of listAll(session, request)) {
    const at = page.afterId === null ? {} : { runPage: page.afterId }
    const checkpoint: Checkpoint = page.done ? { ...at, runState: 'done', initial: true } : at
    yield { changes: page.records.map((one) => toChange(one, 0)), hints: [], checkpoint, skipSeen: false }
    alive()
  }
}

/** Asks for an initial sync. Polling starts from this moment, so that what changes meanwhile is found. */
export async function requestInitial(
  work: Pick<PairWork, 'db' | 'connection' | 'pair' | 'session' | 'now' | 'signal'>
): Promise<number> {
  const { db, connection, pair, session, now, signal } = work
  const { orgId, connectionId } = connection
  const total = await count(session, pair.spec.salesforce, signal)
  await startPolling(db, orgId, pair.pairId, await serverNow(session, signal), afterPoll(now()))
  return startRun(db, { orgId, connectionId, pairId: pair.pairId, lane: lanes.backfill }, 'initial', total)
}

const toChange = ({ id, stamp, deleted, values }: SalesforceRecord, tries: number): Change => ({
  id, stamp, deleted, values, tries
}) // prettier-ignore
