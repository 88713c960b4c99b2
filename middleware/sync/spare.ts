import { parentPartnersOf } from '../database/heirs.ts'
import { pressRecords } from '../database/inbox.ts'
import type { Fate, Resolved } from './change.ts'
import { parentOf } from './match-parents.ts'
import type { PairWork } from './work.ts'

/** The parent's own end, where it was not heard of yet, is dealt with meanwhile. */
const AFTER_PARENT_MS = 1000

/**
 * Records that went outside together with their parent, where the policy says that they stay in Salesforce. Each is told
 * to wait for the parent to be made again, and comes back with it.
 */
export async function spareChildren(work: PairWork, known: readonly Resolved[]): Promise<Resolved[]> {
  const { pair, db, held } = work
  if (pair.spec.policy.remove.unlessParentGone !== true) return [...known]
  const gone = known.filter(isGoneOutside)
  const fates = new Map<Resolved, Fate>()
  for (const [at, line] of pair.lines.entries()) {
    const parent = parentOf(work, pair, line.name)
    const ids = new Set(gone.flatMap(({ link }) => link?.external[at] ?? []))
    if (parent === undefined || ids.size === 0) continue
    const found = await work.look.byIds(parent, 'external', [...ids])
    const missing = new Set([...ids].filter((id) => found.get(id)?.deleted !== false))
    const unheard = await parentPartnersOf(db, held.orgId, parent.pairId, 'external', [...missing])
    await pressRecords(db, held, parent.spec.external, [...unheard.keys()], 'external')
    for (const one of gone) {
      const [outside, inside] = [one.link?.external[at] ?? '', one.link?.salesforce[at] ?? null]
      if (one.link === null || inside === null || !missing.has(outside)) continue
      const waits = { side: 'salesforce', record_id: one.link.sfId, parent_pair: parent.pairId, parent_side: 'salesforce', parent_id: inside } as const // prettier-ignore
      const later = new Date(work.now().getTime() + AFTER_PARENT_MS)
      fates.set(one, unheard.has(outside) ? { kind: 'after-another', at: later } : { kind: 'gone-with-parent', waits }) // prettier-ignore
    }
  }
  return known.map((one) => {
    const fate = fates.get(one)
    return fate === undefined ? one : { ...one, fate }
  })
}

/** Not one that a person has to look at, or that is left out. */
function isGoneOutside({ change, link, held, skipped, fate }: Resolved): boolean {
  if (link === null || held !== null || skipped !== null) return false
  return fate?.kind === 'gone-outside' || (fate === null && change.side === 'external' && change.deleted)
}
