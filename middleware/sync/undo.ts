import type { Side, Value } from '../connectors/connector.ts'
import type { RunWork } from '../database/undo.ts'
import { fromCanonical, type Canonical } from './canonical.ts'
import { linkStates, madeIn, outcomeOf, type LineChange, type Link, type Outcome, type Resolved, type Standing } from './change.ts' // prettier-ignore
import { flows } from './flow.ts'
import { fieldAt } from './line-issues.ts'
import { fromSalesforce, fromWhole, same, salesforceValues, type Held } from './mapping.ts'
import { isConsent } from './merge-consent.ts'
import { removal, type Operation } from './operation.ts'
import { noLines, type PlannedLines } from './plan-lines.ts'
import type { Line, Pair } from './pair.ts'
import { settles, settlingFlag } from './settle.ts'

/** What a run did to a record, and how the record stands now on both sides; null where it is not there any more. */
export interface UndoFacts {
  readonly work: RunWork
  readonly salesforce: Standing | null
  readonly external: Standing<Value> | null
}

/** What is not taken back, and why, in words. */
export interface Kept {
  /** Empty of the record as a whole. */
  readonly line: string
  readonly code: UndoCode
  readonly message: string
}
export type UndoCode =
  | 'edited-since' | 'already-undone' | 'consent-stays' | 'mapping-changed' | 'undo-not-allowed' | 'undo-impossible' // prettier-ignore

/** A write that takes the run's back, or an outcome without one; with all that stays as it is. */
export interface Undo {
  readonly decided: Operation | Outcome
  readonly kept: readonly Kept[]
}

interface Place {
  readonly pair: Pair
  /** The external system's name. */
  readonly label: string
}

/**
 * Decides how what a run did to a record is taken back. A value goes back only where the side still holds what the run
 * wrote: what was edited since stays. The other side keeps its value, and both bases say so; the next edit flows again.
 */
export function undo(place: Place, facts: UndoFacts): Undo {
  const { work, salesforce, external } = facts
  const { link } = work
  if (work.bucket === 'deleted') return stays(facts, 'undo-impossible', deletedWords(place, work))
  if (work.code === 'merged' || work.bucket === 'unlinked')
    return stays(facts, 'undo-impossible', 'Merges, conversions and links that ended are not taken back. Link the two by hand where they should be one again.') // prettier-ignore
  if (link?.state !== linkStates.live || salesforce === null || external === null)
    return stays(facts, 'edited-since', 'One of the two records is gone by now, or they are not linked any more. Nothing is written.') // prettier-ignore
  if (link.rev !== place.pair.rev)
    return stays(facts, 'mapping-changed', 'The mapping was changed since, so what was written then is not comparable. Correct the record by hand.') // prettier-ignore
  return work.bucket === 'created' ? undoCreate(place, facts, link) : undoWrites(place, facts, link)
}

const nameOf = ({ label }: Place, side: Side) => (side === 'salesforce' ? 'Salesforce' : label)

/** The record as it stands, in the words of the pipeline. */
export const resolvedOf = ({ work, salesforce, external }: UndoFacts): Resolved => ({
  change: {
    side: work.sfId === null ? 'external' : 'salesforce',
    id: work.sfId ?? work.extId ?? '',
    stamp: null,
    values: salesforce?.values ?? null,
    deleted: false,
    masterId: null,
    tries: 0
  },
  link: work.link,
  salesforce,
  external,
  held: null,
  skipped: null,
  fate: null
})

function stays(facts: UndoFacts, code: UndoCode, message: string): Undo {
  const kept = [{ line: '', code, message }]
  return { decided: outcomeOf(resolvedOf(facts), 'skipped', { code, detail: { kept } }), kept }
}

function deletedWords(place: Place, { code }: RunWork): string {
  const side: Side = code === 'gone-outside' ? 'salesforce' : 'external'
  const how =
    side === 'salesforce'
      ? "Take it out of Salesforce's recycle bin within 15 days"
      : `Restore it in ${place.label}, if it keeps what was deleted, or make it again there`
  return `The record was deleted in ${nameOf(place, side)}, which can't be taken back from here. ${how}; the sync then finds its partner by the pair's rules.`
}

/** The made record goes, if the pair deletes there at all and nothing happened to it since. Its original is not made again. */
function undoCreate(place: Place, facts: UndoFacts, link: Link): Undo {
  const { work } = facts
  const side = work.how === madeIn.salesforce ? 'salesforce' : 'external'
  const { remove } = place.pair.spec.policy
  const allowed = side === 'external' ? remove.toExternal : remove.toSalesforce
  if (allowed !== 'delete')
    return stays(facts, 'undo-not-allowed', `The record was made in ${nameOf(place, side)}, where this pair never deletes. Delete it there by hand, or unlink the two.`) // prettier-ignore
  const edited = place.pair.lines.some(
    (line, index) => flows(line, side) && !holdsOn(facts, line, side, link[side][index] ?? null)
  )
  if (work.touchedSince || edited)
    return stays(facts, 'edited-since', `The record that was made in ${nameOf(place, side)} was edited since. It stays; delete it there by hand if it should go.`) // prettier-ignore
  return { decided: removal(resolvedOf(facts), side, 'undone', linkStates.unlinked), kept: [] }
}

