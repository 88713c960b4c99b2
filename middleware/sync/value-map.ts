import type { FieldType, Side, ValueMap } from '../connectors/connector.ts'
import { toCanonical, type Canonical } from './canonical.ts'

/** A list in one direction, ready to be asked. `otherwise` is `undefined` where nothing is declared for unlisted values. */
export interface Lookup {
  readonly listed: ReadonlyMap<string, Canonical>
  readonly otherwise: Canonical | undefined
}

/**
 * Reads a list in the direction of `to`. Where one value stands in several pairs, the first decides.
 * @param keep how the side that is asked about keeps a value, so that a listed `vip` finds its `VIP`
 */
export function lookupOf(
  map: ValueMap,
  to: Side,
  types: { readonly from: FieldType; readonly to: FieldType },
  keep: (value: Canonical) => Canonical
): Lookup {
  const listed = new Map<string, Canonical>()
  for (const [salesforce, external] of map.entries) {
    const [asked, answer] = to === 'external' ? [salesforce, external] : [external, salesforce]
    const key = keep(single(types.from, asked))
    if (key !== null && !listed.has(key)) listed.set(key, single(types.to, answer))
  }
  const otherwise = to === 'external' ? map.otherwise?.toExternal : map.otherwise?.toSalesforce
  return { listed, otherwise: otherwise === undefined ? undefined : single(types.to, otherwise) }
}

/** The list names single values, also where the field holds a set of them. */
function single(type: FieldType, text: string | null): Canonical {
  const read = toCanonical(type === 'set' ? 'text' : type, text)
  return 'ok' in read ? read.ok : text
}
