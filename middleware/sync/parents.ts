import type { Side } from '../connectors/connector.ts'
import { parentPartnersOf } from '../database/heirs.ts'
import type { Resolved } from './change.ts'
import type { PlanContext } from './operation.ts'
import type { PairWork } from './work.ts'

/** The links of the parents that these records refer to, one look a parent pair and side, and the pairs' ids by name. */
export async function parentsOf(
  { db, held, pair, connection }: PairWork,
  resolved: readonly Resolved[]
): Promise<Pick<PlanContext, 'parents' | 'pairIds'>> {
  const pairIds = Object.fromEntries(connection.pairs.map((one) => [one.spec.name, one.pairId]))
  const known = new Map<string, Map<string, string>>()
  for (const line of pair.lines) {
    const parent = line.spec.reference?.pair
    const parentId = parent === undefined ? undefined : pairIds[parent]
    if (parent === undefined || parentId === undefined) continue
    for (const side of ['salesforce', 'external'] as const) {
      const field = side === 'salesforce' ? line.spec.salesforce[0] : line.name
      const ids = resolved.flatMap((one) => one[side]?.values[field ?? ''] ?? []).map(String)
      const partners = await parentPartnersOf(db, held.orgId, parentId, side, [...new Set(ids)])
      const key = keyOf(parent, side)
      known.set(key, new Map([...(known.get(key) ?? []), ...partners]))
    }
  }
  return { pairIds, parents: (name, side, id) => known.get(keyOf(name, side))?.get(id) ?? null }
}

const keyOf = (pair: string, side: Side) => `${side} ${pair}`
