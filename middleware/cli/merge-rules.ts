type Rules = Readonly<Record<string, unknown>>

/**
 * Rules with what a file names of them. The rest stays as it is, so that a file about the daily limit takes away neither a
 * schedule nor a guard rail. Guard rails are named number by number; quiet hours and a schedule are one value each.
 */
export function mergeRules(stored: object, named: object): object {
  const was: Rules = { ...stored }
  const is: Rules = { ...named }
  const rails = is['rails']
  if (!isPart(rails)) return { ...was, ...is }
  const kept = part(was['rails'])
  const merged = Object.entries(rails).map<[string, unknown]>(([name, rail]) => [
    name,
    isPart(rail) ? { ...part(kept[name]), ...rail } : rail
  ])
  return { ...was, ...is, rails: { ...kept, ...Object.fromEntries<unknown>(merged) } }
}

const isPart = (value: unknown): value is Rules =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const part = (value: unknown): Rules => (isPart(value) ? value : {})
