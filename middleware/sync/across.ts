import type { Side } from '../connectors/connector.ts'
import { recordsWithIssues } from '../database/issues.ts'
import { isOpen, linkStates, type Resolved } from './change.ts'
import { conversionOf } from './follow.ts'
import { otherSide } from './mapping.ts'
import { hasMoved } from './moved.ts'
import { flows, type Line, type Pair } from './pair.ts'
import type { PairWork } from './work.ts'

/**
 * Reads the other side of linked records where the merge can't do without: what was edited here may have been edited there
 * too, and a write that does not look would lose that edit. What only ever flows one way is not read.
 */
export async function lookAcross(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const half = known.filter((one) => isOpen(one) && isHalf(one))
  const keys = half.flatMap(({ link }) => link?.sfId ?? [])
  const troubled = await recordsWithIssues(work.db, work.held.orgId, work.pair.pairId, keys)
  // A plan has one operation a record: what both sides were edited in belongs to it.
  const needed = half.filter((one) => (work.planning === true && isToldBySide(work.pair, otherSide(one.change.side))) || needsOther(work.pair, one, troubled.has(one.link?.sfId ?? ''))) // prettier-ignore
  if (needed.length === 0) return [...known]
  return needed[0]?.change.side === 'external'
    ? fromSalesforceToo(work, known, needed)
    : fromOutsideToo(work, known, needed)
}

async function fromOutsideToo(work: PairWork, known: readonly Resolved[], needed: readonly Resolved[]) {
  const ids = new Set(needed.flatMap(({ link }) => link?.extId ?? []))
  const found = await work.look.byIds(work.pair, 'external', [...ids])
  return known.map((one): Resolved => {
    const extId = one.link?.extId
    if (extId === undefined || !ids.has(extId) || one.external !== null || !isOpen(one)) return one
    const there = found.get(extId)
    if (there === undefined || there.deleted)
      return one.link?.state === linkStates.goneOutside ? one : { ...one, fate: { kind: 'gone-outside' } }
    return { ...one, external: there }
  })
}

async function fromSalesforceToo(work: PairWork, known: readonly Resolved[], needed: readonly Resolved[]) {
  const ids = new Set(needed.flatMap(({ link }) => link?.sfId ?? []))
  const found = await work.look.byIds(work.pair, 'salesforce', [...ids])
  return known.map((one): Resolved => {
    const sfId = one.link?.sfId
    if (sfId === undefined || !ids.has(sfId) || one.salesforce !== null || !isOpen(one)) return one
    const there = found.get(sfId)
    // Deleted or merged: the poll brings that with all that belongs to it, and this change with it.
    if (there === undefined) return { ...one, skipped: 'not-visible' }
    if (there.deleted) return { ...one, skipped: 'gone-in-salesforce' }
    const read = { ...one, salesforce: there }
    const fate = conversionOf(work, read)
    if (fate !== null) return { ...read, fate }
    return there.values['IsConverted'] === true ? { ...one, skipped: 'converted' } : read
  })
}

/** Edits on `side` flow anywhere. */
const isToldBySide = (pair: Pair, side: Side): boolean =>
  side === 'salesforce' ? flows(pair).toExternal : flows(pair).toSalesforce

/** Both records may exist, and one was read. */
function isHalf({ change, link, salesforce, external }: Resolved): boolean {
  if (link === null || change.values === null) return false
  const { live, goneInSalesforce, goneOutside } = linkStates
  const may: readonly number[] = change.side === 'salesforce' ? [live, goneInSalesforce, goneOutside] : [live, goneOutside] // prettier-ignore
  if (!may.includes(link.state)) return false
  return change.side === 'salesforce' ? external === null : salesforce === null
}

function needsOther(pair: Pair, { change, link }: Resolved, isTroubled: boolean): boolean {
  if (link === null) return false
  // A write failed: perhaps the record is not there any more.
  if (change.tries > 0) return true
  // That its partner is back comes with the partner's own change, unless that one could not be followed then.
  if (link.state === linkStates.goneOutside && change.side === 'salesforce') return isTroubled
  // Whether a write without an answer landed is seen on the side it went to.
  if (link.sent != null && link.sent.length > 0) return crosses(pair, change.side)
  // Without a base that can be compared nothing can be said to have stayed; an issue is about either side; and what is back
  // after it was gone may find the other one edited.
  if (link.rev !== pair.rev || isTroubled || link.state !== linkStates.live) return crosses(pair, change.side)
  // What was edited while the record was out of the criterion still counts when it is back.
  if (pair.spec.criterion !== undefined && flows(pair).toSalesforce) return true
  return pair.lines.some(
    (line, index) =>
      concerns(line, change.side) && hasMoved(line, index, change.side, change.values ?? {}, link)
  )
}

/** Lines for which an edit on `side` needs a look at the other. */
const concerns = (line: Line, side: Side): boolean =>
  line.field.type === 'opt-in' ||
  (side === 'salesforce' ? line.spec.direction === 'both' : line.spec.direction !== 'toExternal')

const crosses = (pair: Pair, side: Side): boolean => pair.lines.some((line) => concerns(line, side))
