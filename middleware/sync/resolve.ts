import type { Value } from '../connectors/connector.ts'
import { blockedOf, linksOf } from '../database/links.ts'
import { sentCreates } from '../database/lost-creates.ts'
import { remembered } from '../database/remembered.ts'
import { pendingOf } from '../database/plan-operations.ts'
import { lookAcross } from './across.ts'
import type { Batch } from './capture.ts'
import {
  externalIdOf,
  isOpen,
  keyOfRecord,
  linkStates,
  recordKey,
  salesforceIdOf,
  type Change,
  type Link,
  type Resolved,
  type Standing
} from './change.ts'
import { tripped } from './flip-flop.ts'
import { followLife } from './follow.ts'
import { withLanded } from './landed.ts'
import { afterTheirCreates, linkBinned, linkEnded } from './made.ts'
import { otherSide } from './mapping.ts'
import { matchOthers } from './match-others.ts'
import { hasMoved } from './moved.ts'
import type { Pair } from './pair.ts'
import { spareChildren } from './spare.ts'
import type { PairWork } from './work.ts'

/**
 * Finds what each change is about: its link by immutable id, through merges and conversions, or else the one record on the
 * other side that the match rules name. What the merge needs to know of the other side is read here too.
 */
export async function resolve(work: PairWork, batch: Batch): Promise<Resolved[]> {
  const { db, held, pair } = work
  const newest = [...new Map(batch.changes.map((one) => [one.id, one])).values()]
  const unasked = newest.map((one) => one.id).filter((id) => batch.links?.has(id) !== true)
  const asked = await linksOf(db, held.orgId, pair.pairId, unasked, batch.side)
  const linkOf = ({ id }: Change) => batch.links?.get(id) ?? asked.get(id)
  const changes = newest.filter((one) => !(batch.skipSeen && isRecorded(pair, one, linkOf(one))))
  const blocked = await blockedOf(db, held.orgId, pair.pairId, batch.side, changes.map((one) => one.id)) // prettier-ignore
  const pending = work.planning || batch.only === 'consent' ? new Set() : await pendingOf(db, held.orgId, pair.pairId, batch.side, changes.map((one) => one.id)) // prettier-ignore
  const known = changes.map((one) => {
    const begun = begin(one, linkOf(one) ?? null, blocked.get(one.id))
    return pending.has(one.id) ? { ...begun, skipped: begun.skipped ?? 'awaits-approval' } : begun
  })
  const recalled = await recallCreates(work, await followLife(work, known), ownKey)
  const { matched, before } = await matchOthers(work, recalled)
  // An opt-out is sent whatever stands on the other side.
  if (batch.only === 'consent') return matched
  // Records that are gone, whose place somebody takes: their end is dealt with in the same batch.
  const ended = before.length === 0 ? [] : await resolve(work, { ...batch, changes: before, skipSeen: false })
  const made = await afterTheirCreates(work, await linkBinned(work, await linkEnded(work, matched)))
  const looked = await lookAcross(work, await recallCreates(work, made, foundKey))
  const seen = looked.map((one) => withLanded(pair, one))
  return [...ended, ...(await remember(work, await leaveBlocked(work, await spareChildren(work, seen))))]
}

/** Of records without a link: what a create without an answer was to make of them, or made them; it may be there by now. */
async function recallCreates(
  { db, held, pair }: PairWork,
  known: readonly Resolved[],
  keyOf: (one: Resolved) => string | null
): Promise<Resolved[]> {
  const keys = known.flatMap((one) => (isOpen(one) && one.link === null ? (keyOf(one) ?? []) : []))
  if (keys.length === 0) return [...known]
  const sent = await sentCreates(db, held.orgId, pair.pairId, keys)
  return known.map((one) => {
    const landed = one.link === null ? sent.get(keyOf(one) ?? '') : undefined
    return landed === undefined ? one : { ...one, landed: landed.sent, landsBy: landed.landsBy }
  })
}

const ownKey = ({ change: { side, id } }: Resolved) => (side === 'salesforce' ? id : keyOfRecord(null, id))
/** Under which the record that was found would have been made into this one. */
const foundKey = ({ change: { side }, salesforce, external }: Resolved) =>
  side === 'salesforce' ? external && keyOfRecord(null, external.id) : (salesforce?.id ?? null)

/** Somebody took the record on the other side out of the sync. */
async function leaveBlocked({ db, held, pair }: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const open = known.filter((one) => one.skipped === null)
  const [first] = open
  if (first === undefined) return [...known]
  const other = otherSide(first.change.side)
  const idOf = (one: Resolved) => (other === 'salesforce' ? salesforceIdOf(one) : externalIdOf(one))
  const ids = open.flatMap((one) => idOf(one) ?? [])
  const blocked = await blockedOf(db, held.orgId, pair.pairId, other, ids)
  return known.map((one) =>
    blocked.has(idOf(one) ?? '') ? { ...one, skipped: one.skipped ?? 'blocked' } : one
  )
}

/** What persons answered, and what was written back and forth. */
async function remember({ db, held, pair }: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const linked = known.filter((one) => isOpen(one) && one.link?.state === linkStates.live)
  if (linked.length === 0) return [...known]
  const links = linked.flatMap((one) => one.link?.linkId ?? [])
  const memory = await remembered(db, held.orgId, pair.pairId, linked.map(recordKey), links)
  return known.map((one) => ({
    ...one,
    answers: memory.answers.get(recordKey(one)) ?? [],
    tripped: tripped(memory.turns.get(one.link?.linkId ?? -1) ?? [])
  }))
}

/**
 * This very state of the record is what the link was last recorded with. Both systems stamp to the second, and a record
 * may change twice in one: the stamp alone does not tell.
 */
function isRecorded(pair: Pair, change: Change, link: Link | undefined): boolean {
  if (link === undefined || change.stamp === null || link.rev !== pair.rev) return false
  if (change.stamp !== (change.side === 'salesforce' ? link.stamp : link.extStamp)) return false
  // Of its own side: that the other one is gone is no news here, and must not bring it back.
  const gone = change.side === 'salesforce' ? linkStates.goneInSalesforce : linkStates.goneOutside
  if ((link.state === gone) !== (change.values === null)) return false
  return !pair.lines.some((line, index) => hasMoved(line, index, change.side, change.values ?? {}, link))
}

function begin(change: Change, link: Link | null, blocked: string | undefined): Resolved {
  const { side, id, stamp, values } = change
  const standing = values === null ? null : { id, stamp, values }
  const skipped = blocked !== undefined ? 'blocked' : link?.state === linkStates.unlinked ? 'unlinked' : null
  return {
    change,
    link,
    salesforce: side === 'salesforce' ? standing : null,
    // What a connector gives is made of its own kinds of values.
    external: side === 'external' ? (standing as Standing<Value> | null) : null,
    held: null,
    skipped,
    fate: null
  }
}
