import type { Value } from '../connectors/connector.ts'
import { fromCanonical, type Canonical } from './canonical.ts'
import type { Bucket, Issue, LineChange, Resolved } from './change.ts'
import { asKept, fromSalesforce, fromWhole } from './mapping.ts'
import { mergeLine } from './merge.ts'
import type { Line, Pair } from './pair.ts'

/** What merging a record's lines came to. */
export interface PlannedLines {
  /** What is sent: the fields that change, and no others. */
  readonly values: Readonly<Record<string, Value>>
  /** The bases after the write, by line. */
  readonly salesforce: readonly Canonical[]
  readonly external: readonly Canonical[]
  readonly changes: readonly LineChange[]
  /** About single lines, which are parked while the rest of the record flows. */
  readonly issues: readonly Issue[]
  /** Why an edit that was seen is deliberately not sent. */
  readonly note: string | null
  /** The record as a whole can't be written. */
  readonly blocked: {
    readonly bucket: Bucket
    readonly code: string
    readonly issues: readonly Issue[]
  } | null
}

/** What one line comes to: its bases after the write, and what has to be said or sent. */
interface PlannedLine {
  readonly line: Line
  readonly salesforce: Canonical
  readonly external: Canonical
  /** What stood outside before. */
  readonly before: Canonical
  readonly take?: { readonly to: Canonical }
  readonly issue?: Issue
  readonly note?: string
  readonly blocks?: NonNullable<PlannedLines['blocked']>
}

type Read = { readonly value: Canonical } | { readonly parked: Issue | null }

/** Merges every line of a record. A line that can't be written is parked with an issue; only a required one stops the record. */
export function planLines(
  pair: Pair,
  label: string,
  { link, found }: Resolved,
  current: Readonly<Record<string, unknown>>
): PlannedLines {
  const known = link !== null && link.rev === pair.rev ? link : null
  const planned = pair.lines.map((line, index) => {
    const base =
      known === null
        ? undefined
        : { salesforce: known.salesforce[index] ?? null, external: known.external[index] ?? null }
    const held = found === null ? undefined : fromWhole(line, found.values)
    const there = held !== undefined && 'ok' in held ? held.ok : base?.external
    return planLine(line, label, { base, there, isLinked: link !== null }, current)
  })
  const taken = planned.flatMap((one) => (one.take === undefined ? [] : [{ ...one, to: one.take.to }]))
  return {
    values: Object.fromEntries(taken.map(({ line, to }) => [line.name, fromCanonical(line.field.type, to)])),
    salesforce: planned.map((one) => one.salesforce),
    external: planned.map((one) => one.external),
    changes: taken.map(({ line, before, external }) => ({
      line: line.name,
      value_from: before,
      value_to: external
    })),
    issues: planned.flatMap((one) => one.issue ?? []),
    note: planned.find((one) => one.note !== undefined)?.note ?? null,
    blocked: planned.find((one) => one.blocks !== undefined)?.blocks ?? null
  }
}

interface LineContext {
  readonly base: { readonly salesforce: Canonical; readonly external: Canonical } | undefined
  /** What the external side holds now, or was last known to hold. */
  readonly there: Canonical | undefined
  readonly isLinked: boolean
}

function planLine(
  line: Line,
  label: string,
  { base, there, isLinked }: LineContext,
  current: Readonly<Record<string, unknown>>
): PlannedLine {
  const before = there ?? null
  const parked = { line, salesforce: base?.salesforce ?? null, external: before, before }
  const read = readLine(line, label, current)
  const required = line.field.required === true
  if ('parked' in read) {
    const { parked: issue } = read
    if (issue === null) return parked
    if (!required || isLinked) return { ...parked, issue }
    return { ...parked, blocks: { bucket: 'rejected', code: issue.code, issues: [issue] } }
  }
  if (required && read.value === null) {
    if (isLinked) return { ...parked, issue: clearedRequired(line, label) }
    return { ...parked, blocks: { bucket: 'skipped', code: `blank-${line.name}`, issues: [] } }
  }
  const verdict = mergeLine(line, { base, salesforce: read.value, external: there })
  if (verdict.do === 'take')
    return {
      line,
      salesforce: read.value,
      external: asKept(line, verdict.to),
      before,
      take: { to: verdict.to }
    }
  const unticked = line.field.type === 'opt-out' && base?.salesforce === 'true' && read.value === 'false'
  return {
    line,
    salesforce: read.value,
    external: before,
    before,
    ...(unticked && { note: 'opt-in-not-sent' })
  }
}

/** A line's value, if it is one that can be written. A field that was not read is parked without a word: it says nothing. */
function readLine(line: Line, label: string, current: Readonly<Record<string, unknown>>): Read {
  const held = fromSalesforce(line, current)
  if (held === undefined) return { parked: null }
  const from = line.spec.salesforce.join(' + ')
  if ('bad' in held)
    return {
      parked: {
        line: line.name,
        code: 'invalid-value',
        message: `${from} ${held.bad}. Correct it in Salesforce; it is sent with the next change.`
      }
    }
  const { maxLength } = line.field
  if (maxLength !== undefined && held.ok !== null && held.ok.length > maxLength)
    return {
      parked: {
        line: line.name,
        code: 'too-long',
        message: `${from} has ${held.ok.length} characters; ${label} keeps ${maxLength} in ${line.field.label}. Shorten it in Salesforce, or map the field to another one. The other fields are sent.`
      }
    }
  return { value: held.ok }
}

const clearedRequired = (line: Line, label: string): Issue => ({
  line: line.name,
  code: 'required-blank',
  message: `${line.spec.salesforce.join(' + ')} was cleared in Salesforce, but a record in ${label} can't be without ${line.field.label}. The last value stays there.`
})
