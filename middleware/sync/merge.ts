import type { Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import {
  otherSide,
  same,
  translate,
  type Mapped,
  type MappingFault,
  type Parents,
  type Waits
} from './mapping.ts'
import { isConsent, mergeConsent } from './merge-consent.ts'
import { flows } from './flow.ts'
import type { Line } from './pair.ts'

/** A line's values, each in its own side's terms: what was last known to be held, and what is there now. */
export interface LineState {
  /** None before the first link: then nobody has cleared or edited anything. */
  readonly base?: { readonly salesforce: Canonical; readonly external: Canonical } | undefined
  /** `undefined`: not read, so nothing is known to have changed. */
  readonly salesforce: Canonical | undefined
  readonly external: Canonical | undefined
  /** The side whose record was modified later, where both tell. */
  readonly newer?: Side | null
  readonly parents?: Parents
  /** What the pair's policy allows to be written; everything where nothing is said. */
  readonly may?: { readonly toExternal: boolean; readonly toSalesforce: boolean }
  /** A person's answer to a conflict of this line. */
  readonly accept?: Side | undefined
  /** The person themselves opted in outside, later than any opt-out. */
  readonly optedIn?: boolean
  /** The ledger holds an opt-out of this address that nothing lifted. */
  readonly optedOut?: boolean
  /** The side on which the record is going to be made. */
  readonly creating?: Side | null
}

/**
 * `write` sends `to`, in `side`'s terms, and `also` to the other side in its own. `conflict` and `park` leave the line as it is, with its bases. `agree` and `rest` write nothing: the sides hold the same, nothing
 * moved, or the line's rules say so.
 */
export type Verdict =
  | {
      readonly do: 'write'
      readonly side: Side
      readonly to: Canonical
      readonly also?: Canonical
      readonly filler?: true
    }
  | { readonly do: 'agree' }
  | { readonly do: 'rest' }
  | { readonly do: 'conflict'; readonly salesforce: Canonical; readonly external: Canonical }
  | { readonly do: 'park'; readonly from: Side; readonly code: MappingFault; readonly bad: string }
  | { readonly do: 'wait'; readonly waitsFor: Waits }

/**
 * Three-way merge of one line. A side counts as changed only against its own base, so a value that was normalised is
 * never taken for an edit, and our own write coming back changes nothing. Whether the sides agree is asked after mapping.
 */
export function mergeLine(line: Line, state: LineState): Verdict {
  const now = valuesOf(state)
  if (isConsent(line)) return mergeConsent(line, state, now)
  if (now.salesforce === null && now.external === null) return { do: 'agree' }
  const outside = inTermsOf('external', line, state, now)
  if (isHeld(line, state, now, 'external', outside)) return { do: 'agree' }
  const inside = inTermsOf('salesforce', line, state, now)
  if (isHeld(line, state, now, 'salesforce', inside)) return { do: 'agree' }
  const source = winner(line, state, now)
  if (source === null) return { do: 'rest' }
  if (source === 'ask') return { do: 'conflict', salesforce: now.salesforce, external: now.external }
  return push(line, state, now, source, source === 'salesforce' ? outside : inside)
}

export type Now = Readonly<Record<Side, Canonical>>

/** What was not read is taken to be as it was last known. */
const valuesOf = ({ base, salesforce, external }: LineState): Now => ({
  salesforce: salesforce === undefined ? (base?.salesforce ?? null) : salesforce,
  external: external === undefined ? (base?.external ?? null) : external
})

/** Nothing is known to be linked. */
const noParents: Parents = () => null

/** The other side's value in the terms of side `to`: what it would be sent. */
const inTermsOf = (to: Side, line: Line, { parents = noParents }: LineState, now: Now): Mapped =>
  translate(line, to, now[otherSide(to)], parents)

/** Lossy mappings make the same of several values, so either direction may show that both sides mean one. */
export function agrees(line: Line, state: LineState, now: Now): boolean {
  if (now.salesforce === null && now.external === null) return true
  return sides.some((to) => isHeld(line, state, now, to, inTermsOf(to, line, state, now)))
}

const sides = ['external', 'salesforce'] as const

/** Side `to` holds what it would be sent. */
function isHeld(line: Line, { may }: LineState, now: Now, to: Side, mapped: Mapped): boolean {
  if (!('ok' in mapped) || mapped.filler === true || !same(line, to, mapped.ok, now[to])) return false
  // What a fallback makes of an unlisted value says something only where it would be written.
  return mapped.gap === undefined || flows(line, to, may)
}

/** The side whose value goes to the other; `ask` when only a person can say. */
function winner(line: Line, state: LineState, now: Now): Side | 'ask' | null {
  const salesforce = isMoved(line, state, now, 'salesforce')
  const external = isMoved(line, state, now, 'external')
  if (!salesforce && !external) return null
  if (salesforce !== external) return salesforce ? 'salesforce' : 'external'
  const { direction, blank, wins = 'salesforce' } = line.spec
  if (direction !== 'both') return direction === 'toExternal' ? 'salesforce' : 'external'
  if (blank !== 'propagate' && now.salesforce === null) return 'external'
  if (blank !== 'propagate' && now.external === null) return 'salesforce'
  if (state.accept !== undefined) return state.accept
  if (wins === 'newest') return state.newer ?? 'ask'
  return wins === 'most-restrictive' ? 'ask' : wins
}

const isMoved = (line: Line, state: LineState, now: Now, side: Side): boolean =>
  state[side] !== undefined && !same(line, side, now[side], state.base?.[side] ?? null)

/** `mapped`: the source's value in the other side's terms. */
function push(line: Line, state: LineState, now: Now, source: Side, mapped: Mapped): Verdict {
  const to = otherSide(source)
  if (!flows(line, to, state.may)) return { do: 'rest' }
  if (line.spec.blank === 'fill-only' && now[to] !== null) return { do: 'rest' }
  if ('waitsFor' in mapped) return { do: 'wait', waitsFor: mapped.waitsFor }
  if ('bad' in mapped) return { do: 'park', from: source, code: mapped.code, bad: mapped.bad }
  const isBlank = mapped.ok === null || mapped.filler === true
  if (isBlank && (line.spec.blank !== 'propagate' || state.base === undefined)) return { do: 'rest' }
  return mapped.filler === true
    ? { do: 'write', side: to, to: mapped.ok, filler: true }
    : { do: 'write', side: to, to: mapped.ok }
}
