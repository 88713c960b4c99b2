import type { Side } from '../connectors/connector.ts'
import type { Canonical, CanonicalResult } from './canonical.ts'
import type { Bucket, Issue } from './change.ts'
import { flows, type May } from './flow.ts'
import { alternatingIssue, conflictIssue, faultIssue, requiredIssue } from './line-issues.ts'
import { fillerOf, keptBy, otherSide, same, type Held, type Parents, type Waits } from './mapping.ts'
import { isOptInHere, isConsent } from './merge-consent.ts'
import { mergeLine, type Verdict } from './merge.ts'
import type { Line } from './pair.ts'
import { fillerFlag, resembles, settles, settlingFlag, type Flag } from './settle.ts'

/** All that is known of one line of one record. */
export interface LineFacts {
  readonly known:
    { readonly salesforce: Canonical; readonly external: Canonical; readonly flag: Flag } | undefined
  /** `undefined`: the side was not read, or is silent about the field; nothing changed there as far as known. */
  readonly salesforce: Held
  readonly external: Held
  /** The side on which the record is going to be made; there every value is a known blank. */
  readonly creating: Side | null
  /** What stands in for a blank name in Salesforce, by the record's address outside. */
  readonly standIn?: Canonical
  /** A side that was read without this field, which is not readable then: nothing is decided. */
  readonly isHidden: boolean
  readonly newer: Side | null
  readonly parents: Parents
  readonly may: May
  readonly accept: Side | undefined
  readonly optedIn: boolean
  readonly optedOut: boolean
  /** The breaker: the line was seen to alternate, and is left alone until a person retries. */
  readonly isTripped: boolean
}

export interface LineWrite {
  readonly side: Side
  readonly to: Canonical
  readonly before: Canonical
}

/** What one line comes to: its bases after the write, and what has to be said or sent. */
export interface PlannedLine {
  readonly line: Line
  readonly salesforce: Canonical
  readonly external: Canonical
  readonly flag: Flag
  readonly writes?: readonly LineWrite[]
  readonly issue?: Issue
  readonly note?: string
  readonly blocks?: { readonly bucket: Bucket; readonly code: string; readonly issues: readonly Issue[] }
  readonly waits?: Waits & { readonly line: string; readonly required: boolean }
  /** A side's value was taken for what became of the one it was sent. */
  readonly normalised?: boolean
}

export function planLine(line: Line, label: string, facts: LineFacts): PlannedLine {
  const parked = parkedAs(line, facts)
  if (facts.isHidden || line.absent === true) return parked
  // An opt-out is no quarrel that somebody has to settle first.
  if (facts.isTripped && !isConsent(line)) return { ...parked, issue: alternatingIssue(line, label) }
  for (const side of sides) {
    const held = facts[side]
    if (held !== undefined && 'bad' in held && flows(line, otherSide(side), facts.may))
      return stopped(line, facts, faultIssue(line, label, side, 'invalid-value', held.bad))
  }
  return decide(line, label, facts, settled(line, facts))
}

const sides = ['salesforce', 'external'] as const

/** The line is left as it is: its bases stay, so it flows as soon as it can. */
export const parkedAs = (line: Line, { known }: LineFacts): PlannedLine => ({
  line,
  salesforce: known?.salesforce ?? null,
  external: known?.external ?? null,
  flag: known?.flag ?? '-'
})

/** A value that can't be written. A record that is to be made and can't be without it is not made. */
function stopped(line: Line, facts: LineFacts, issue: Issue): PlannedLine {
  const parked = parkedAs(line, facts)
  if (facts.creating === null || !isRequired(line, facts.creating)) return { ...parked, issue }
  return { ...parked, blocks: { bucket: 'rejected', code: issue.code, issues: [issue] } }
}

/** A child whose parent is required is not made without one, on either side. */
export const isRequired = (line: Line, side: Side): boolean =>
  line.spec.reference?.required === true ||
  (side === 'external' ? line.field.required === true : line.salesforceRequired === true)

/** A line's values as they are and as they count: a filler counts as the blank it stands in for. */
interface Settled {
  readonly base: { readonly salesforce: Canonical; readonly external: Canonical } | undefined
  readonly raw: Readonly<Record<Side, Canonical | undefined>>
  readonly counts: Readonly<Record<Side, Canonical | undefined>>
  readonly flag: Flag
  readonly isNormalised: boolean
}

function settled(line: Line, facts: LineFacts): Settled {
  const { known } = facts
  const raw = { salesforce: valueOf(facts.salesforce), external: valueOf(facts.external) }
  // At first sight nothing is settling, and a line without a filler has none to recognise.
  if (known === undefined && line.spec.filler === undefined && (facts.standIn ?? null) === null)
    return { base: undefined, raw, counts: raw, flag: '-', isNormalised: false }
  const counts = { salesforce: raw.salesforce, external: raw.external }
  const base = known && { salesforce: known.salesforce, external: known.external }
  let flag: Flag = '-'
  let isNormalised = false
  for (const side of sides) {
    const value = raw[side]
    if (base !== undefined && known?.flag === settlingFlag[side]) {
      // The first look after our write: what the side made of the value is no edit. Looked at once.
      if (value === undefined) flag = known.flag
      else if (!same(line, side, base[side], value) && resembles(line, side, base[side], value)) {
        base[side] = value
        isNormalised = true
      }
    }
    if (base !== undefined && known?.flag === fillerFlag[side]) base[side] = null
    if (!isFiller(line, side, value, facts)) continue
    flag = fillerFlag[side]
    counts[side] = null
  }
  return { base, raw, counts, flag, isNormalised }
}

