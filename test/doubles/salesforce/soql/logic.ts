import { soqlError } from './soql-error.ts'

/** The query with its string literals blanked out, so that places stay where they are. */
export const withoutStrings = (text: string) =>
  text.replace(/'(?:\\[\s\S]|[^'\\])*'/g, (literal) => ' '.repeat(literal.length))

/** AND and OR side by side without parentheses are refused at the one that comes second [V: the refusal]. */
export function refuseMixedLogic(text: string): void {
  const joiners: (string | null)[] = [null]
  for (const { 0: token, index } of withoutStrings(text).matchAll(
    /[()]|\b(?:AND|OR|WHERE|HAVING|SELECT)\b/gi
  )) {
    const word = token.toUpperCase()
    const level = joiners.length - 1
    if (word === '(') joiners.push(null)
    else if (word === ')') {
      if (level > 0) joiners.pop()
    } else if (word !== 'AND' && word !== 'OR') joiners[level] = null
    else if ((joiners[level] ?? word) === word) joiners[level] = word
    else throw soqlError('MALFORMED_QUERY', text, index, `unexpected token: '${token}'`)
  }
}

/** `-1.5e3` as the parser can read it: -1500. */
export function plainNumbers(text: string): string {
  const blanked = withoutStrings(text)
  let plain = ''
  let from = 0
  for (const { 0: number, index } of blanked.matchAll(
    /(?<![\w.:-])[+-]?\d+(?:\.\d+)?e[+-]?\d+(?![\w.:])/gi
  )) {
    plain +=
      text.slice(from, index) +
      Number(number).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    from = index + number.length
  }
  return plain + text.slice(from)
}
