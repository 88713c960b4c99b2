import type { Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import {
  externalIdOf,
  recordKey,
  salesforceIdOf,
  type Bucket,
  type Issue,
  type LineChange,
  type Outcome,
  type Resolved
} from './change.ts'
import { fromExternal, fromSalesforce, type Held } from './mapping.ts'
import type { Operation } from './operation.ts'
import type { Line, Pair } from './pair.ts'
import type { Plan } from './plan.ts'

/** What a plan does with a record. `skip`, `wait` and `held` do nothing: by a rule, for a parent, for a person. */
export const planKinds = ['create', 'update', 'delete', 'link', 'unlink', 'skip', 'wait', 'held'] as const
export type PlanKind = (typeof planKinds)[number]

/** One record of a plan. */
export interface PlanRow {
  readonly key: string
  /** The side it was read on, and its id there. */
  readonly side: Side
  readonly id: string
  readonly sfId: string | null
  readonly extId: string | null
  readonly linkId: number | null
  /** What is written to. */
  readonly sides: Side | 'none' | 'both'
  readonly kind: PlanKind
  readonly bucket: Bucket
  readonly code: string | null
  readonly createKey: string | null
  /** Null where the values are computed when shown. */
  readonly lines: readonly LineChange[] | null
  readonly issues: readonly Issue[]
  /** What was seen on each side, a text a line; null where the side was not read. Compared, never shown. */
  readonly salesforce: readonly Canonical[] | null
  readonly external: readonly Canonical[] | null
}

/** What a plan came to, record by record. A record that is as it should be has no row. */
export function rowsOf(
  pair: Pair,
  resolved: readonly Resolved[],
  { operations, outcomes }: Plan
): { readonly rows: readonly PlanRow[]; readonly unchanged: readonly Outcome[] } {
  const known = new Map(resolved.map((one) => [recordKey(one), one]))
  const rows = operations.map((one) => ofOperation(pair, one))
  for (const outcome of outcomes) {
    const kind = kinds[outcome.bucket]
    const one = known.get(outcome.key)
    if (kind === undefined || one === undefined) continue
    const { bucket, code, issues } = outcome
    rows.push({ ...common(pair, one), sides: 'none', kind, bucket, code, createKey: null, lines: [], issues })
  }
  return { rows, unchanged: outcomes.filter((one) => one.bucket === 'unchanged') }
}

const kinds: Partial<Record<Bucket, PlanKind>> = {
  linked: 'link',
  unlinked: 'unlink',
  deleted: 'unlink',
  skipped: 'skip',
  waiting: 'wait',
  held: 'held',
  conflict: 'held',
  rejected: 'held'
}

function ofOperation(pair: Pair, one: Operation): PlanRow {
  const { resolved, external, salesforce, bucket, code, createKey, lines } = one
  const kind =
    bucket === 'created'
      ? 'create'
      : bucket === 'deleted'
        ? 'delete'
        : bucket === 'linked'
          ? 'link'
          : 'update'
  return {
    ...common(pair, resolved),
    sides: external !== null && salesforce !== null ? 'both' : external !== null ? 'external' : 'salesforce',
    kind,
    bucket,
    code,
    createKey,
    lines: lines?.changes ?? lost(pair, resolved, external !== null ? 'external' : 'salesforce'),
    issues: lines?.issues ?? []
  }
}

/** What a deletion takes away, as far as it is known. */
function lost(pair: Pair, { link }: Resolved, side: Side): LineChange[] {
  return pair.lines.flatMap((line, index) => {
    const from = link?.[side][index] ?? null
    return from === null ? [] : [{ line: line.name, side, value_from: from, value_to: null }]
  })
}

const common = (pair: Pair, one: Resolved) => ({
  key: recordKey(one),
  side: one.change.side,
  id: one.change.id,
  sfId: salesforceIdOf(one),
  extId: externalIdOf(one),
  linkId: one.link?.linkId ?? null,
  salesforce: one.salesforce && seen(pair, (line) => fromSalesforce(line, one.salesforce?.values ?? {})),
  external: one.external && seen(pair, (line) => fromExternal(line, one.external?.values ?? {}))
})

/** A value, a blank, what is no value, and what was not read are four different things. */
const seen = (pair: Pair, held: (line: Line) => Held): Canonical[] =>
  pair.lines.map((line) => {
    const value = held(line)
    if (value === undefined) return '?'
    return 'bad' in value ? `!${value.bad}` : value.ok === null ? null : `=${value.ok}`
  })

/** Stands for the id of a parent that is created first. No id begins so. */
const AFTER = 'after:'
export const afterParent = (id: string): string => `${AFTER}${id}`
/** The record a value waits for; null when it is a value. */
export const parentAwaited = (value: Canonical): string | null =>
  value?.startsWith(AFTER) === true ? value.slice(AFTER.length) : null

const idle: ReadonlySet<PlanKind> = new Set(['skip', 'wait', 'held'])

/** An operation as it was approved. */
export interface Approved {
  readonly kind: PlanKind
  readonly sides: PlanRow['sides']
  readonly lines: readonly LineChange[] | null
}

/**
 * Whether what would be done now is what was approved: of the same kind, no side, line or value beyond it. `now` is null when
 * nothing is left to do; `asSeen`: both sides are as they were seen.
 */
export function isApproved(approved: Approved, now: PlanRow | null, asSeen: boolean): boolean {
  if (now === null || (idle.has(approved.kind) && idle.has(now.kind))) return true
  // Our own create whose answer was lost: the record is there, with the very values.
  if (approved.kind === 'create' && now.kind === 'link' && now.sides === 'none') return true
  // Its parent is not there yet: nothing is written, and it is released by the link of the parent.
  const awaits = (approved.lines ?? []).some((line) => parentAwaited(line.value_to) !== null)
  if (now.kind === 'wait' && awaits) return true
  if (approved.kind !== now.kind || (now.sides !== 'none' && now.sides !== approved.sides)) return false
  if (approved.lines === null) return asSeen
  const allowed = new Set(
    approved.lines.map((line) => (parentAwaited(line.value_to) === null ? textOf(line) : openText(line)))
  )
  return (now.lines ?? []).every((line) => allowed.has(textOf(line)) || allowed.has(openText(line)))
}

/** The id of a parent that was created meanwhile could not be known. */
const openText = ({ line, side, value_from: from }: LineChange): string => JSON.stringify([line, side, from])

const textOf = ({ line, side, value_from: from, value_to: to }: LineChange): string =>
  JSON.stringify([line, side, from, to])

/** What a kind writes. A record is created on the other side of the one it was read on, which may be told its new id. */
const written = (kind: PlanKind, isSource: boolean): PlanKind =>
  kind === 'link' || (kind === 'create' && isSource) ? 'update' : kind

/** Counts of rows: how many by "kind/bucket/code", and what guard rails and costs are reckoned by. */
export function countsOf(pair: Pair, rows: readonly PlanRow[]) {
  const planned: Record<string, number> = {}
  const tally: Record<string, number> = {}
  const add = (counts: Record<string, number>, name: string, n = 1) => {
    if (n > 0) counts[name] = (counts[name] ?? 0) + n
  }
  const owned = new Set(pair.lines.filter((line) => line.spec.salesforce.includes('OwnerId')).map(({ name }) => name)) // prettier-ignore
  for (const { kind, bucket, code, sides, side, lines } of rows) {
    add(planned, [kind, bucket, code ?? ''].join('/'))
    if (!idle.has(kind)) add(tally, `read ${side}`)
    if (sides === 'none') continue
    for (const target of sides === 'both' ? (['salesforce', 'external'] as const) : [sides])
      add(tally, `${written(kind, target === side)} ${target}`)
    if (kind === 'delete') add(tally, 'deletes')
    if (kind === 'delete' || kind === 'create') continue
    add(tally, 'blanks', lines?.filter((one) => one.value_to === null && one.value_from !== null).length)
    if (lines?.some((one) => one.side === 'salesforce' && owned.has(one.line)) === true) add(tally, 'owners')
  }
  return { planned, tally }
}
