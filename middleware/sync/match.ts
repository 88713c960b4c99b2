import type { MatchRule } from '../connectors/connector.ts'

/** Values by which records are the same: no case, no surrounding or repeated space, no accents split from their letters. */
export function matchKey(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
  return text === '' ? null : text
}

export interface Candidate {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Candidates of the other side by the key a rule compares. */
export function indexBy<C extends Candidate>(rule: MatchRule, candidates: readonly C[]): Map<string, C[]> {
  const index = new Map<string, C[]>()
  for (const candidate of candidates) {
    const key = matchKey(candidate.values[rule.external])
    if (key === null) continue
    const same = index.get(key)
    if (same === undefined) index.set(key, [candidate])
    else if (!same.some((known) => known.id === candidate.id)) same.push(candidate)
  }
  return index
}
