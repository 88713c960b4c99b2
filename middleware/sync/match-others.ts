import type { Side } from '../connectors/connector.ts'
import { linksOf, partnersOf } from '../database/links.ts'
import { isOpen, linkStates, type Change, type Resolved } from './change.ts'
import { conversions } from './follow.ts'
import { byRules, type Matches } from './match-rules.ts'
import { refuseTaken, siblingsOf } from './match-taken.ts'
import { asItWasSent } from './landed.ts'
import type { Pair } from './pair.ts'
import type { PairWork } from './work.ts'

export interface Matched {
  readonly matched: Resolved[]
  /** Ends of records that somebody takes the place of, to be dealt with in the same batch. */
  readonly before: readonly Change[]
}

/** Looks for the counterpart of records without a link, by the pair's match rules in order. */
export async function matchOthers(work: PairWork, known: readonly Resolved[]): Promise<Matched> {
  const open = known.filter((one) => isOpen(one) && one.change.values !== null && isLookedFor(work.pair, one))
  if (open.length === 0) return { matched: [...known], before: [] }
  const side = open[0]?.change.side ?? 'salesforce'
  const changes = open.map((one) => one.change)
  const matches =
    side === 'external' ? await linkedElsewhere(work, changes) : await followingLeads(work, changes)
  const free = changes.filter((one) => !matches.has(one.id))
  for (const [id, match] of await byRules(work, work.pair, side, free)) matches.set(id, match)
  // What a create without an answer made has the value that the record had then. Nobody had it before, or it would have been found.
  const made = open.filter((one) => one.landed !== undefined)
  const then = made.map((one) => asItWasSent(work.pair, one))
  for (const [id, match] of await byRules(work, work.pair, side, then))
    if (match.found !== undefined || !matches.has(id)) matches.set(id, match)
  const before = await refuseTaken(work, side, changes, matches)
  await leaveToSiblings(work, side, changes, matches)
  const matched = known.map((one) => {
    const match = matches.get(one.change.id)
    return match === undefined ? one : { ...one, ...match }
  })
  return { matched, before }
}

/** Without a link, or with one whose partner outside is gone and is to be made again. */
const isLookedFor = ({ spec }: Pair, { change, link }: Resolved): boolean =>
  link === null ||
  (link.state === linkStates.goneOutside &&
    change.side === 'salesforce' &&
    spec.policy.afterExternalGone === 'recreate-on-change')

/** What a linked lead became has the lead's partner: it comes with the lead's own change, which moves the link. */
async function followingLeads(work: PairWork, changes: readonly Change[]): Promise<Matches> {
  const matches: Matches = new Map()
  const field = conversions.find(({ object }) => object === work.pair.spec.salesforce)?.field
  const leads = siblingsOf(work).find((one) => one.spec.salesforce === 'Lead')
  if (field === undefined || leads === undefined) return matches
  const rule = { keys: [{ salesforce: field, external: 'id' }] }
  const ids = changes.map((one) => one.id)
  const converted = await work.look.candidates(leads, 'salesforce', rule, ids)
  const links = await linksOf(work.db, work.held.orgId, leads.pairId, converted.map((one) => one.id)) // prettier-ignore
  for (const { id, values } of converted)
    if (links.get(id)?.state === linkStates.live)
      matches.set(String(values[field]), { skipped: 'follows-a-lead' })
  return matches
}

/** One external person may be a contact or a lead. A record that another pair of the connection has is that pair's. */
async function linkedElsewhere(work: PairWork, changes: readonly Change[]): Promise<Matches> {
  const pairs = siblingsOf(work).map((one) => one.pairId)
  const theirs = await partnersOf(work.db, work.held.orgId, pairs, 'external', changes.map((one) => one.id)) // prettier-ignore
  return new Map([...theirs.keys()].map((id) => [id, { skipped: 'linked-by-another-pair' }]))
}

/** Nor is a record made in Salesforce that another pair would match. */
async function leaveToSiblings(
  work: PairWork,
  side: Side,
  changes: readonly Change[],
  matches: Matches
): Promise<void> {
  const siblings = siblingsOf(work)
  if (side === 'salesforce' || siblings.length === 0) return
  let open = changes.filter((one) => !matches.has(one.id))
  for (const sibling of siblings) {
    open = open.filter((one) => !matches.has(one.id))
    const found = await byRules(work, sibling, side, open)
    for (const id of found.keys()) matches.set(id, { skipped: 'belongs-to-another-pair' })
  }
}
