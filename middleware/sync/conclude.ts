import type { Side, Values, WriteResult } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import {
  externalIdOf,
  keyOfRecord,
  linkStates,
  type LineChange,
  madeIn,
  type Outcome,
  outcomeOf,
  recordKey,
  retryOf,
  salesforceIdOf
} from './change.ts'
import { linkEnded } from './decide-gone.ts'
import { fromExternal, otherSide } from './mapping.ts'
import { placeOf, refusalIssue } from './line-issues.ts'
import type { Operation } from './operation.ts'
import type { Pair } from './pair.ts'
import { nextTry } from './retry.ts'
import type { ErrorKind } from '../connectors/connector.ts'

/** A refused write, whichever side refused it. */
interface Refused {
  readonly ok: false
  readonly error: {
    readonly kind: ErrorKind
    readonly message: string
    readonly field?: string | undefined
    readonly fields?: readonly string[]
    readonly retryAfterMs?: number | undefined
  }
}

/** What became of the writes of a record; undefined where nothing was written or nothing is known. */
export interface Results {
  readonly external: WriteResult | undefined
  readonly salesforce: { readonly ok: true; readonly id: string } | Refused | undefined
}

interface Place {
  readonly pair: Pair
  readonly connection: { readonly connector: { readonly label: string } }
}

/**
 * What a record's writes come to. Lines that a side took have new bases; lines it refused keep what each side was known to
 * hold, so that they still count as changed and are tried again. Pure: `spread` is 0..1, chance for the retry.
 */
export function conclude(
  place: Place,
  operation: Operation,
  results: Results,
  now: Date,
  spread: number
): Outcome {
  const failures = (['external', 'salesforce'] as const).flatMap((side) => {
    const result = results[side]
    return result !== undefined && !result.ok ? [{ side, error: result.error }] : []
  })
  const wrote = results.external?.ok === true || results.salesforce?.ok === true
  if (failures.length === 0 || wrote) return landed(place, operation, results, failures, now, spread)
  const [first] = failures
  if (first === undefined) return landed(place, operation, results, [], now, spread)
  const ended = endedMeanwhile(place, operation, first)
  if (ended !== null) return ended
  return { ...outcomeOf(operation.resolved, 'failed'), ...refusal(place, operation, first, now, spread) }
}

type Failure = { readonly side: Side; readonly error: Refused['error'] }

/** What a create without an answer had made was found, and is gone by the time it is written to: still it is who was made. */
function endedMeanwhile({ pair }: Place, { resolved }: Operation, { error }: Failure): Outcome | null {
  const [sfId, extId] = [salesforceIdOf(resolved), externalIdOf(resolved)]
  const { link, landed } = resolved
  if (error.kind !== 'not-found' || link !== null || landed === undefined) return null
  return sfId === null || extId === null
    ? null
    : linkEnded(pair, resolved, { kind: 'made-before-its-end', sfId, extId })
}

/** A later try, or an issue when a person is needed. */
function refusal(
  { pair, connection }: Place,
  { resolved, lines }: Operation,
  { side, error }: Failure,
  now: Date,
  spread: number
): Partial<Outcome> & Pick<Outcome, 'bucket'> {
  const { tries } = resolved.change
  const at = nextTry(error.kind, tries, now, spread, error.retryAfterMs)
  const detail = { message: error.message, side }
  const gaps = lines?.gaps ?? []
  if (at !== 'issue')
    return { bucket: 'failed', code: error.kind, detail, gaps, retry: retryOf(resolved, at, tries + 1) }
  const place = placeOf(side, connection.connector.label)
  const line = pair.lines.find((one) => one.name === lineOf(pair, side, error))
  const id = side === 'external' ? externalIdOf(resolved) : salesforceIdOf(resolved)
  const issue = refusalIssue({ line, side, place, id }, error)
  return { bucket: 'rejected', code: error.kind, detail, gaps, issues: [...(lines?.issues ?? []), issue] }
}

/** The line a refusal names, by the field of the side that refused. */
function lineOf(pair: Pair, side: Side, { field, fields = [] }: Refused['error']): string {
  const named = pair.lines.find((line) =>
    side === 'external' ? line.name === field : line.spec.salesforce.some((one) => fields.includes(one))
  )
  return named?.name ?? ''
}

