import type { Side, Values } from '../connectors/connector.ts'
import { fromCanonical } from './canonical.ts'
import type { Change, Link, Resolved, SentLine } from './change.ts'
import { fromExternal, fromSalesforce, salesforceValues, same } from './mapping.ts'
import type { Operation } from './operation.ts'
import type { Line, Pair } from './pair.ts'
import { perPair } from './per-pair.ts'
import type { PlannedLines } from './plan-lines.ts'
import { flagAt, resembles } from './settle.ts'

/** How many writes without an answer are remembered of a line. */
const MOST = 4

/**
 * What has to be known of a write if its answer never comes. Lines that flow one way are not among them: whatever their
 * target holds is written over anyway.
 */
export function sentBy(operation: Operation, pair: Pair): readonly SentLine[] | null {
  const { lines, only } = operation
  const { link, landed } = operation.resolved
  if (lines === null) return null
  const created = createdOn(operation)
  if (created !== null) return madeWith(pair, lines, created)
  if (link === null && only !== undefined) return null
  const sent = lines.changes.flatMap(({ line, side }): SentLine[] => {
    const index = pair.lines.findIndex((one) => one.name === line)
    if (pair.lines[index]?.spec.direction !== 'both') return []
    const [salesforce, external] = [lines.salesforce[index] ?? null, lines.external[index] ?? null]
    return [{ line, side, salesforce, external, flag: flagAt(lines.flags, index) }]
  })
  // What was sent before is remembered until the bases are recorded, whatever is sent beside it.
  const all = [...(link?.sent ?? landed ?? []), ...sent]
  return all.length === 0 ? null : all.slice(-MOST * pair.lines.length)
}

const createdOn = ({ external, salesforce }: Operation) =>
  external?.kind === 'create' ? 'external' : salesforce?.kind === 'create' ? 'salesforce' : null

/**
 * What a record is made with: what it is found by, and every value of a two-way line, since at first sight it would go back to
 * the record it is made of: where the made one wins, or where that one was cleared meanwhile.
 */
function madeWith(pair: Pair, lines: PlannedLines, side: Side): SentLine[] | null {
  const sent = rememberedOf(pair).flatMap((index): SentLine[] => {
    const [salesforce, external] = [lines.salesforce[index] ?? null, lines.external[index] ?? null]
    if (salesforce === null && external === null) return []
    return [{ line: pair.lines[index]?.name ?? '', side, salesforce, external, flag: flagAt(lines.flags, index) }] // prettier-ignore
  })
  return sent.length === 0 ? null : sent
}

/** The lines that are remembered of a create. */
const rememberedOf = perPair((pair) =>
  pair.lines.flatMap(({ name, spec }, index) =>
    spec.direction === 'both' || isKey(pair, name) ? [index] : []
  )
)

const isKey = ({ spec, object }: Pair, line: string) =>
  object.createKey === line || spec.match.some((rule) => rule.keys.some((key) => key.external === line))

/** The record as it was when its counterpart was to be made, as far as that is found by it. */
export function asItWasSent(pair: Pair, { change, landed = [] }: Resolved): Change {
  const then = pair.lines.flatMap((line): [string, unknown][] => {
    const sent = landed.find((one) => one.line === line.name)
    if (sent === undefined || !isKey(pair, line.name)) return []
    return change.side === 'salesforce'
      ? Object.entries(salesforceValues(line, sent.salesforce, change.values ?? {}))
      : [[line.name, fromCanonical(line.field.type, sent.external)]]
  })
  return { ...change, values: { ...change.values, ...Object.fromEntries(then) } }
}

/**
 * Of a record whose create had no answer, and its counterpart that was found: the bases of the lines in which that one holds
 * what it was made with. Of the others nothing is known, as at first sight.
 */
export function basesOfLanded(pair: Pair, one: Resolved): readonly (SentLine | undefined)[] {
  return pair.lines.map((line) => {
    return one.landed?.findLast((sent) => {
      const now = sent.line === line.name ? heldBy(line, one, sent.side) : undefined
      return now !== undefined && resembles(line, sent.side, sent[sent.side], now)
    })
  })
}

/** A side that holds what was sent to it, and not what it held before, took the write: the bases are as after it. */
export function withLanded(pair: Pair, one: Resolved): Resolved {
  const { link } = one
  if (link?.sent == null || link.sent.length === 0) return one
  if (link.rev !== pair.rev) return { ...one, landed: one.landed ?? link.sent }
  const after = { salesforce: [...link.salesforce], external: [...link.external] }
  const flags = Array.from(link.flags.padEnd(pair.lines.length, '-'))
  pair.lines.forEach((line, index) => {
    const took = landedOn(line, index, link, one)
    if (took === undefined) return
    after.salesforce[index] = took.salesforce
    after.external[index] = took.external
    flags[index] = took.flag
  })
  return { ...one, link: { ...link, ...after, flags: flags.join('') } }
}

function landedOn(line: Line, index: number, link: Link, one: Resolved): SentLine | undefined {
  return link.sent?.findLast((sent) => {
    if (sent.line !== line.name) return false
    const now = heldBy(line, one, sent.side)
    if (now === undefined || same(line, sent.side, link[sent.side][index] ?? null, now)) return false
    return resembles(line, sent.side, sent[sent.side], now)
  })
}

function heldBy(line: Line, one: Resolved, side: SentLine['side']) {
  const values = one[side]?.values
  if (values === undefined) return undefined
  const held = side === 'salesforce' ? fromSalesforce(line, values) : fromExternal(line, values as Values)
  return held !== undefined && 'ok' in held ? held.ok : undefined
}
