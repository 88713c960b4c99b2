import type { MatchRule } from '../connectors/connector.ts'
import type { Scan } from '../database/scans.ts'
import { folded, indexStaged, stagedBy, type StagedRecord } from '../database/staged-rows.ts'
import type { Candidate, Look } from './look.ts'
import { rulesOf } from './match-parents.ts'
import { matchKey } from './match.ts'
import type { Pair } from './pair.ts'
import { sharedValues } from './shared-values.ts'
import type { PairWork } from './work.ts'

/** The column of a scan that holds what the first key of a rule compares. */
export const keyColumn = (rule: number): string => `key ${rule + 1}`

/**
 * Looks in what the scans of both sides staged, so that matching a million records costs no call. Salesforce records are
 * sought by value by calls, because what is linked already is no difference of the scan; one by its id is there, unless it
 * was made since. A deleted one is asked for: only Salesforce tells what it was merged into.
 */
export function stagedLook(
  { db, held, look }: Pick<PairWork, 'db' | 'held' | 'look'>,
  pair: Pair,
  { salesforce, external }: Record<Scan['side'], Scan>,
  shared = sharedValues({ db, held }, salesforce)
): Look {
  const indexes = new Map<string, Promise<void>>()
  /** An index of a million rows takes a second: it is made when it is first asked for. */
  const stagedBySome = async (scan: Scan, column: string, values: readonly string[]) => {
    if (values.length === 0 || scan.stagedRows === 0) return []
    const name = `${scan.side} ${column}`
    const index = indexes.get(name) ?? indexStaged(db, scan, column)
    indexes.set(name, index)
    await index
    return stagedBy(db, held, scan, column, values)
  }
  const isScanned = (other: Pair) => other.spec.external === pair.spec.external
  return {
    binned: (other, rule, values) => look.binned(other, rule, values),
    async candidates(other, side, rule, values) {
      const at = other === pair ? rulesOf(pair).indexOf(rule) : -1
      if (side !== 'external' || at === -1) return look.candidates(other, side, rule, values)
      const keys = values.flatMap((value) => keyOfFirst(rule, value) ?? [])
      const staged = (await stagedBySome(external, keyColumn(at), keys)).map(toCandidate)
      // Of records that share a value an earlier page has made the first one outside, since that side was read.
      const common = await shared(rule.keys[0]?.salesforce ?? '', values)
      if (common.size === 0) return staged
      const now = await look.candidates(other, side, rule, values.filter((value) => common.has(folded(value)))) // prettier-ignore
      return [...new Map([...staged, ...now].map((one) => [one.id, one])).values()]
    },
    async byIds(other, side, ids) {
      if (side === 'external' ? !isScanned(other) : other.pairId !== pair.pairId)
        return look.byIds(other, side, ids)
      const staged = await stagedBySome(side === 'external' ? external : salesforce, 'id', ids)
      const found = new Map(staged.map((one) => [one.id, side === 'external' ? toCandidate(one) : withId(toCandidate(one))])) // prettier-ignore
      // A record that the scan lacks is not gone by that: its side is asked for it.
      const isOpen = (id: string) => (side === 'external' ? !found.has(id) : found.get(id)?.deleted !== false)
      const rest = ids.filter(isOpen)
      return rest.length === 0 ? found : new Map([...found, ...(await look.byIds(other, side, rest))])
    }
  }
}

/** What the column holds for a value of either side. */
export function keyOfFirst({ keys: [first] }: MatchRule, value: unknown): string | null {
  return first === undefined ? null : matchKey(value, first.as, first.country)
}

const toCandidate = ({ id, stamp, deleted, values }: StagedRecord): Candidate => ({
  id,
  stamp,
  deleted,
  values
})

/** Salesforce's id is a field of the record there, which lines map. */
const withId = (one: Candidate): Candidate => ({ ...one, values: { Id: one.id, ...one.values } })