function landed(
  place: Place,
  operation: Operation,
  results: Results,
  failures: readonly Failure[],
  now: Date,
  spread: number
): Outcome {
  const { resolved, lines, bucket, state, code } = operation
  const sfId = results.salesforce?.ok === true ? results.salesforce.id : salesforceIdOf(resolved)
  const extId = results.external?.ok === true ? results.external.id : externalIdOf(resolved)
  const isKnownOutsideOnly = resolved.link === null && salesforceIdOf(resolved) === null
  const key = isKnownOutsideOnly ? recordKey(resolved) : keyOfRecord(sfId, extId)
  if (lines === null) return outcomeOf(resolved, bucket, { code, state, sfId, extId, key })
  const bases = basesAfter(place.pair, operation, results)
  const [failure] = failures
  const failed = failure === undefined ? null : refusal(place, operation, failure, now, spread)
  const taken = lines.changes.filter((change) => results[change.side]?.ok === true)
  if (operation.only === 'consent') {
    const { link } = resolved
    const known = link !== null && link.rev === place.pair.rev
    // The rest of the record is still to be looked at: neither its stamp nor a link says that it was.
    return outcomeOf(resolved, bucket, { code, sfId, extId, key, ...failed, ...(known && bases), stamp: null, extStamp: null, state: known ? linkStates.live : null, changes: taken }) // prettier-ignore
  }
  const notCleared = notClearedOf(taken, keptOf(results))
  return outcomeOf(resolved, bucket, {
    code,
    sfId,
    extId,
    key,
    issues: lines.issues,
    gaps: lines.gaps,
    waits: operation.waits,
    ...(bucket === 'created' && { how: madeIn[results.salesforce?.ok === true ? 'salesforce' : 'external'] }),
    detail: notCleared.length === 0 ? null : { notClearable: notCleared },
    ...failed,
    salesforce: bases.salesforce,
    external: bases.external,
    flags: bases.flags,
    // What Salesforce makes of a write (a trigger, a flow) is read with its next stamp; this one is over.
    ...(results.salesforce?.ok === true && resolved.link === null && { stamp: null }),
    state,
    // What a record was made with is told by its creation and its bases; only edits have a history of their own.
    changes: bucket === 'created' ? [] : taken
  })
}

/** What the external side was seen to hold instead of what it was sent. */
const keptOf = ({ external }: Results): Values => (external?.ok === true ? (external.kept ?? {}) : {})

/** Lines whose blank the external side did not take. */
const notClearedOf = (taken: readonly LineChange[], kept: Values): string[] =>
  taken.flatMap(({ side, line, value_to }) =>
    side === 'external' && value_to === null && kept[line] != null ? line : []
  )

/** The values each side is now known to hold, line by line. */
function basesAfter(
  pair: Pair,
  { lines, resolved }: Operation,
  results: Results
): Pick<Outcome, 'salesforce' | 'external' | 'flags'> {
  if (lines === null) return { salesforce: null, external: null, flags: null }
  const kept = keptOf(results)
  if (Object.keys(kept).length === 0 && lines.changes.every((one) => results[one.side]?.ok === true))
    return { salesforce: lines.salesforce, external: lines.external, flags: spelled(lines.flags) }
  const { link } = resolved
  const known = link !== null && link.rev === pair.rev ? link : null
  const salesforce: Canonical[] = [...lines.salesforce]
  const external: Canonical[] = [...lines.external]
  const flags = Array.from(lines.flags.padEnd(pair.lines.length, '-'))
  pair.lines.forEach((line, index) => {
    const held = kept[line.name] === undefined ? undefined : fromExternal(line, kept)
    if (held !== undefined && 'ok' in held) external[index] = held.ok
    for (const change of lines.changes.filter((one) => one.line === line.name)) {
      if (results[change.side]?.ok === true) continue
      // Not written: that side holds what it held, and the edit that was not carried over still counts as one.
      const [target, source] = change.side === 'external' ? [external, salesforce] : [salesforce, external]
      target[index] = change.value_from
      const from = otherSide(change.side)
      // An opt-out that was sent both ways stays known where it was taken.
      if (lines.changes.some((one) => one.line === line.name && one.side === from)) continue
      source[index] = known?.[from][index] ?? null
      flags[index] = known?.flags[index] ?? '-'
    }
  })
  return { salesforce, external, flags: spelled(flags.join('')) }
}

/** Flags as a link keeps them: nothing where no line has one. */
const spelled = (flags: string): string => (/[^-]/.test(flags) ? flags : '')
