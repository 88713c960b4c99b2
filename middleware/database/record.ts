import type { Outcome, SentLine } from '../sync/change.ts'
import type { AddressRecord, consentRows } from './consent.ts'
import { arrayText } from './copy-rows.ts'
import type { LaneKey } from './lease.ts'
import type { Database } from './open.ts'
import { documentOf } from './record-document.ts'
import { isMade, MANY, recordMade } from './record-made.ts'
import { isSkipped, recordSkipped } from './record-skipped.ts'

/** The lease a commit depends on: no fence, no commit. */
export interface Held extends LaneKey {
  readonly fence: number
}

/** Thrown when another node has taken the lane over: what was not recorded is that node's to do again. */
export class FenceLostError extends Error {
  override readonly name: string = 'FenceLostError'
}

/** Thrown when the connection was deleted meanwhile: nobody is to do anything for it again. */
export class ConnectionDeletedError extends FenceLostError {
  override readonly name = 'ConnectionDeletedError'
}

export interface AnnouncedOperation {
  readonly recordKey: string
  readonly sfId: string | null
  readonly extId: string | null
  readonly linkId: number | null
  readonly createKey: string | null
  /** Of a write that makes a link: the key that the record outside has while it has no link. */
  readonly partnerKey: string | null
  /** The record outside was itself looked up: a create of its own that had no answer is known to have landed, or not. */
  readonly isPartnerSeen: boolean
  readonly kind: string
  /** The stamps of what is going to be written, ISO: a link recorded with a later one was written by somebody faster. */
  readonly stamp: string | null
  readonly extStamp: string | null
  /** Of a create that would make a second record when sent twice: how long the request may take to land, in milliseconds. */
  readonly landsMs: number | null
  /** What to remember of it if its answer never comes. */
  readonly sent: readonly SentLine[] | null
}

/** Which records are free to be written now, and when the creates can be looked up whose request may still land. */
export interface Announced {
  readonly free: ReadonlySet<string>
  readonly later: ReadonlyMap<string, Date>
}

/** Commits that these writes go out. One round trip. */
export async function announce(
  db: Database,
  held: Held,
  pairId: number,
  runId: number,
  operations: readonly AnnouncedOperation[],
  asOf: string | null = null
): Promise<Announced> {
  const keys = operations.map((one) => one.recordKey)
  const creates = operations.map((one) => one.createKey)
  const values = [
    ...fence(held),
    pairId,
    runId,
    arrayText(keys),
    arrayText(operations.map((one) => one.kind)),
    ...[
      operations.map((one) => one.sfId),
      operations.map((one) => one.extId),
      operations.map((one) => one.linkId),
      creates,
      operations.map((one) => one.partnerKey),
      operations.map((one) => one.isPartnerSeen || null),
      operations.map((one) => one.stamp),
      operations.map((one) => one.extStamp),
      operations.map((one) => one.landsMs)
    ].map(columnOf),
    // Whole: quoted in an array once more, each of its many quotes would be escaped here and taken apart there.
    operations.some((one) => one.sent !== null) ? JSON.stringify(operations.map((one) => one.sent)) : null,
    asOf
  ]
  const call = (isHopeful: boolean) =>
    fenced(
      db.call<{ free: string[] | null; later: Record<string, string> }>(ANNOUNCE, [...values, isHopeful])
    )
  // Of a few, one is likely on the wire: live lanes announce what other lanes may be writing.
  const isHopeful = operations.length >= MANY && areDistinct(keys) && areDistinct(creates)
  const { free, later } = isHopeful
    ? await call(true).catch((cause: unknown) => {
        if (!isTaken(cause)) throw cause
        return call(false)
      })
    : await call(false)
  const at = Object.entries(later).map(([key, text]) => [key, new Date(text)] as const)
  return { free: new Set(free ?? keys), later: new Map(at) }
}

const ANNOUNCE = `announce(${Array.from({ length: 20 }, (_, at) => `$${at + 1}`).join(', ')})`

/** A column as the text of an array; null where it holds nothing. */
function columnOf(values: readonly (string | number | boolean | null)[]): string | null {
  if (values.every((one) => one === null)) return null
  return arrayText(values.map((one) => (one === null ? null : String(one))))
}

function areDistinct(values: readonly (string | null)[]): boolean {
  const there = values.filter((one) => one !== null)
  return new Set(there).size === there.length
}

/** Refused by a unique key, or because not all of it was announced: hoped in vain. */
const isTaken = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && (cause.code === '23505' || cause.code === 'BW002')

