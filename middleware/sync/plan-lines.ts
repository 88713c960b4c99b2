import type { Side, Value, Values } from '../connectors/connector.ts'
import { localPart } from './address.ts'
import { fromCanonical, type Canonical } from './canonical.ts'
import type { Bucket, Gap, Issue, LineChange, SentLine } from './change.ts'
import type { May } from './flow.ts'
import { gapsOf } from './gaps.ts'
import {
  fromExternal,
  fromSalesforce,
  fromWhole,
  salesforceValues,
  type Held,
  type Parents,
  type Waits
} from './mapping.ts'
import { isConsent } from './merge-consent.ts'
import { parkedAs, planLine, type LineFacts, type LineWrite, type PlannedLine } from './plan-line.ts'
import type { Line, Pair } from './pair.ts'
import { plannedAtOnce } from './plan-new.ts'
import { flagAt } from './settle.ts'

/** What both sides were last known to hold of a line, and what is special about that. */
type Base = Pick<SentLine, Side | 'flag'>

/** What is known of a record on both sides. */
export interface RecordFacts {
  /** The link's bases, by line; `null` without a link of this mapping revision. */
  readonly known: {
    readonly salesforce: readonly Canonical[]
    readonly external: readonly Canonical[]
    readonly flags: string
  } | null
  /** Of a record without a link that a write without an answer made: the bases of the lines that are known all the same. */
  readonly landed?: readonly (Base | undefined)[]
  /** `null`: the record does not exist there (yet), or was not read. */
  readonly salesforce: Readonly<Record<string, unknown>> | null
  readonly external: Values | null
  /** The external record was read whole: an open field that is not mentioned is blank. */
  readonly whole: boolean
  /** Whose modification is later, where both sides tell. */
  readonly newer: Side | null
  readonly parents: Parents
  readonly may: May
  /** Both records exist, whether they were read or not; as `known` says where nothing is said. */
  readonly linked?: boolean
  /** A person's answers to conflicts, by line. */
  readonly accept?: Readonly<Record<string, Side>>
  /** Consent lines whose person was seen to opt in outside by themselves, later than any opt-out. */
  readonly optedIn?: ReadonlySet<string>
  /** Consent lines whose address is opted out by the ledger. */
  readonly optedOut?: ReadonlySet<string>
  /** Consent lines alone; the others stay as they were last known, for whoever comes to them. */
  readonly only?: 'consent'
  /** Lines that were seen to alternate, and are left alone. */
  readonly tripped?: ReadonlySet<string>
}

/** What merging a record's lines came to. */
export interface PlannedLines {
  /** What is sent to each side: the fields that change, and no others. */
  readonly toExternal: Values
  readonly toSalesforce: Values
  /** The bases after the writes succeeded, by line. */
  readonly salesforce: readonly Canonical[]
  readonly external: readonly Canonical[]
  /** One character a line, see `Flag`. */
  readonly flags: string
  readonly changes: readonly LineChange[]
  /** About single lines, which are parked while the rest of the record flows. */
  readonly issues: readonly Issue[]
  /** Why an edit that was seen is deliberately not sent. */
  readonly note: string | null
  /** The record as a whole can't be made. */
  readonly blocked: {
    readonly bucket: Bucket
    readonly code: string
    readonly issues: readonly Issue[]
  } | null
  /** A parent that is not linked yet. `required`: nothing is written before it is; otherwise only this line waits. */
  readonly waitsFor: (Waits & { readonly line: string; readonly required: boolean }) | null
  /** Values that a line's list does not name, with the side they were seen on. */
  readonly gaps: readonly Gap[]
  /** Lines whose value was taken for what became of the one that was sent. */
  readonly normalised: readonly string[]
}

type Known = NonNullable<RecordFacts['known']>

/** Nothing to write and nothing to say: what a link's bases are without a merge. */
export const noLines = (known: Known): PlannedLines => ({
  ...known,
  toExternal: {},
  toSalesforce: {},
  changes: [],
  issues: [],
  note: null,
  blocked: null,
  waitsFor: null,
  gaps: [],
  normalised: []
})

/** Merges every line of a record. A line that can't be written is parked with an issue; only a required one stops the record. */
export function planLines(pair: Pair, label: string, record: RecordFacts): PlannedLines {
  const creating = creatingAt(record)
  const gaps: Gap[] = []
  const planned = pair.lines.map((line, index) => {
    const salesforce = readSalesforce(line, record)
    const external = readExternal(line, record)
    const source = creating === 'external' ? salesforce : external
    const atOnce = creating === null ? null : plannedAtOnce(line, creating, source, record)
    if (atOnce !== null) return atOnce
    const facts = factsOf(line, index, record, creating, { salesforce, external })
    if (record.only === 'consent')
      return isConsent(line) ? planLine(line, label, facts) : parkedAs(line, facts)
    if (line.spec.values !== undefined) gaps.push(...gapsOf(line, facts))
    return planLine(line, label, facts)
  })
  return { ...together(planned, record), gaps }
}

