import type { Side } from '../connectors/connector.ts'
import { linksOf, partnersOf } from '../database/links.ts'
import { linkStates, type Change, type Link } from './change.ts'
import type { Candidate } from './look.ts'
import { otherSide } from './mapping.ts'
import type { Match, Matches } from './match-rules.ts'
import type { Pair } from './pair.ts'
import type { PairWork } from './work.ts'

/** How often a record lets another one's end go first; then it is for a person. */
const MOST_TURNS = 3

/**
 * One to one: a record that belongs to another one is not linked a second time. Unless that other one is gone: then the new
 * one takes its place. Gives the ends of records that were not known yet, to be dealt with before.
 */
export async function refuseTaken(
  work: PairWork,
  side: Side,
  changes: readonly Change[],
  matches: Matches
): Promise<Change[]> {
  const { db, held, pair } = work
  const other = otherSide(side)
  const ids = [...matches.values()].flatMap(({ found }) => found?.id ?? [])
  if (ids.length === 0) return []
  const owners = await linksOf(db, held.orgId, pair.pairId, ids, other)
  const siblings = side === 'salesforce' ? siblingsOf(work).map((one) => one.pairId) : []
  const elsewhere = await partnersOf(db, held.orgId, siblings, other, ids)
  const goneState = side === 'salesforce' ? linkStates.goneInSalesforce : linkStates.goneOutside
  const claimed = new Map<string, string>()
  const rivals: Rival[] = []
  for (const change of changes) {
    const match = matches.get(change.id)
    if (match?.found === undefined) continue
    const { found } = match
    const link = owners.get(found.id)
    const first = claimed.get(found.id) ?? elsewhere.get(found.id)
    if (first !== undefined) matches.set(change.id, taken(work, side, first, found.id))
    else if (link === undefined || idOf(link, side) === change.id) claimed.set(found.id, change.id)
    else {
      const isOpen = link.state === goneState && pair.spec.policy.whenMadeAgain !== 'hold'
      if (isOpen) claimed.set(found.id, change.id)
      rivals.push({ change, found, owner: link, heir: isOpen ? inPlaceOf(link, side, change.id) : null })
    }
  }
  return afterTheirEnds(work, side, changes, matches, rivals)
}

const idOf = (link: Link, side: Side) => (side === 'salesforce' ? link.sfId : link.extId)

/** The link goes on with the new record, compared as at first sight. */
const inPlaceOf = (link: Link, side: Side, id: string): Link => ({
  ...link,
  [side === 'salesforce' ? 'sfId' : 'extId']: id,
  rev: 0,
  state: linkStates.live,
  salesforce: [],
  external: [],
  flags: '',
  sent: null
})

/** A record whose counterpart belongs to another one. `heir`: that one is known to be gone, and this is its link for the new one. */
interface Rival {
  readonly change: Change
  readonly found: Candidate
  readonly owner: Link
  readonly heir: Link | null
}

/** Whose owner is deleted or merged, as a look by its id tells, comes after that; whose is back, or was never gone, is refused. */
async function afterTheirEnds(
  work: PairWork,
  side: Side,
  changes: readonly Change[],
  matches: Matches,
  rivals: readonly Rival[]
): Promise<Change[]> {
  if (rivals.length === 0) return []
  const ids = new Set(rivals.map(({ owner }) => idOf(owner, side)))
  const owners = await work.look.byIds(work.pair, side, [...ids])
  const ends = new Map<string, Change>()
  for (const { change, found, owner, heir } of rivals) {
    const id = idOf(owner, side)
    const now = owners.get(id)
    if (heir !== null && now?.deleted !== false) {
      matches.set(change.id, { ...matches.get(change.id), link: heir })
      continue
    }
    // Missing is gone outside, and not visible in Salesforce.
    const isGone = side === 'external' ? now?.deleted !== false : now?.deleted === true
    if (!isGone || owner.state !== linkStates.live || change.tries >= MOST_TURNS) {
      matches.set(change.id, taken(work, side, id, found.id))
      continue
    }
    matches.set(change.id, { fate: { kind: 'after-another', at: new Date(0) } })
    const stamp = now?.stamp ?? null
    ends.set(id, { side, id, stamp, values: null, deleted: true, masterId: now?.masterId ?? null, tries: 0 })
  }
  for (const { id } of changes) ends.delete(id)
  return [...ends.values()]
}

/** Pairs whose records may be the same ones outside. */
export const siblingsOf = ({ connection, pair }: PairWork): Pair[] =>
  connection.pairs.filter((one) => one.pairId !== pair.pairId && one.spec.external === pair.spec.external)

function taken({ connection }: PairWork, side: Side, owner: string, found: string): Match {
  const { label } = connection.connector
  const [here, there] = side === 'salesforce' ? ['Salesforce', label] : [label, 'Salesforce']
  const message = `The record in ${there} with the same value is linked to ${here} record ${owner}. Merge the two in ${here}, or give one another value.`
  const candidates = [{ id: found, label: `record in ${there}, linked to ${owner}` }]
  return { held: { line: '', code: 'link-taken', message, candidates } }
}
