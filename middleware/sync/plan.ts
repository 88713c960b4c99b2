import type { Side } from '../connectors/connector.ts'
import { standingAnswers } from './answers.ts'
import {
  linkStates,
  outcomeOf,
  recordKey,
  type Outcome,
  type Resolved,
  type Sent,
  type Wait
} from './change.ts'
import { meets, unreadField } from './criterion.ts'
import { decideFate, decideGone } from './decide-gone.ts'
import { criterionUnread, heldTwin } from './held.ts'
import { fromExternal } from './mapping.ts'
import { basesOfLanded } from './landed.ts'
import { matchKey } from './match.ts'
import { externalId, removal, salesforceId, type Operation, type PlanContext } from './operation.ts'
import { consentLines, isOutInSalesforce, type ConsentView } from './consent-lines.ts'
import { planConsent } from './plan-consent.ts'
import { onlyWritten, planLines, type PlannedLines } from './plan-lines.ts'
import type { Pair } from './pair.ts'

export interface Plan {
  readonly operations: readonly Operation[]
  /** What needs no write: skipped, held, unchanged, rejected, waiting. */
  readonly outcomes: readonly Outcome[]
}

/** Decides for every resolved change what is written where, or why nothing is. Pure: a dry run stops after it. */
export function plan(context: PlanContext, resolved: readonly Resolved[]): Plan {
  const operations: Operation[] = []
  const outcomes: Outcome[] = []
  const creating = new Map<string, string>()
  for (const one of resolved) {
    const decided = decide(context, one)
    if ('bucket' in decided && !('resolved' in decided)) {
      outcomes.push(decided)
      continue
    }
    const first = decided.createKey === null ? undefined : creating.get(decided.createKey)
    if (first !== undefined) outcomes.push(heldTwin(context, one, first))
    else {
      if (decided.createKey !== null) creating.set(decided.createKey, one.change.id)
      operations.push(decided)
    }
  }
  return { operations, outcomes }
}

function decide(context: PlanContext, one: Resolved): Operation | Outcome {
  const { pair } = context
  const { change, link } = one
  if (one.held !== null) return outcomeOf(one, 'held', { code: one.held.code, issues: [one.held] })
  // News of an id that lives on as another one says nothing about what was left open then.
  if (one.skipped === 'merged') return outcomeOf(one, 'superseded', { code: one.skipped })
  if (one.skipped === 'gone-in-salesforce' && link !== null)
    // Followed at once: were it restored before the poll saw that it is gone, this edit would be forgotten.
    return outcomeOf(one, 'skipped', {
      code: one.skipped,
      // It is back outside: only Salesforce's side is missing now.
      ...(link.state === linkStates.goneOutside && { state: linkStates.live }),
      retry: { at: new Date(0), tries: 1, side: 'salesforce', id: link.sfId }
    })
  if (one.skipped !== null) return outcomeOf(one, 'skipped', { code: one.skipped })
  if (one.fate !== null) return decideFate(context, one, one.fate)
  if (change.values === null) return decideGone(context, one)
  if (wasCleared(pair, one))
    return outcomeOf(one, 'unlinked', { code: 'cleared-by-hand', state: linkStates.unlinked })

  const { policy } = pair.spec
  // Its deletion or its merge says what becomes of the two; until it is back there is nothing to write to.
  if (change.side === 'external' && link?.state === linkStates.goneInSalesforce)
    return outcomeOf(one, 'skipped', { code: 'gone-in-salesforce' })
  const inScope = one.salesforce === null || meets(pair.spec.criterion, one.salesforce.values)
  if (!inScope) {
    if (link === null)
      return planConsent(context, one) ?? outcomeOf(one, 'skipped', { code: 'out-of-criterion' })
    const unread = unreadField(pair.spec.criterion, one.salesforce.values)
    if (unread !== undefined) return planConsent(context, one) ?? criterionUnread(one, unread)
    if (policy.whenOut === 'delete' && link.state === linkStates.live)
      return removal(one, 'external', 'out-of-criterion', linkStates.retired)
  }
  const other = one.change.side === 'salesforce' ? one.external : one.salesforce
  const isBack = one.external !== null && one.external.id === link?.extId
  const remakes = link?.state === linkStates.goneOutside && change.side === 'salesforce' && !isBack
  if (remakes && other === null && policy.afterExternalGone === 'stay')
    return outcomeOf(one, 'skipped', { code: 'gone-outside' })
  const creates = (link === null || remakes) && other === null
  if (creates && !(change.side === 'salesforce' ? policy.create.toExternal : policy.create.toSalesforce))
    return outcomeOf(one, 'skipped', {
      code: change.side === 'salesforce' ? 'create-not-allowed' : 'create-not-allowed-in-salesforce'
    })
  const only = change.side === 'salesforce' ? policy.createOnly?.toExternal : policy.createOnly?.toSalesforce
  if (creates && !meets(only, change.values)) return outcomeOf(one, 'skipped', { code: 'not-to-be-created' })
  return write(context, one, { creates, inScope, remakes })
}

