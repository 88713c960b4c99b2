import type { MatchKey, MatchRule, Side } from '../connectors/connector.ts'
import { foldLetters, foldText } from './fold.ts'
import { phoneKey } from './phone.ts'
import { siteKey } from './url-key.ts'

/** The form in which a value is compared with the other side's; `null` when there is nothing to compare. */
export function matchKey(value: unknown, as: MatchKey['as'] = 'text', country?: string): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value)
  const folded = foldText(text)
  if (folded === null) return null
  switch (as) {
    case 'text':
      return folded
    case 'letters':
      return foldLetters(text)
    case 'phone':
      return phoneKey(folded, country)
    case 'url':
      return siteKey(text)
    case 'exact':
      return text
    case 'id':
      return text.length === 18 || text.length === 15 ? text.slice(0, 15) : null
  }
}

/**
 * All keys of a rule as one. `null` as soon as one of them is blank: a rule is never tried with fewer keys than it has,
 * or two people without an e-mail address would be one.
 */
export function keyOf(rule: MatchRule, side: Side, values: Readonly<Record<string, unknown>>): string | null {
  const keys = rule.keys.map((key) => matchKey(values[key[side]], key.as, key.country))
  const lacks = keys.some((key, at) => key === null && (at === 0 || rule.keys[at]?.blank !== 'same'))
  return keys.length === 0 || lacks ? null : JSON.stringify(keys)
}

export interface Candidate {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Records of one side by the key of a rule; `id` is a key like a field. */
export function indexBy<C extends Candidate>(
  rule: MatchRule,
  side: Side,
  records: readonly C[]
): Map<string, C[]> {
  const index = new Map<string, C[]>()
  for (const record of records) {
    const key = keyOf(rule, side, { id: record.id, ...record.values })
    if (key === null) continue
    const alike = index.get(key)
    if (alike === undefined) index.set(key, [record])
    else if (!alike.some((known) => known.id === record.id)) alike.push(record)
  }
  return index
}

/** Records of the other side that a rule takes for the one with `values` of `side`. More than one is for a person. */
export function candidates<C extends Candidate>(
  rule: MatchRule,
  side: Side,
  values: Readonly<Record<string, unknown>>,
  index: ReadonlyMap<string, readonly C[]>
): readonly C[] {
  const key = keyOf(rule, side, values)
  return key === null ? [] : (index.get(key) ?? [])
}
