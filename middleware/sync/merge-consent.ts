import type { FieldType, Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import { flows } from './flow.ts'
import { otherSide, typeOf } from './mapping.ts'
import type { LineState, Now, Verdict } from './merge.ts'
import type { Line } from './pair.ts'

type ConsentType = Extract<FieldType, 'opt-out' | 'opt-in'>

const isConsentType = (type: FieldType): boolean => type === 'opt-out' || type === 'opt-in'

/** Whether a line says if a person may be contacted. */
export const isConsent = (line: Line): boolean =>
  isConsentType(line.field.type) || isConsentType(typeOf(line, 'salesforce'))

/**
 * The most restrictive wins, always: an opt-out travels, its absence is never an opt-in. Nothing but an opt-out is
 * ever sent outside; Salesforce is told of an opt-in only when the person's own act was seen. An opt-out asks neither the
 * pair's policy nor its criterion (`may`), only which way the line goes.
 */
export function mergeConsent(line: Line, state: LineState, now: Now): Verdict {
  const [here, there] = [stanceOf(line, 'salesforce', now), stanceOf(line, 'external', now)]
  const isOutThere = there === 'out' && !isByDefault(line, state)
  // Their own later act: what Salesforce still shows is from before it.
  if (state.optedIn === true && there === 'in') {
    if (here === 'in' || !flows(line, 'salesforce', state.may))
      return { do: here === 'in' ? 'agree' : 'rest' }
    return { do: 'write', side: 'salesforce', to: textOf(line, 'salesforce', 'in') }
  }
  const isOut = state.optedOut === true || isOutHere(line, state, now) || isOutThere
  if (isOut) {
    const showing = { salesforce: here, external: there }
    const [first, second] = (['external', 'salesforce'] as const).filter((side) => showing[side] !== 'out')
    if (first === undefined) return { do: 'agree' }
    const [side, other] = [first, second].filter((one) => one !== undefined && flows(line, one))
    if (side === undefined) return { do: 'rest' }
    const also = other === undefined ? {} : { also: textOf(line, other, 'out') }
    return { do: 'write', side, to: textOf(line, side, 'out'), ...also }
  }
  return { do: here === there ? 'agree' : 'rest' }
}

/** The vendor shows it on whoever it was told nothing about. A record that is made in Salesforce is told it all the same. */
function isByDefault(line: Line, { base, creating }: LineState): boolean {
  if (line.field.outByDefault !== true || creating === 'salesforce') return false
  return base === undefined || stanceOf(line, 'external', { ...base }) !== 'in'
}

/** A tick that was taken away in Salesforce, or an opt-in that was set there: seen, and deliberately not sent. */
export function isOptInHere(line: Line, base: Canonical | undefined, now: Canonical): boolean {
  const before = stanceOf(line, 'salesforce', { salesforce: base ?? null, external: null })
  return before === 'out' && stanceOf(line, 'salesforce', { salesforce: now, external: null }) === 'in'
}

type Stance = 'in' | 'out' | null

function stanceOf(line: Line, side: Side, now: Now): Stance {
  const value = now[side]
  if (value === null) return null
  return (consentType(line, side) === 'opt-out') === (value === 'true') ? 'out' : 'in'
}

const textOf = (line: Line, side: Side, stance: 'in' | 'out'): Canonical =>
  String((consentType(line, side) === 'opt-out') === (stance === 'out'))

/** A side that keeps a plain checkbox means by it what the other side says. */
export function consentType(line: Line, side: Side): ConsentType {
  const own = typeOf(line, side)
  return own === 'opt-in' || own === 'opt-out'
    ? own
    : typeOf(line, otherSide(side)) === 'opt-in'
      ? 'opt-in'
      : 'opt-out'
}

/**
 * A ticked opt-out is one at first sight. An opt-in checkbox that was never ticked is Salesforce's default and says
 * nothing about the person: only taking the tick away is an opt-out.
 */
function isOutHere(line: Line, { base }: LineState, now: Now): boolean {
  if (stanceOf(line, 'salesforce', now) !== 'out') return false
  return consentType(line, 'salesforce') === 'opt-out' || base?.salesforce === 'true'
}
