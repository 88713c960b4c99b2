import { everLinked, linksOf } from '../database/links.ts'
import { openCreates } from '../database/lost-creates.ts'
import { isOpen, type Fate, type Resolved } from './change.ts'
import { asItWasSent } from './landed.ts'
import { fromExternal, fromSalesforce, otherSide } from './mapping.ts'
import { byRules } from './match-rules.ts'
import { keyOf, matchKey } from './match.ts'
import { SALESFORCE_LANDS_MS } from './apply.ts'
import type { PairWork } from './work.ts'

/**
 * Records that are gone, of which a create without an answer may have made a counterpart. It is looked for by what it was made
 * with, once it can't land any more: else it would be taken for a new record, and would bring back what was deleted.
 */
export async function linkEnded(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const { db, held, pair } = work
  const gone = known.filter((one) => isOpen(one) && one.link === null && one.change.deleted && one.landed !== undefined) // prettier-ignore
  const side = gone[0]?.change.side
  if (side === undefined) return [...known]
  const matches = await byRules(work, pair, side, gone.map((one) => asItWasSent(pair, one))) // prettier-ignore
  const ids = [...matches.values()].flatMap(({ found }) => found?.id ?? [])
  const taken = await linksOf(db, held.orgId, pair.pairId, ids, otherSide(side))
  return known.map((one) => {
    if (!gone.includes(one)) return one
    const { id } = one.change
    const { found, held: issue } = matches.get(id) ?? {}
    if (found !== undefined && !taken.has(found.id)) {
      const [sfId, extId] = side === 'salesforce' ? [id, found.id] : [found.id, id]
      return { ...one, fate: { kind: 'made-before-its-end', sfId, extId } }
    }
    if (issue != null && issue.code === 'several-matches') return { ...one, held: issue }
    const isOver = one.landsBy === undefined || one.landsBy <= work.now()
    return isOver ? one : { ...one, fate: laterThan(work, one, one.landsBy) }
  })
}

/**
 * Records outside, of which a create without an answer may have made one in Salesforce that was deleted before anybody knew of
 * it. A rule of one field tells which; what was deleted before the create was sent, or was ever linked, is none of it. Where
 * there are as many of them as such creates, each made one, whichever.
 */
export async function linkBinned(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const { db, held, pair } = work
  const rules = pair.spec.match.filter((rule) => rule.keys.length === 1)
  const binned = new Map<string, readonly string[]>()
  const creates = new Map<string, number>()
  for (const one of known) {
    const { change, landed, landsBy } = one
    const isMade = landed?.some(({ side }) => side === 'salesforce') === true
    if (!isOpen(one) || one.link !== null || change.side !== 'external' || !isMade || landsBy === undefined || one.salesforce !== null) continue // prettier-ignore
    const then = asItWasSent(pair, one).values ?? {}
    const sentAt = landsBy.getTime() - SALESFORCE_LANDS_MS - CLOCKS_MS
    for (const rule of rules) {
      const value = then[rule.keys[0]?.external ?? '']
      if (typeof value !== 'string' || keyOf(rule, 'external', then) === null) continue
      const found = await work.look.binned(pair, rule, [value])
      const ids = found.filter(({ stamp }) => Date.parse(stamp ?? '') >= sentAt).map(({ id }) => id)
      binned.set(change.id, [...(binned.get(change.id) ?? []), ...ids])
      if (ids.length < 2) continue
      const open = await openCreates(db, held.orgId, pair.pairId, 'salesforce', rule.keys[0]?.external ?? '', [value]) // prettier-ignore
      creates.set(change.id, open.length)
    }
  }
  const taken = new Set(await everLinked(db, held.orgId, pair.pairId, [...binned.values()].flat()))
  return known.map((one) => {
    const left = new Set(binned.get(one.change.id)?.filter((id) => !taken.has(id)))
    const [sfId] = left
    if (sfId === undefined || left.size > Math.max(1, creates.get(one.change.id) ?? 1)) return one
    taken.add(sfId)
    return { ...one, fate: { kind: 'made-before-its-end', sfId, extId: one.change.id } }
  })
}

/** How far two clocks may be apart. */
const CLOCKS_MS = 60_000

/**
 * Records without a counterpart that a create of another record may have made: that one is renamed or deleted since, so no rule
 * finds it. It is looked at first, since what was made of it is found from there.
 */
export async function afterTheirCreates(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const { db, held, pair } = work
  const line = pair.lines.find((one) => one.name === pair.object.createKey)
  const alone = known.filter((one) => isOpen(one) && one.link === null && one.change.values !== null && (one.external === null || one.salesforce === null)) // prettier-ignore
  const side = alone[0]?.change.side
  if (line === undefined || side === undefined) return [...known]
  const valueOf = ({ salesforce, external }: Resolved): string | null => {
    const value = side === 'salesforce' ? fromSalesforce(line, salesforce?.values ?? {}) : fromExternal(line, external?.values ?? {}) // prettier-ignore
    return value !== undefined && 'ok' in value ? value.ok : null
  }
  const values = [...new Set(alone.flatMap((one) => valueOf(one) ?? []))]
  if (values.length === 0) return [...known]
  const creates = await openCreates(db, held.orgId, pair.pairId, side, line.name, values)
  if (creates.length === 0) return [...known]
  const open = new Map(creates.map((one) => [matchKey(one.value), one]))
  return known.map((one) => {
    const create = alone.includes(one) ? open.get(matchKey(valueOf(one))) : undefined
    return create === undefined ? one : { ...one, fate: laterThan(work, one, create.landsBy) }
  })
}

const SECOND = 1000
const MOST_DOUBLINGS = 10

/** Less and less often: who is waited for may itself wait for a person. */
function laterThan({ now }: PairWork, { change }: Resolved, at: Date | null): Fate {
  const pause = SECOND * 2 ** Math.min(change.tries, MOST_DOUBLINGS)
  const next = Math.max(now().getTime() + pause, at?.getTime() ?? 0)
  return { kind: 'after-another', at: new Date(next) }
}