/** What a batch leads to; committed as one. */
export interface RecordBatch {
  readonly pairId: number
  readonly rev: number
  readonly runId: number
  readonly outcomes: readonly Outcome[]
  /** Inbox rows this batch answers. */
  readonly done: readonly number[]
  readonly checkpoint: Checkpoint
  /** As `snapshot` gave it before the records were read. */
  readonly asOf?: string
  /** What reading the batch proved of consent, and which records have which address. */
  readonly consent?: ConsentNotes | null
}

/** As the function note_consent takes it. */
export interface ConsentNotes {
  readonly events: readonly (ReturnType<typeof consentRows>[number] & { readonly sf_id: string | null })[]
  readonly records: readonly AddressRecord[]
}

export interface Checkpoint {
  /** Last record id of a run that lists everything. */
  readonly runPage?: string
  readonly runState?: 'done'
  /** Outcomes by bucket that were reckoned in the database. */
  readonly counts?: Readonly<Record<string, number>>
  /** What the batch of a comparison set right, by cause. */
  readonly drift?: Readonly<Record<string, number>>
  /** The run that ends is the initial sync of its pair. */
  readonly initial?: true
  readonly poll?: {
    /** Moves only at the end of a pass. */
    readonly cursor?: string
    readonly scanTo: string | null
    readonly pageStamp: string | null
    readonly pageId: string | null
    /** The tick the pass began for, as stored; the next one is set only while it stands. */
    readonly tick: string
    readonly nextAt?: string
  }
  /** The operations of a plan up to this one are over; those that changed since they were planned are planned again. */
  readonly plan?: { readonly seq: number; readonly superseded: readonly number[] }
  /** The external side was read up to this cursor, in a pass for this tick; `nextAt` at its end. A comparison has no tick. */
  readonly read?: { readonly cursor: string; readonly tick?: string; readonly nextAt?: string }
}

/**
 * Commits links, bases, outcomes, events, issues, retries, answered hints and the checkpoint of a batch, all or nothing: in one
 * round trip, and where much was created or skipped, that set-based before the rest. Gives the count by bucket.
 */
export async function record(db: Database, held: Held, batch: RecordBatch): Promise<Record<string, number>> {
  const { outcomes } = batch
  const made = outcomes.filter(isMade)
  const skipped = outcomes.filter(isSkipped)
  // Who waits takes locks in the order of pairs, and all of them at once.
  const isPlain = outcomes.every((one) => one.waits === null) && held.lane !== CONSENT
  if (made.length + skipped.length < MANY || !isPlain)
    return fenced(
      db.call<Record<string, number>>(RECORD, [...fence(held), ...documentOf(batch, outcomes, false)])
    )
  const linked = new Set(made.map((one) => one.sfId))
  // Of records that were linked just now no address is known, most likely.
  const areNew = batch.consent?.records.every((one) => linked.has(one.sf_id)) === true
  const atOnce = (isHopeful: boolean) =>
    fenced(
      db.withClient(held.orgId, async (client) => {
        const left = [
          ...(await recordMade(client, fence(held), batch, made, isHopeful)),
          ...(await recordSkipped(client, fence(held), batch, skipped))
        ]
        const rest = [...outcomes.filter((one) => !isMade(one) && !isSkipped(one)), ...left]
        const { rows } = await client.query<{ result: Record<string, number> }>({
          name: RECORD,
          text: `select ${RECORD} as result`,
          values: [...fence(held), ...documentOf(batch, rest, isHopeful && areNew)]
        })
        const counted = { ...rows[0]?.result }
        const later = new Set(left)
        for (const one of [...made, ...skipped])
          if (!later.has(one)) counted[one.bucket] = (counted[one.bucket] ?? 0) + 1
        return counted
      })
    )
  return atOnce(true).catch((cause: unknown) => {
    if (!isTaken(cause)) throw cause
    return atOnce(false)
  })
}

const RECORD = 'record($1, $2, $3, $4, $5, $6, $7, $8, $9)'
/** The lane that looks at a part of each record; the function knows it by the same number. */
const CONSENT = 0

/** What is committed by now. Taken before records are read, it tells later what was recorded after that. */
export const snapshot = (db: Database): Promise<string> => db.call<string>('pg_current_snapshot()::text', [])

/** Takes back writes that were announced and never sent, or whose node is gone: the lane's own, of an older fence. */
export async function clearAnnounced(db: Database, held: Held): Promise<number> {
  return fenced(db.call<number>('clear_announced($1, $2, $3, $4)', fence(held)))
}

const fence = (held: Held) => [held.orgId, held.connectionId, held.lane, held.fence]

export async function fenced<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const { code, constraint } = cause as Partial<Readonly<Record<'code' | 'constraint', unknown>>>
    if (code === 'BW001') throw new FenceLostError('Another node has taken over.', { cause })
    if (code === 'BW003' || constraint === 'runs_connection')
      throw new ConnectionDeletedError('The connection was deleted.', { cause })
    throw cause
  }
}
