import type { MatchRule, Value } from '../connectors/connector.ts'
import type { Pair } from './pair.ts'
import type { PairWork } from './work.ts'

interface Readable {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>> | null
}

/** External records with the fields of their parents that a rule compares: `companyId.name` is the name of the company. */
export async function withParentFields<R extends Readable>(
  work: PairWork,
  pair: Pair,
  rule: MatchRule,
  records: readonly R[]
): Promise<R[]> {
  let read = [...records]
  for (const path of new Set(rule.keys.map((key) => key.external).filter((name) => name.includes('.')))) {
    const [reference = '', field = ''] = path.split('.')
    const parent = parentOf(work, pair, reference)
    if (parent === undefined) continue
    const ids = read.flatMap(({ values }) => idIn(values, reference) ?? [])
    const found = await work.look.byIds(parent, 'external', [...new Set(ids)])
    read = read.map((one) => {
      const value: Value | undefined = found.get(idIn(one.values, reference) ?? '')?.values[field]
      return value === undefined ? one : { ...one, values: { ...one.values, [path]: value } }
    })
  }
  return read
}

/** The pair whose records a line of `pair` refers to by this external field. */
export function parentOf({ connection }: Pick<PairWork, 'connection'>, pair: Pair, field: string) {
  const name = pair.lines.find((line) => line.name === field)?.spec.reference?.pair
  return connection.pairs.find((one) => one.spec.name === name)
}

export function idIn(values: Readable['values'], field: string): string | null {
  const value = values?.[field]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

const asked = new WeakMap<Pair, readonly MatchRule[]>()

/** The pair's match rules as they are asked, in their order; the same ones every time. */
export function rulesOf(pair: Pair): readonly MatchRule[] {
  const known = asked.get(pair) ?? pair.spec.match.map(askable).map(withIds)
  asked.set(pair, known)
  return known
}

/** A Salesforce id is one in both its lengths. */
const withIds = (rule: MatchRule): MatchRule => ({
  keys: rule.keys.map((key) => (isIdKey(key) ? { ...key, as: 'id' as const } : key))
})
export const isIdKey = (key: MatchRule['keys'][number]) => key.salesforce === 'Id'

/** The rule with a key in front that the external system can be asked by; paths can only be compared. */
function askable(rule: MatchRule): MatchRule {
  const direct = rule.keys.findIndex((key) => !key.external.includes('.') && key.blank !== 'same')
  const first = rule.keys[direct]
  if (direct <= 0 || first === undefined) return rule
  return { keys: [first, ...rule.keys.filter((_, at) => at !== direct)] }
}