function write(
  { pair, label, parents, pairIds, consent }: PlanContext,
  one: Resolved,
  { creates, inScope, remakes }: { creates: boolean; inScope: boolean; remakes: boolean }
): Operation | Outcome {
  const { change, link } = one
  const { update } = pair.spec.policy
  const known = link !== null && link.rev === pair.rev && !remakes ? link : null
  const view = consent?.(one)
  // Nobody who ever opted out is brought in by a sync, unless Salesforce itself says that they are out.
  if (creates && change.side === 'salesforce' && view !== undefined && bringsIn(pair, one, view))
    return outcomeOf(one, 'skipped', { code: 'opted-out' })
  const merged = planLines(pair, label, {
    known,
    ...(one.landed && !creates && { landed: basesOfLanded(pair, one) }),
    salesforce: one.salesforce?.values ?? null,
    external: one.external?.values ?? null,
    whole: one.external !== null,
    linked: link !== null && !remakes,
    newer: newerOf(one),
    parents,
    accept: standingAnswers(pair, one),
    ...(one.tripped && { tripped: one.tripped }),
    ...(view !== undefined && { optedIn: view.optedIn, optedOut: view.out }),
    // Out of the criterion, or where updates are not allowed, an opt-out still travels: the merge sees to that.
    may: creates
      ? { toExternal: change.side === 'salesforce', toSalesforce: change.side === 'external' }
      : { toExternal: inScope && update.toExternal, toSalesforce: inScope && update.toSalesforce }
  })
  const lines = inScope || known === null ? merged : onlyWritten(pair, merged, known)
  const { gaps, issues } = lines
  const waits = waitOf(one, lines, pairIds)
  if (lines.waitsFor?.required === true)
    return outcomeOf(one, 'waiting', { code: `waits-for-${lines.waitsFor.pair}`, waits, gaps, issues })
  if (lines.blocked !== null) {
    const { bucket, code, issues: why } = lines.blocked
    return outcomeOf(one, bucket, { code, issues: why, gaps, waits })
  }
  const external =
    creates && change.side === 'salesforce'
      ? create(lines.toExternal)
      : change_(externalId(one), lines.toExternal)
  const salesforce =
    creates && change.side === 'external'
      ? create(lines.toSalesforce)
      : change_(salesforceId(one), lines.toSalesforce)
  const fresh = link === null || link.rev === 0
  const conflict = issues.some((issue) => issue.code === 'conflict')
  if (external === null && salesforce === null) {
    const base = {
      salesforce: lines.salesforce,
      external: lines.external,
      flags: lines.flags,
      state: linkStates.live
    }
    const bucket = conflict
      ? 'conflict'
      : fresh
        ? 'linked'
        : lines.note === null && inScope
          ? 'unchanged'
          : 'skipped'
    return outcomeOf(one, bucket, {
      ...base,
      code: lines.note ?? (inScope ? (bucket === 'linked' ? 'equal' : null) : 'out-of-criterion'),
      issues,
      gaps,
      waits
    })
  }
  return {
    key: recordKey(one),
    resolved: one,
    external,
    salesforce,
    lines,
    waits,
    createKey: createKeyOf(pair, one, lines, creates),
    bucket: creates ? 'created' : conflict ? 'conflict' : fresh ? 'linked' : 'updated',
    state: linkStates.live,
    code: inScope ? null : 'out-of-criterion'
  }
}

const bringsIn = (pair: Pair, one: Resolved, { ever }: ConsentView): boolean =>
  ever.size > 0 &&
  consentLines(pair).some((line) => ever.has(line.line.name) && !isOutInSalesforce(line, one))

/** A line whose parent is not linked yet is looked at again the moment it is. */
function waitOf(
  { change }: Resolved,
  { waitsFor }: PlannedLines,
  pairIds: PlanContext['pairIds']
): Wait | null {
  const parent = waitsFor === null ? undefined : pairIds[waitsFor.pair]
  if (waitsFor === null || parent === undefined) return null
  return {
    side: change.side, record_id: change.id, parent_pair: parent, parent_side: waitsFor.side, parent_id: waitsFor.id
  } // prettier-ignore
}

const create = (values: Sent) => ({ kind: 'create', values }) as const
const change_ = (id: string | null, values: Sent) =>
  id === null || Object.keys(values).length === 0 ? null : ({ kind: 'update', id, values } as const)
/** Which record was modified later, as far as both sides tell. */
function newerOf({ salesforce, external }: Resolved): Side | null {
  const [one, other] = [Date.parse(salesforce?.stamp ?? ''), Date.parse(external?.stamp ?? '')]
  if (Number.isNaN(one) || Number.isNaN(other) || one === other) return null
  return one > other ? 'salesforce' : 'external'
}

/** The field whose clearing ends the link is blank now, and was not when the two last agreed. */
function wasCleared(pair: Pair, { link, salesforce, external }: Resolved): boolean {
  const rule = pair.spec.policy.unlinkWhenBlank
  if (rule === undefined || link?.state !== linkStates.live || link.rev !== pair.rev) return false
  const standing = rule.side === 'salesforce' ? salesforce : external
  if (standing === null) return false
  const index = pair.lines.findIndex((line) =>
    rule.side === 'salesforce' ? line.spec.salesforce[0] === rule.field : line.name === rule.field
  )
  const line = pair.lines[index]
  if (line === undefined) return false
  const now =
    rule.side === 'salesforce'
      ? (standing.values[rule.field] ?? null)
      : fromExternal(line, standing.values as Sent)
  const blank =
    rule.side === 'salesforce'
      ? now === null || now === ''
      : typeof now === 'object' && now !== null && 'ok' in now && now.ok === null
  return blank && (link[rule.side][index] ?? null) !== null
}

/** A record that takes a new address claims it like one that is made with it: an upsert of the other would end up in it. */
function createKeyOf(pair: Pair, { change }: Resolved, lines: PlannedLines, creates: boolean): string | null {
  if (!creates || change.side === 'salesforce') {
    const key = matchKey(lines.toExternal[pair.object.createKey])
    return key === null ? null : `external:${key}`
  }
  return `salesforce:${change.id}`
}
