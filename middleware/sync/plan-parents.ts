import { plannedOf } from '../database/plan-operations.ts'
import { keyOfRecord, type Resolved } from './change.ts'
import type { PlanContext } from './operation.ts'
import { afterParent } from './plan-rows.ts'
import type { PairWork } from './work.ts'

type Known = Pick<PlanContext, 'parents' | 'pairIds'>

/**
 * The parents of these records that a plan of their own pair creates or links, beside those that are linked: their children
 * count as planned after them, with a stand-in for an id that nobody knows yet.
 */
export async function withPlannedParents(
  { db, held, pair }: PairWork,
  resolved: readonly Resolved[],
  known: Known
): Promise<Known> {
  const planned = new Set<string>()
  for (const line of pair.lines) {
    const parent = line.spec.reference?.pair
    const parentId = parent === undefined ? undefined : known.pairIds[parent]
    if (parent === undefined || parentId === undefined) continue
    for (const side of ['salesforce', 'external'] as const) {
      const field = side === 'salesforce' ? line.spec.salesforce[0] : line.name
      const ids = resolved.flatMap((one) => one[side]?.values[field ?? ''] ?? []).map(String)
      const open = [...new Set(ids)].filter((id) => known.parents(parent, side, id) === null)
      const keyOf = (id: string) => (side === 'salesforce' ? keyOfRecord(id, null) : keyOfRecord(null, id))
      const found = await plannedOf(db, held.orgId, parentId, open.map(keyOf))
      for (const id of open) if (found.has(keyOf(id))) planned.add(`${parent} ${side} ${id}`)
    }
  }
  return {
    ...known,
    parents: (name, side, id) =>
      known.parents(name, side, id) ?? (planned.has(`${name} ${side} ${id}`) ? afterParent(id) : null)
  }
}
