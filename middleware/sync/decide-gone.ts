import type { Side } from '../connectors/connector.ts'
import {
  keyOfRecord,
  linkStates,
  madeIn,
  outcomeOf,
  type Change,
  type Fate,
  type Issue,
  type Outcome,
  type Resolved,
  type Retry
} from './change.ts'
import { removal, type Operation, type PlanContext } from './operation.ts'
import type { Pair } from './pair.ts'

/** A record that its side no longer shows. What happens on the other side is the pair's declared policy, never a guess. */
export function decideGone(context: PlanContext, one: Resolved): Operation | Outcome {
  const { change, link } = one
  if (!change.deleted) return outcomeOf(one, 'skipped', { code: 'not-visible' })
  return change.side === 'salesforce'
    ? goneInSalesforce(context, one)
    : link === null
      ? outcomeOf(one, 'skipped', { code: 'gone-outside' })
      : goneOutside(context, one)
}

function goneInSalesforce({ pair }: PlanContext, one: Resolved): Operation | Outcome {
  const { link } = one
  const code = 'deleted-in-salesforce'
  if (link === null) return outcomeOf(one, 'skipped', { code })
  if (link.state === linkStates.goneInSalesforce) return outcomeOf(one, 'unchanged')
  if (link.state === linkStates.goneOutside)
    return outcomeOf(one, 'deleted', { code, state: linkStates.retired })
  if (pair.spec.policy.remove.toExternal === 'never')
    return outcomeOf(one, 'skipped', { code, state: linkStates.goneInSalesforce })
  return removal(one, 'external', code, linkStates.retired)
}

/** The partner outside is gone. In Salesforce nothing is deleted unless the pair says so; the link remembers it. */
function goneOutside({ pair }: PlanContext, one: Resolved): Operation | Outcome {
  const { link } = one
  const code = 'gone-outside'
  if (link?.state === linkStates.goneOutside) return outcomeOf(one, 'unchanged')
  // It was found because the Salesforce record changed, and that is the change which makes it again.
  const again = pair.spec.policy.afterExternalGone === 'recreate-on-change' && one.change.values !== null
  if (link?.state === linkStates.goneInSalesforce)
    return outcomeOf(one, 'deleted', { code, state: linkStates.retired })
  if (pair.spec.policy.remove.toSalesforce === 'delete')
    return removal(one, 'salesforce', code, linkStates.retired)
  return outcomeOf(one, 'skipped', {
    code,
    state: linkStates.goneOutside,
    ...(again && one.change.side === 'salesforce' && { retry: atOnce(one.change) })
  })
}

/** As soon as what is decided here is recorded. */
const atOnce = ({ side, id, tries }: Change): Retry => ({ at: new Date(0), tries: tries + 1, side, id })

export function decideFate(context: PlanContext, one: Resolved, fate: Fate): Operation | Outcome {
  switch (fate.kind) {
    case 'gone-outside':
      return goneOutside(context, one)
    case 'gone-with-parent':
      return outcomeOf(one, 'skipped', { code: fate.kind, state: linkStates.goneOutside, waits: fate.waits })
    case 'after-another':
      return outcomeOf(one, 'deferred', { code: fate.kind, retry: { ...atOnce(one.change), at: fate.at } })
    case 'made-before-its-end':
      return linkEnded(context.pair, one, fate)
    case 'converted-into-linked':
      return convertedIntoLinked(context, one, fate)
    case 'converted':
      return outcomeOf(one, 'unlinked', {
        code: 'converted',
        state: linkStates.retired,
        moves: { pair: fate.pairId, sf_id: fate.sfId }
      })
    case 'merged':
      return merged(context, one, fate)
  }
}

/** What the two were made with is their base. With a link, a record that is gone is dealt with as the pair's policy says. */
export function linkEnded(
  pair: Pair,
  one: Resolved,
  { kind, sfId, extId }: Fate & { kind: 'made-before-its-end' }
): Outcome {
  const sent = pair.lines.map((line) => one.landed?.findLast(({ line: name }) => name === line.name))
  const held = (side: Side) => sent.map((line) => line?.[side] ?? null)
  const [first] = one.landed ?? []
  return outcomeOf(one, 'linked', {
    code: kind,
    key: keyOfRecord(sfId, extId),
    sfId,
    extId,
    state: linkStates.live,
    salesforce: held('salesforce'),
    external: held('external'),
    flags: sent.map((line) => line?.flag ?? '-').join(''),
    how: first === undefined ? null : madeIn[first.side],
    retry: atOnce(one.change)
  })
}

/** The loser's link moves to the winner. Where the winner has one already, the loser's partner outside is left, and told. */
function merged(
  { pair, label }: PlanContext,
  one: Resolved,
  { into, winnerLinked }: Fate & { kind: 'merged' }
): Operation | Outcome {
  if (!winnerLinked && one.link?.state !== linkStates.goneOutside)
    return outcomeOf(one, 'linked', {
      code: 'merged',
      sfId: into,
      state: linkStates.live,
      detail: { mergedInto: into },
      // At once, and with a look at both sides: what was folded into the winner is merged with what stands outside.
      retry: { at: new Date(0), tries: 1, side: 'salesforce', id: into }
    })
  const code = 'merged'
  if (one.link?.state === linkStates.goneOutside)
    return outcomeOf(one, 'unlinked', { code, state: linkStates.retired, detail: { mergedInto: into } })
  if (pair.spec.policy.remove.toExternal === 'delete')
    return removal(one, 'external', code, linkStates.retired)
  const extId = one.link?.extId ?? ''
  const issue: Issue = {
    line: '',
    code: 'merged-both-linked',
    message: `In Salesforce, record ${one.change.id} was merged into ${into}, and both had a record in ${label}. The one of ${into} goes on; merge or delete ${extId} there.`,
    candidates: [
      { id: into, label: 'the record that stayed in Salesforce' },
      { id: extId, label: `record in ${label} without a partner` }
    ]
  }
  return outcomeOf(one, 'held', {
    code,
    state: linkStates.retired,
    issues: [issue],
    detail: { mergedInto: into }
  })
}

/** The lead's link ends, since nothing can be written to the lead; whether the two partners outside are one is for a person. */
function convertedIntoLinked(
  { label }: PlanContext,
  one: Resolved,
  { sfId, extId }: Fate & { kind: 'converted-into-linked' }
): Outcome {
  const own = one.link?.extId ?? ''
  const issue: Issue = {
    line: '',
    code: 'converted-both-linked',
    message: `Lead ${one.change.id} was converted into ${sfId}, and both had a record in ${label}. The one of ${sfId} goes on; merge or delete ${own} there.`,
    candidates: [
      { id: extId, label: `record in ${label} of what the lead became` },
      { id: own, label: `record in ${label} of the lead` }
    ]
  }
  return outcomeOf(one, 'held', { code: 'converted', state: linkStates.retired, issues: [issue] })
}
