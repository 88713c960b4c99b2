import type { Outcome } from '../sync/change.ts'
import type { LaneKey } from './lease.ts'
import type { Database } from './open.ts'

/** The lease a commit depends on: no fence, no commit. */
export interface Held extends LaneKey {
  readonly fence: number
}

/** Thrown when another node has taken the lane over: what was not recorded is that node's to do again. */
export class FenceLostError extends Error {
  override readonly name = 'FenceLostError'
}

export interface AnnouncedOperation {
  readonly recordKey: string
  readonly createKey: string | null
  readonly kind: string
  /** The SystemModstamp of what is going to be written, ISO. */
  readonly stamp: string | null
  /** The link was known when it was decided; a link that is there now and was not then is somebody else's work. */
  readonly linked: boolean
}

/** Commits that these writes go out; gives the records that are free to be written now. One round trip. */
export async function announce(
  db: Database,
  held: Held,
  pairId: number,
  runId: number,
  operations: readonly AnnouncedOperation[]
): Promise<Set<string>> {
  const rows = operations.map((one) => ({
    record_key: one.recordKey,
    create_key: one.createKey,
    kind: one.kind,
    stamp: one.stamp,
    linked: one.linked
  }))
  const free = await fenced(
    db.call<string[]>('announce($1, $2, $3, $4, $5, $6, $7)', [
      ...fence(held),
      pairId,
      runId,
      JSON.stringify(rows)
    ])
  )
  return new Set(free)
}

/** What a batch leads to; committed as one. */
export interface RecordBatch {
  readonly pairId: number
  readonly rev: number
  readonly runId: number
  readonly outcomes: readonly Outcome[]
  /** Inbox rows this batch answers. */
  readonly done: readonly number[]
  readonly checkpoint: Checkpoint
}

export interface Checkpoint {
  /** Last record id of a run that lists everything. */
  readonly runPage?: string
  readonly runState?: 'done'
  /** The run that ends is the initial sync of its pair. */
  readonly initial?: true
  readonly poll?: {
    /** Moves only at the end of a pass. */
    readonly cursor?: string
    readonly scanTo: string | null
    readonly pageStamp: string | null
    readonly pageId: string | null
    readonly nextAt?: string
  }
}

/** Commits links, bases, outcomes, events, issues, retries, answered hints and the checkpoint of a batch, in one round trip. Gives the count by bucket. */
export async function record(db: Database, held: Held, batch: RecordBatch): Promise<Record<string, number>> {
  const records = batch.outcomes.map((one) => ({
    sf_id: one.sfId,
    ext_id: one.extId,
    link_id: one.linkId,
    stamp: one.stamp,
    state: one.state,
    salesforce: one.salesforce,
    external: one.external,
    bucket: one.bucket,
    code: one.code,
    detail: one.detail,
    changes: one.changes,
    issues: one.issues,
    retry: one.retry
  }))
  const { pairId, rev, runId, done, checkpoint } = batch
  const document = JSON.stringify({ pair: pairId, rev, run: runId, records, done, checkpoint })
  return fenced(db.call<Record<string, number>>('record($1, $2, $3, $4, $5)', [...fence(held), document]))
}

/** Takes back writes that were announced and never sent, or whose node is gone: the lane's own, of an older fence. */
export async function clearAnnounced(db: Database, held: Held): Promise<number> {
  return fenced(db.call<number>('clear_announced($1, $2, $3, $4)', fence(held)))
}

const fence = (held: Held) => [held.orgId, held.connectionId, held.lane, held.fence]

async function fenced<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'BW001')
      throw new FenceLostError('Another node has taken over.', { cause })
    throw cause
  }
}
