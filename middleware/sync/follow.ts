import { succeededOf } from '../database/heirs.ts'
import { linksOf, partnersOf } from '../database/links.ts'
import { linkStates, type Fate, type Link, type Resolved } from './change.ts'
import type { PairWork } from './work.ts'

/** Follows records whose identity moved on: merged into another, or a lead that became a contact. */
export async function followLife(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const { db, held, pair } = work
  const losers = known.filter(({ change }) => change.deleted && change.masterId !== null)
  const merged = losers.flatMap(({ change, link }) => (link === null ? [] : (change.masterId ?? [])))
  const winners =
    merged.length === 0
      ? new Map<string, Link>()
      : await linksOf(db, held.orgId, pair.pairId, [...new Set(merged)])
  const gone = known.flatMap(({ change, link }) => (link === null && change.values === null ? change.id : []))
  const succeeded = await succeededOf(db, held.orgId, pair.pairId, known[0]?.change.side ?? 'salesforce', gone) // prettier-ignore
  // Two losers of one winner: only one link can move, the others are retired.
  const taken = new Set(winners.keys())
  const moving = new Set<string>()
  const followed = known.map((one): Resolved => {
    const fate = conversionOf(work, one) ?? mergeOf(one, taken)
    if (fate === null) return asItIs(one, succeeded)
    if (fate.kind === 'merged' && !fate.winnerLinked) {
      taken.add(fate.into)
      moving.add(fate.into)
    }
    return { ...one, fate }
  })
  return refuseLinked(work, followed.map((one) => afterItsLoser(one, moving))) // prettier-ignore
}

function asItIs(one: Resolved, succeeded: ReadonlySet<string>): Resolved {
  if (one.skipped !== null) return one
  // Late news of an id whose link goes on elsewhere.
  if (succeeded.has(one.change.id)) return { ...one, skipped: 'merged' }
  // What it was goes on as a contact, and can't be written any more.
  return one.salesforce?.values['IsConverted'] === true ? { ...one, skipped: 'converted' } : one
}

/** The winner itself is looked at right after its loser's link became its own. */
const afterItsLoser = (one: Resolved, moving: ReadonlySet<string>): Resolved =>
  one.link === null && one.skipped === null && moving.has(one.change.id) ? { ...one, skipped: 'merged' } : one

function mergeOf({ change, link, skipped }: Resolved, linked: ReadonlySet<string>): Fate | null {
  if (link === null || skipped !== null || !change.deleted || change.masterId === null) return null
  return { kind: 'merged', into: change.masterId, winnerLinked: linked.has(change.masterId) }
}

/** A converted lead can't be written any more; its partner outside goes on with the contact (or person account) it became. */
export function conversionOf(
  { connection, pair }: Pick<PairWork, 'connection' | 'pair'>,
  { link, salesforce, skipped }: Pick<Resolved, 'link' | 'salesforce' | 'skipped'>
): Fate | null {
  if (link === null || skipped !== null || salesforce?.values['IsConverted'] !== true) return null
  if (link.state !== linkStates.live) return null
  for (const { object, field } of conversions) {
    const into = salesforce.values[field]
    const next = connection.pairs.find(
      (one) => one.spec.salesforce === object && one.spec.external === pair.spec.external
    )
    if (typeof into === 'string' && next !== undefined)
      return { kind: 'converted', pairId: next.pairId, sfId: into }
  }
  return null
}

/** What a lead becomes, and the lead's field that names it. */
export const conversions = [
  { object: 'Contact', field: 'ConvertedContactId' },
  { object: 'Account', field: 'ConvertedAccountId' }
] as const

/** Converted into a record that has a partner already: one of the two partners is one too many. */
async function refuseLinked({ db, held }: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const converted = known.flatMap(({ fate }) => (fate?.kind === 'converted' ? [fate] : []))
  const partners = new Map<string, string>()
  for (const pairId of new Set(converted.map((one) => one.pairId))) {
    const ids = converted.flatMap((one) => (one.pairId === pairId ? one.sfId : []))
    for (const [id, partner] of await partnersOf(db, held.orgId, [pairId], 'salesforce', ids))
      partners.set(id, partner)
  }
  return known.map((one) => {
    const { fate, link } = one
    const partner = fate?.kind === 'converted' ? partners.get(fate.sfId) : undefined
    if (fate?.kind !== 'converted' || partner === undefined || partner === link?.extId) return one
    return { ...one, fate: { kind: 'converted-into-linked', sfId: fate.sfId, extId: partner } }
  })
}
