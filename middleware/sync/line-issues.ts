import type { ErrorKind, Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import type { Issue } from './change.ts'
import type { MappingFault } from './mapping.ts'
import type { Line } from './pair.ts'

/** What a person has to know about a single line. Each says which field, what is wrong and what to do next. */

/** The field of a side, by the name people know it by there. */
export const fieldAt = (line: Line, side: Side) =>
  side === 'salesforce' ? line.spec.salesforce.join(' + ') : line.field.label

export const placeOf = (side: Side, label: string) => (side === 'salesforce' ? 'Salesforce' : label)

/** A value of side `from` that the other side can't be sent. */
export function faultIssue(line: Line, label: string, from: Side, code: MappingFault, bad: string): Issue {
  const [field, place] = [fieldAt(line, from), placeOf(from, label)]
  const other = placeOf(from === 'salesforce' ? 'external' : 'salesforce', label)
  const message = {
    'invalid-value': `${field} ${bad}. Correct it in ${place}; it is sent with the next change.`,
    'too-long': `${field} ${bad} in ${fieldAt(line, from === 'salesforce' ? 'external' : 'salesforce')} in ${other}. Shorten it in ${place}, or map the field to another one. The other fields are sent.`,
    'unmapped-value': `${field} in ${place} ${bad}. Add it to the list, or say what unlisted values become. The other fields are sent.`,
    'no-time-zone': `${field} ${bad}. Declare the zone in the mapping. The other fields are sent.`,
    'invalid-filler': `The value that stands in for a blank ${field} ${bad}. Correct it in the mapping.`
  }[code]
  return { line: line.name, code, message }
}

/** Both sides were edited, and the line's rule is to ask. */
export function conflictIssue(line: Line, label: string, salesforce: Canonical, external: Canonical): Issue {
  const message = `${fieldAt(line, 'salesforce')} is ${quoted(salesforce)} in Salesforce, and ${line.field.label} is ${quoted(external)} in ${label}. Accept one of the two, or make them equal. Until then this field is left alone; the others are synced.`
  return { line: line.name, code: 'conflict', message, choices: { salesforce, external } }
}

/** A field was cleared on one side that the other can't be without. */
export function requiredIssue(line: Line, label: string, cleared: Side): Issue {
  const other = cleared === 'salesforce' ? 'external' : 'salesforce'
  const message = `${fieldAt(line, cleared)} was cleared in ${placeOf(cleared, label)}, but a record in ${placeOf(other, label)} can't be without ${fieldAt(line, other)}. The last value stays there. Fill it in again, or declare a value that stands in for a blank.`
  return { line: line.name, code: 'required-blank', message }
}

/** The line was written back and forth, and somebody has to find out who else writes it. */
export function alternatingIssue(line: Line, label: string): Issue {
  const message = `${fieldAt(line, 'salesforce')} and ${line.field.label} in ${label} keep changing each other. Look for a workflow, flow or other integration that writes one of them, then retry. The other fields are synced.`
  return { line: line.name, code: 'alternating', message }
}

/** A write that a side refused for a reason that does not pass by itself; `message` is what it said. */
export function refusalIssue(
  what: {
    /** The line that the refusal names, if it names one. */
    readonly line: Line | undefined
    readonly side: Side
    readonly place: string
    /** Null of a record that was to be made. */
    readonly id: string | null
  },
  error: { readonly kind: ErrorKind; readonly message: string }
): Issue {
  const { line, side, place, id } = what
  const record = id === null ? 'the new record' : `record ${id}`
  const field = line === undefined ? '' : `${fieldAt(line, side)} of `
  const said = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`
  const message = `${place} refused ${field}${record}: ${said} ${nextSteps[error.kind](place)}`
  return { line: line?.name ?? '', code: error.kind, message }
}

const nextSteps: Readonly<Record<ErrorKind, (place: string) => string>> = {
  invalid: () => 'Correct the value; the record is sent with its next change, or retry.',
  forbidden: (place) => `Give the sync's user the right to write it in ${place}, then retry.`,
  conflict: (place) => `Look in ${place} for what else writes the record or has the same value, then retry.`,
  'not-found': (place) => `Look in ${place} whether it was deleted or is hidden from the sync's user, then retry, or unlink the two.`, // prettier-ignore
  schema: (place) => `Look whether ${place} still has what is mapped, correct the mapping, then retry.`,
  auth: (place) => `Log in to ${place} again, then retry.`,
  'rate-limited': () => 'It is tried again by itself; retry to do it now.',
  unavailable: () => 'It is tried again by itself; retry to do it now.'
}

const SHOWN = 80

/** Long values are shown in part, cut where no character is halved; the issue's choices hold them whole. */
export function quoted(value: Canonical): string {
  if (value === null) return 'blank'
  return value.length <= SHOWN ? `"${value}"` : `"${value.slice(0, SHOWN).replace(/\p{Cs}$/u, '')}…"`
}
