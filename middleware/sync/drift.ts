import type { Side } from '../connectors/connector.ts'
import type { Batch } from './capture.ts'
import type { Outcome, Resolved } from './change.ts'
import { hasMoved } from './moved.ts'
import type { Pair } from './pair.ts'

/** Why a record was not as it should be, though nothing that waits would have set it right. */
export const driftCauses = [
  'missed-event', // it changed, and neither a message nor a poll told
  'hard-delete', // gone without a trace; only its absence shows it
  'formula', // a Salesforce field that changes without the record's stamp
  'foreign-edit', // changed outside behind every feed, or where the vendor has none
  'our-fault' // neither side changed since we said that they agree
] as const
export type DriftCause = (typeof driftCauses)[number]

export interface DriftFacts {
  /** The side that is not as it was last known. */
  readonly side: Side
  readonly isLinked: boolean
  /** Its record is gone: the side says so by itself, or only when it was asked for it. */
  readonly gone: 'told' | 'absent' | null
  /** The record's own instant of modification, against the one that was recorded; null where one of the two is not known. */
  readonly isNewer: boolean | null
  /** The fields that differ: Salesforce's by path, the external ones by name. */
  readonly fields: readonly string[]
  /** Of Salesforce's fields: it moves without the stamp. */
  readonly isCalculated: (field: string) => boolean
  /** Whether the vendor tells changes at all. */
  readonly feed: 'cursor' | 'full'
}

/** Why a difference was there. Pure. */
export function causeOf({
  side,
  isLinked,
  gone,
  isNewer,
  fields,
  isCalculated,
  feed
}: DriftFacts): DriftCause {
  if (gone !== null) return gone === 'absent' ? 'hard-delete' : 'missed-event'
  if (!isLinked || fields.length === 0) return 'missed-event'
  if (side === 'external') return feed === 'cursor' && isNewer !== false ? 'missed-event' : 'foreign-edit'
  if (fields.every(isCalculated)) return 'formula'
  return isNewer === false ? 'our-fault' : 'missed-event'
}

const healed: ReadonlySet<string> = new Set(['created', 'linked', 'updated', 'deleted', 'unlinked'])
const noticed: ReadonlySet<string> = new Set(['gone-outside', 'gone-with-parent', 'deleted-in-salesforce'])

/** What a batch of a comparison set right, by cause. Pure. */
export function driftOf(
  pair: Pair,
  { side, absent }: Pick<Batch, 'side' | 'absent'>,
  resolved: readonly Resolved[],
  outcomes: readonly Outcome[],
  isCalculated: (field: string) => boolean
): Record<string, number> {
  const byId = new Map(outcomes.map((one) => [side === 'salesforce' ? one.sfId : one.extId, one]))
  const counts: Record<string, number> = {}
  for (const { change, link } of resolved) {
    const outcome = byId.get(change.id)
    if (outcome === undefined || change.side !== side) continue
    const { bucket, code } = outcome
    if (!healed.has(bucket) && !(bucket === 'skipped' && noticed.has(code ?? ''))) continue
    const [now, then] = [change.stamp, side === 'salesforce' ? link?.stamp : link?.extStamp].map((one) => Date.parse(one ?? '')) // prettier-ignore
    const fields = pair.lines.flatMap((line, index) => {
      if (link === null || link.rev !== pair.rev || !hasMoved(line, index, side, change.values ?? {}, link)) return [] // prettier-ignore
      return side === 'salesforce' ? line.spec.salesforce : [line.name]
    })
    const cause = causeOf({
      side,
      isLinked: link !== null,
      gone: change.values !== null ? null : absent === true ? 'absent' : 'told',
      isNewer: now === undefined || then === undefined || Number.isNaN(now - then) ? null : now > then,
      fields,
      isCalculated,
      feed: pair.object.feed
    })
    counts[cause] = (counts[cause] ?? 0) + 1
  }
  return counts
}