const valueOf = (held: Held): Canonical | undefined =>
  held !== undefined && 'ok' in held ? held.ok : undefined

/** We wrote it and it still stands; or, at first sight, it is what we would write. Once edited it is data. */
function isFiller(line: Line, side: Side, value: Canonical | undefined, facts: LineFacts): boolean {
  const { known } = facts
  if (known !== undefined)
    return (
      known.flag === fillerFlag[side] && (value === undefined || resembles(line, side, known[side], value))
    )
  const filler = standInOf(line, side, facts)
  return value != null && filler !== null && 'ok' in filler && same(line, side, filler.ok, value)
}

/** What the line itself says, before what its field declares. */
const standInOf = (line: Line, side: Side, { standIn }: LineFacts): CanonicalResult | null =>
  fillerOf(line, side) ?? (side === 'salesforce' && standIn != null ? { ok: standIn } : null)

function decide(line: Line, label: string, facts: LineFacts, now: Settled): PlannedLine {
  const { known, creating } = facts
  const merged = mergeLine(line, {
    base: now.base,
    salesforce: now.counts.salesforce,
    external: now.counts.external,
    newer: facts.newer,
    parents: facts.parents,
    may: facts.may,
    accept: facts.accept,
    creating,
    optedIn: facts.optedIn,
    optedOut: facts.optedOut
  })
  const verdict = filledIn(line, facts, now, merged)
  const held: PlannedLine = {
    line,
    salesforce: now.raw.salesforce === undefined ? (known?.salesforce ?? null) : now.raw.salesforce,
    external: now.raw.external === undefined ? (known?.external ?? null) : now.raw.external,
    flag: now.flag,
    normalised: now.isNormalised
  }
  switch (verdict.do) {
    case 'conflict':
      return {
        ...parkedAs(line, facts),
        issue: conflictIssue(line, label, verdict.salesforce, verdict.external)
      }
    case 'park':
      return stopped(line, facts, faultIssue(line, label, verdict.from, verdict.code, verdict.bad))
    case 'wait':
      return { ...parkedAs(line, facts), waits: waitsOf(line, facts, verdict.waitsFor) }
    case 'write':
      if (verdict.to === null && isRequired(line, verdict.side)) break
      return written(line, held, verdict)
  }
  const cleared = sides.find((side) => isClearedRequired(line, facts, now, otherSide(side)))
  if (cleared !== undefined) return { ...parkedAs(line, facts), issue: requiredIssue(line, label, cleared) }
  if (creating !== null && isRequired(line, creating))
    return { ...held, blocks: { bucket: 'skipped', code: blankCode(line, creating), issues: [] } }
  const isOptIn = isConsent(line) && isOptInHere(line, now.base?.salesforce, held.salesforce)
  return isOptIn ? { ...held, note: 'opt-in-not-sent' } : held
}

const blankCode = (line: Line, side: Side) =>
  side === 'external' ? `blank-${line.name}` : `blank-in-salesforce-${line.name}`

/** A record that is made gets what stands in for a blank, where the line declares it. */
function filledIn(line: Line, facts: LineFacts, now: Settled, verdict: Verdict): Verdict {
  const { creating, may } = facts
  if (creating === null || (verdict.do !== 'agree' && verdict.do !== 'rest') || !flows(line, creating, may))
    return verdict
  // Nobody's consent stands in for a blank.
  if (isConsent(line)) return verdict
  const filler = standInOf(line, creating, facts)
  if (filler === null || (now.counts[otherSide(creating)] ?? null) !== null) return verdict
  if ('bad' in filler)
    return { do: 'park', from: otherSide(creating), code: 'invalid-filler', bad: filler.bad }
  return { do: 'write', side: creating, to: filler.ok, filler: true }
}

function written(
  line: Line,
  held: PlannedLine,
  { side, to, also, filler }: Verdict & { do: 'write' }
): PlannedLine {
  const flag: Flag = filler ? fillerFlag[side] : settles(line, side, to) ? settlingFlag[side] : '-'
  const first: LineWrite = { side, to, before: held[side] }
  const kept = keptBy(line, side, to)
  const after: PlannedLine = {
    line,
    salesforce: side === 'salesforce' ? kept : held.salesforce,
    external: side === 'external' ? kept : held.external,
    flag,
    normalised: held.normalised === true,
    writes: [first]
  }
  if (also === undefined) return after
  const other = otherSide(side)
  const second: LineWrite = { side: other, to: also, before: held[other] }
  return { ...after, [other]: keptBy(line, other, also), writes: [first, second] }
}

function waitsOf(line: Line, { creating }: LineFacts, waits: Waits) {
  const required = line.spec.reference?.required === true || (creating !== null && isRequired(line, creating))
  return { ...waits, line: line.name, required }
}

/** The other side had a value, lost it, and this side can't be without one. Where the line ignores blanks outside, nobody is asked. */
function isClearedRequired(line: Line, { may }: LineFacts, { base, counts }: Settled, side: Side): boolean {
  if (side === 'salesforce' && line.spec.blank !== 'propagate') return false
  const from = otherSide(side)
  const wasCleared = base != null && base[from] !== null && counts[from] === null
  return wasCleared && counts[side] !== null && isRequired(line, side) && flows(line, side, may)
}