/** The lines of a record as one. Every record comes by here with all its lines, so nothing is made on the way but the result. */
function together(planned: readonly PlannedLine[], record: RecordFacts): Omit<PlannedLines, 'gaps'> {
  const toExternal: Record<string, Value> = {}
  const toSalesforce: Record<string, Value> = {}
  const changes: LineChange[] = []
  const issues: Issue[] = []
  const normalised: string[] = []
  let flags = ''
  let note: PlannedLines['note'] = null
  let blocked: PlannedLines['blocked'] = null
  let waitsFor: PlannedLines['waitsFor'] = null
  for (const one of planned) {
    flags += one.flag
    note ??= one.note ?? null
    blocked ??= one.blocks ?? null
    if (one.waits !== undefined && (waitsFor === null || (one.waits.required && !waitsFor.required)))
      waitsFor = one.waits
    if (one.issue !== undefined) issues.push(one.issue)
    if (one.normalised === true) normalised.push(one.line.name)
    for (const write of one.writes ?? noWrites) {
      const { name, field } = one.line
      if (write.side === 'external') toExternal[name] = fromCanonical(field.type, write.to)
      else Object.assign(toSalesforce, salesforceValues(one.line, write.to, record.salesforce ?? {}))
      changes.push({ side: write.side, line: name, value_from: write.before, value_to: one[write.side] })
    }
  }
  const salesforce = planned.map((one) => one.salesforce)
  const external = planned.map((one) => one.external)
  return { toExternal, toSalesforce, salesforce, external, flags, changes, issues, note, blocked, waitsFor, normalised } // prettier-ignore
}

const noWrites: readonly LineWrite[] = []

/** Of a record that takes no part now: what is edited meanwhile still counts when it is back, so only what is written is known anew. */
export function onlyWritten(pair: Pair, lines: PlannedLines, known: Known): PlannedLines {
  const written = new Set(lines.changes.map((change) => change.line))
  const isWritten = pair.lines.map(({ name }) => written.has(name))
  const held = (side: Side) =>
    lines[side].map((value, at) => (isWritten[at] ? value : (known[side][at] ?? null)))
  const flags = isWritten.map((is, at) => flagAt(is ? lines.flags : known.flags, at)).join('')
  return { ...lines, salesforce: held('salesforce'), external: held('external'), flags }
}

function creatingAt({ known, linked = known !== null, salesforce, external }: RecordFacts): Side | null {
  if (linked) return null
  if (external === null) return 'external'
  return salesforce === null ? 'salesforce' : null
}

function factsOf(
  line: Line,
  index: number,
  record: RecordFacts,
  creating: Side | null,
  { salesforce, external }: Readonly<Record<Side, Held>>
): LineFacts {
  const { name } = line
  const known = knownOf(record, index)
  return {
    known,
    salesforce: creating === 'salesforce' ? blank : salesforce,
    external: creating === 'external' ? blank : external,
    creating,
    standIn: line.standsInFrom === undefined ? null : localPart(record.external?.[line.standsInFrom]),
    isHidden:
      (record.salesforce !== null && salesforce === undefined) ||
      (record.external !== null && external === undefined && known === undefined && isRisky(line)),
    newer: record.newer,
    parents: record.parents,
    may: record.may,
    accept: record.accept?.[name],
    // A record that is made of one outside is told what that one says, also that the person agreed, unless they ever took it back.
    optedIn:
      record.optedIn?.has(name) === true ||
      (creating === 'salesforce' && record.optedOut?.has(name) !== true),
    optedOut: record.optedOut?.has(name) === true,
    isTripped: record.tripped?.has(name) === true
  }
}

const blank: Held = { ok: null }

function knownOf({ known, landed }: RecordFacts, index: number): LineFacts['known'] {
  if (known === null) {
    const base = landed?.[index]
    return base && { salesforce: base.salesforce, external: base.external, flag: flagAt(base.flag, 0) }
  }
  return {
    salesforce: known.salesforce[index] ?? null,
    external: known.external[index] ?? null,
    flag: flagAt(known.flags, index)
  }
}

/** At first sight a value outside that was not read is not written over, unless Salesforce would win anyway. */
const isRisky = ({ spec }: Line) => spec.direction === 'both' && (spec.wins ?? 'salesforce') !== 'salesforce'

const readSalesforce = (line: Line, { salesforce }: RecordFacts): Held =>
  salesforce === null ? undefined : fromSalesforce(line, salesforce)

function readExternal(line: Line, { external, whole }: RecordFacts): Held {
  if (external === null) return undefined
  return whole ? fromWhole(line, external) : fromExternal(line, external)
}
