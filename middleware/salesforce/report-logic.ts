/**
 * `1 AND (2 OR NOT 3)` with its conditions put in, every step in parentheses: SOQL refuses AND beside OR without them.
 * NOT binds more than AND, AND more than OR. Throws what `refuse` gives for a logic that can't be read.
 */
export function booleanLogic(
  logic: string,
  conditions: readonly string[],
  refuse: (why: string) => Error
): string {
  const tokens = logic.toUpperCase().match(/\d+|AND|OR|NOT|[()]|[^\s]/g) ?? []
  const used = new Set<number>()
  let at = 0
  const broken = () => refuse(`its filter logic "${logic.slice(0, 100)}" can't be read`)
  const take = (token: string) => tokens[at] === token && ++at > 0

  const joined = (word: 'OR' | 'AND', part: () => string) => {
    const parts = [part()]
    while (take(word)) parts.push(part())
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(` ${word} `)})`
  }
  const either = (): string => joined('OR', () => joined('AND', single))
  const single = (): string => {
    if (take('NOT')) return `(NOT ${single()})`
    if (take('(')) {
      const inner = either()
      if (!take(')')) throw broken()
      return inner
    }
    const number = Number(tokens[at++])
    const condition = conditions[number - 1]
    if (condition === undefined) throw broken()
    used.add(number)
    return condition
  }

  const whole = either()
  if (at < tokens.length || used.size < conditions.length) throw broken()
  return whole
}
