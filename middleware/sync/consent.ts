import type { ConsentEvent, ConsentState } from './consent-event.ts'

export const unknownConsent: ConsentState = { lastOut: null, lastInByPerson: null, lastInByStaff: null }

/**
 * What a set of events comes to: three maxima, so that order, repeats and replicas can't matter. An opt-out counts from
 * the latest instant it may have happened, an opt-in from the earliest; one whose earliest instant nobody knows, or whose
 * author nobody knows, is evidence and moves nothing. Throws `RangeError` for something that is no instant.
 */
export function fold(events: Iterable<ConsentEvent>): ConsentState {
  let state = unknownConsent
  for (const event of events) state = merge(state, stateAfter(event))
  return state
}

/** The states of two replicas, or of two sets of events, as one. */
export function merge(a: ConsentState, b: ConsentState): ConsentState {
  return {
    lastOut: later(a.lastOut, b.lastOut),
    lastInByPerson: later(a.lastInByPerson, b.lastInByPerson),
    lastInByStaff: later(a.lastInByStaff, b.lastInByStaff)
  }
}

function stateAfter(event: ConsentEvent): ConsentState {
  if (event.kind === 'out') return { ...unknownConsent, lastOut: instantText(event.atTo) }
  const from = event.atFrom === null ? null : instantText(event.atFrom)
  if (event.who === 'person') return { ...unknownConsent, lastInByPerson: from }
  if (event.who === 'staff') return { ...unknownConsent, lastInByStaff: from }
  return unknownConsent
}

const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a)

/** Out, unless the person's own later opt-in exists. A tie is out; what staff ticks never lifts an opt-out. */
export function isOut({ lastOut, lastInByPerson }: ConsentState): boolean {
  return lastOut !== null && (lastInByPerson === null || lastInByPerson <= lastOut)
}

/** Whether there ever was an opt-out, lifted or not. */
export const everOut = ({ lastOut }: ConsentState): boolean => lastOut !== null

/** Whether an opt-in is on record that holds. Without any event nothing is known, which is no permission. */
export function mayContact(state: ConsentState): boolean {
  return !isOut(state) && (state.lastInByPerson !== null || state.lastInByStaff !== null)
}

/** The one text form of an instant, in which later is greater. */
export function instantText(instant: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) throw new RangeError(`"${instant}" is not an instant`)
  return date.toISOString()
}
