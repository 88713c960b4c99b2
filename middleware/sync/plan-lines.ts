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

type Read = { readonly value: Canonical } | { readonly parked: Issue | null }

/** Merges every line of a record. A line that can't be written is parked with an issue; only a required one stops the record. */
export function planLines(
  pair: Pair,
  label: string,
  { link, found }: Resolved,
  current: Readonly<Record<string, unknown>>
): PlannedLines {
  const known = link !== null && link.rev === pair.rev ? link : null
  const values: Record<string, Value> = {}
  const salesforce: Canonical[] = []
  const external: Canonical[] = []
  const changes: LineChange[] = []
  const issues: Issue[] = []
  let note: string | null = null
  let blocked: PlannedLines['blocked'] = null

  pair.lines.forEach((line, index) => {
    const base =
      known === null
        ? undefined
        : { salesforce: known.salesforce[index] ?? null, external: known.external[index] ?? null }
    const held = found === null ? undefined : fromWhole(line, found.values)
    const there = held !== undefined && 'ok' in held ? held.ok : base?.external
    const read = readLine(line, label, current)
    if ('parked' in read) {
      if (read.parked !== null) issues.push(read.parked)
      if (line.field.required === true && read.parked !== null && link === null)
        blocked = { bucket: 'rejected', code: read.parked.code, issues: [read.parked] }
      salesforce.push(base?.salesforce ?? null)
      external.push(there ?? null)
      return
    }
    if (line.field.required === true && read.value === null) {
      if (link === null) blocked ??= { bucket: 'skipped', code: `blank-${line.name}`, issues: [] }
      else issues.push(clearedRequired(line, label))
      salesforce.push(base?.salesforce ?? null)
      external.push(there ?? null)
      return
    }
    const verdict = mergeLine(line, { base, salesforce: read.value, external: there })
    salesforce.push(read.value)
    if (verdict.do === 'take') {
      values[line.name] = fromCanonical(line.field.type, verdict.to)
      const kept = asKept(line, verdict.to)
      changes.push({ line: line.name, value_from: there ?? null, value_to: kept })
      external.push(kept)
      return
    }
    if (line.field.type === 'opt-out' && base?.salesforce === 'true' && read.value === 'false')
      note = 'opt-in-not-sent'
    external.push(there ?? null)
  })
  return { values, salesforce, external, changes, issues, note, blocked }
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