function undoWrites(place: Place, facts: UndoFacts, link: Link): Undo {
  const judged = facts.work.writes.map((write) => ({ write, why: reasonToKeep(place, facts, write) }))
  const kept = judged.flatMap(({ why }) => why ?? [])
  const back = judged.flatMap(({ write, why }) => (why === null ? [write] : []))
  // Also what an undo that was cut off has written and not recorded.
  const old = judged.flatMap(({ write, why }) =>
    why === null || why.code === 'already-undone' ? [write] : []
  )
  const lines = linesBack(place.pair, facts, link, { back, old })
  const resolved = resolvedOf(facts)
  const isLinkOver = facts.work.bucket === 'linked'
  const state = isLinkOver ? linkStates.unlinked : linkStates.live
  if (back.length === 0) {
    const { salesforce, external, flags } = lines
    const bases = old.length > 0 ? { salesforce, external, flags } : {}
    const code = isLinkOver ? 'undone' : (kept[0]?.code ?? 'already-undone')
    const bucket = isLinkOver ? 'unlinked' : 'skipped'
    return { kept, decided: outcomeOf(resolved, bucket, { code, state, ...bases, detail: { kept } }) }
  }
  const write = (id: string, values: PlannedLines['toExternal']) =>
    Object.keys(values).length > 0 ? ({ kind: 'update', id, values } as const) : null
  return {
    kept,
    decided: {
      key: link.sfId,
      resolved,
      external: write(link.extId, lines.toExternal),
      salesforce: write(link.sfId, lines.toSalesforce),
      lines,
      waits: null,
      createKey: null,
      bucket: isLinkOver ? 'unlinked' : 'updated',
      state,
      code: 'undone'
    }
  }
}

function reasonToKeep(place: Place, facts: UndoFacts, write: LineChange): Kept | null {
  const { pair } = place
  const line = pair.lines.find((one) => one.name === write.line)
  const where = nameOf(place, write.side)
  const keep = (code: UndoCode, message: string): Kept => ({ line: write.line, code, message })
  if (line === undefined) return keep('mapping-changed', `${write.line} is not mapped any more. Correct it in ${where} by hand.`) // prettier-ignore
  const field = `${fieldAt(line, write.side)} in ${where}`
  if (isConsent(line)) return keep('consent-stays', `${field} says whether the person may be contacted, which is never taken back by the sync. Change it there by hand.`) // prettier-ignore
  if (holds(pair, facts, write, write.value_from)) return keep('already-undone', `${field} holds its old value already.`) // prettier-ignore
  if (!holds(pair, facts, write, write.value_to)) return keep('edited-since', `${field} was edited since the run wrote it. The edit stays.`) // prettier-ignore
  if (!flows(line, write.side, pair.spec.policy.update)) return keep('undo-not-allowed', `${field} may not be written by this pair any more. Correct it there by hand.`) // prettier-ignore
  if (write.value_from === null && isRequired(line, write.side)) return keep('undo-not-allowed', `${field} was blank before and can't be cleared. Correct it there by hand.`) // prettier-ignore
  return null
}

const isRequired = (line: Line, side: Side): boolean =>
  side === 'external' ? line.field.required === true : line.salesforceRequired === true

function holds(pair: Pair, facts: UndoFacts, { line: name, side }: LineChange, value: Canonical): boolean {
  const line = pair.lines.find((one) => one.name === name)
  return line !== undefined && holdsOn(facts, line, side, value)
}

function holdsOn(facts: UndoFacts, line: Line, side: Side, value: Canonical): boolean {
  const now = heldNow(line, side, facts)
  return now !== undefined && 'ok' in now && same(line, side, now.ok, value)
}

function heldNow(line: Line, side: Side, { salesforce, external }: UndoFacts): Held {
  if (side === 'salesforce') return salesforce === null ? undefined : fromSalesforce(line, salesforce.values)
  return external === null ? undefined : fromWhole(line, external.values)
}

/** The bases with the old values in their places; everything else stays as it was last known. */
function linesBack(
  pair: Pair,
  { salesforce }: UndoFacts,
  link: Link,
  { back, old }: { readonly back: readonly LineChange[]; readonly old: readonly LineChange[] }
): PlannedLines {
  const bases = {
    salesforce: pair.lines.map((_, index) => link.salesforce[index] ?? null),
    external: pair.lines.map((_, index) => link.external[index] ?? null)
  }
  const flags = Array.from(link.flags.padEnd(pair.lines.length, '-'))
  const sent: Record<Side, Record<string, Value>> = { salesforce: {}, external: {} }
  for (const write of old) {
    const { side, value_from: value } = write
    const index = pair.lines.findIndex((one) => one.name === write.line)
    const line = pair.lines[index]
    if (line === undefined) continue
    bases[side][index] = value
    flags[index] = settles(line, side, value) ? settlingFlag[side] : '-'
    if (!back.includes(write)) continue
    if (side === 'external') sent.external[line.name] = fromCanonical(line.field.type, value)
    else Object.assign(sent.salesforce, salesforceValues(line, value, salesforce?.values ?? {}))
  }
  return {
    ...noLines({ ...bases, flags: flags.join('') }),
    toExternal: sent.external,
    toSalesforce: sent.salesforce,
    changes: back.map((one) => ({ ...one, value_from: one.value_to, value_to: one.value_from }))
  }
}
