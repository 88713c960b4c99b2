import type { MatchRule, Side } from '../connectors/connector.ts'
import { toId18 } from '../salesforce/ids.ts'
import type { Change, Issue, Resolved } from './change.ts'
import type { Candidate } from './look.ts'
import { otherSide } from './mapping.ts'
import { idIn, isIdKey, rulesOf, withParentFields } from './match-parents.ts'
import { candidates, indexBy, keyOf } from './match.ts'
import type { Pair } from './pair.ts'
import type { PairWork } from './work.ts'

export type Match = Partial<
  Pick<Resolved, 'salesforce' | 'external' | 'held' | 'skipped' | 'how' | 'link' | 'fate'>
>
/** By the change's id; `found` is the record of the other side. */
export type Matches = Map<string, Match & { readonly found?: Candidate }>

/** The counterparts that a pair's rules name, in their order. What several records fit is held. */
export async function byRules(
  work: PairWork,
  pair: Pair,
  side: Side,
  changes: readonly Change[]
): Promise<Matches> {
  const matches: Matches = new Map()
  let open = changes
  for (const rule of rulesOf(pair)) {
    if (open.length === 0) break
    const found = await byRule(work, pair, rule, side, open)
    for (const change of open) {
      const [first, ...others] = found(change)
      if (first !== undefined) matches.set(change.id, judge(work, rule, otherSide(side), first, others))
    }
    open = open.filter((change) => !matches.has(change.id))
  }
  return side === 'salesforce' ? refuseMarked(work, pair, matches) : matches
}

type Finder = (change: Change) => readonly Candidate[]

async function byRule(
  work: PairWork,
  pair: Pair,
  rule: MatchRule,
  side: Side,
  open: readonly Change[]
): Promise<Finder> {
  const [first] = rule.keys
  if (side === 'external' && rule.keys.length === 1 && first !== undefined && isIdKey(first))
    return bySalesforceId(work, pair, first.external, open)
  const changes = side === 'external' ? await withParentFields(work, pair, rule, open) : open
  const keyed = changes.filter(({ values }) => values !== null && keyOf(rule, side, values) !== null)
  if (keyed.length === 0) return () => []
  const asked = keyed.flatMap(({ values }) => bothLengths(rule, String(values?.[first?.[side] ?? ''])))
  const other = otherSide(side)
  // A converted lead is history: what it was goes on as a contact.
  const read = (await work.look.candidates(pair, other, rule, asked)).filter((one) => one.values['IsConverted'] !== true) // prettier-ignore
  const index = indexBy(
    rule,
    other,
    other === 'external' ? await withParentFields(work, pair, rule, read) : read
  )
  const values = new Map(keyed.map((change) => [change.id, change.values ?? {}]))
  return ({ id }) => candidates(rule, side, values.get(id) ?? {}, index)
}

const bothLengths = (rule: MatchRule, value: string): string[] =>
  rule.keys[0]?.as === 'id' ? [value, value.slice(0, 15)] : [value]

/** How often a merged record is followed to the one it was merged into. */
const MOST_MERGES = 5

/** By the Salesforce id that the external record carries, through merges to the record that stayed. */
async function bySalesforceId(
  work: PairWork,
  pair: Pair,
  field: string,
  open: readonly Change[]
): Promise<Finder> {
  const carried = ({ values }: Change) => toId18(idIn(values, field) ?? '')
  const found = new Map<string, Candidate>()
  let asked = [...new Set(open.flatMap((change) => carried(change) ?? []))]
  for (let merges = 0; merges <= MOST_MERGES && asked.length > 0; merges++) {
    for (const [id, one] of await work.look.byIds(pair, 'salesforce', asked)) found.set(id, one)
    asked = [...found.values()].flatMap(({ masterId }) => masterId ?? []).filter((id) => !found.has(id))
  }
  const heir = (id: string): Candidate | undefined => {
    const one = found.get(id)
    return one?.masterId ? heir(one.masterId) : one
  }
  return (change) => {
    const one = heir(carried(change) ?? '')
    return one === undefined ? [] : [one]
  }
}

function judge(
  { connection }: PairWork,
  rule: MatchRule,
  side: Side,
  first: Candidate,
  others: readonly Candidate[]
): Match & { readonly found?: Candidate } {
  const place = side === 'salesforce' ? 'Salesforce' : connection.connector.label
  const fields = rule.keys.map((key) => (side === 'salesforce' ? key.salesforce : key.external)).join(' + ')
  const there = [first, ...others].filter((one) => !one.deleted)
  const [only] = there
  if (there.length > 1)
    return hold(
      'several-matches',
      `${there.length} records in ${place} have the same ${fields}. Link the right one by hand, or merge them there.`,
      there
    )
  if (only === undefined)
    return hold(
      side === 'external' ? 'deleted-outside' : 'deleted-in-salesforce',
      `The record in ${place} with the same ${fields} was deleted there. A sync does not bring it back. Restore it there if it should be.`,
      [first]
    )
  return { [side]: only, found: only, how: `same ${fields}` }
}

const hold = (code: string, message: string, records: readonly Candidate[]): Match => {
  const candidates = records.map((one) => ({ id: one.id, label: labelOf(one) }))
  const issue: Issue = { line: '', code, message, candidates }
  return { held: issue }
}

const labelOf = ({ id, values }: Candidate): string =>
  String(values['name'] ?? values['Name'] ?? values['LastName'] ?? id)

/** Once an external record carries a Salesforce id it is that record's, and no other value says otherwise while that one lives. */
async function refuseMarked(work: PairWork, pair: Pair, matches: Matches): Promise<Matches> {
  const key = pair.spec.match.find((rule) => rule.keys.length === 1 && rule.keys.every(isIdKey))?.keys[0]
  if (key === undefined) return matches
  const marks = [...matches].flatMap(([id, { found }]) => {
    const mark = found === undefined ? null : toId18(String(found.values[key.external] ?? ''))
    return found === undefined || mark === null || mark === id ? [] : [{ id, mark, found }]
  })
  const marked = marks.map((one) => one.mark)
  const owners =
    marked.length === 0 ? new Map<string, Candidate>() : await work.look.byIds(pair, 'salesforce', marked)
  for (const { id, mark, found } of marks) {
    if (owners.get(mark)?.deleted !== false) continue
    const { label } = work.connection.connector
    const message = `The record in ${label} with the same values carries the id of ${mark} in ${key.external}. Merge the two in Salesforce, or link one of them by hand.`
    matches.set(id, hold('identified-otherwise', message, [found]))
  }
  return matches
}
