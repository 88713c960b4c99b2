import type { Side } from '../connectors/connector.ts'
import { flows } from './flow.ts'
import { keptBy, otherSide, translate, type Held } from './mapping.ts'
import { isConsent } from './merge-consent.ts'
import type { Line } from './pair.ts'
import type { RecordFacts } from './plan-lines.ts'
import { isRequired, type PlannedLine } from './plan-line.ts'
import { settles, settlingFlag } from './settle.ts'

/**
 * A line of a record that is made on side `creating`, of the value that the other side holds, where nothing about it is
 * special: what `planLine` comes to, in a third of the time, and a first sync plans every line of every record. Null where
 * anything has to be asked: a consent, a filler, a parent, a value that can't be written, what an earlier write left.
 */
export function plannedAtOnce(
  line: Line,
  creating: Side,
  held: Held,
  { known, landed, tripped, only, may, parents }: RecordFacts
): PlannedLine | null {
  if (held === undefined || 'bad' in held || line.absent === true || isConsent(line)) return null
  const { filler, reference, values } = line.spec
  if (filler !== undefined || reference !== undefined || values !== undefined) return null
  if (known !== null || landed !== undefined || tripped !== undefined || only !== undefined) return null
  const value = held.ok
  if (value === null)
    return isRequired(line, creating) || line.standsInFrom !== undefined ? null : blankOf(line)
  const from = otherSide(creating)
  if (!flows(line, creating, may) || keptBy(line, from, value) === null) return null
  const sent = translate(line, creating, value, parents)
  if (!('ok' in sent) || sent.ok === null) return null
  const kept = keptBy(line, creating, sent.ok)
  // What the other side makes a blank of is no value there.
  if (kept === null) return null
  return {
    line,
    salesforce: creating === 'salesforce' ? kept : value,
    external: creating === 'external' ? kept : value,
    flag: settles(line, creating, sent.ok) ? settlingFlag[creating] : '-',
    normalised: false,
    writes: [{ side: creating, to: sent.ok, before: null }]
  }
}

const blanks = new WeakMap<Line, PlannedLine>()

/** Half the lines of a million records. */
function blankOf(line: Line): PlannedLine {
  const known = blanks.get(line) ?? { line, salesforce: null, external: null, flag: '-' as const }
  blanks.set(line, known)
  return known
}
