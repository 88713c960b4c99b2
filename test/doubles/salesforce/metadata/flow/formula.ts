/** What a formula's names and functions mean for one save. `value` gets `$User.Id`, `$Record.Email`. */
export interface FormulaWorld {
  readonly value: (name: string) => FormulaValue
  readonly isNew: boolean
  readonly isChanged: (name: string) => boolean
}

export type FormulaValue = string | number | boolean | null

/** The part of the formula language that entry conditions use; anything else throws with what it was. */
export function evaluate(formula: string, world: FormulaWorld): FormulaValue {
  const tokens = tokenize(formula)
  let at = 0
  const peek = () => tokens[at]?.toUpperCase()
  const take = () => tokens[at++] ?? ''
  const expect = (token: string) => {
    if (take() !== token) throw new Error(`The formula misses a '${token}'`)
  }
  const or = (): FormulaValue => {
    let left = and()
    while (peek() === '||') {
      take()
      const right = and()
      left = left === true || right === true
    }
    return left
  }
  const and = (): FormulaValue => {
    let left = comparison()
    while (peek() === '&&') {
      take()
      const right = comparison()
      left = left === true && right === true
    }
    return left
  }
  const comparison = (): FormulaValue => {
    const left = term()
    const operator = peek()
    if (operator === undefined || !comparisons[operator]) return left
    take()
    return comparisons[operator](left, term())
  }
  const list = (): { values: FormulaValue[]; names: string[] } => {
    const values: FormulaValue[] = []
    const names: string[] = []
    expect('(')
    while (peek() !== undefined && peek() !== ')') {
      names.push(nameIn(tokens[at] ?? ''))
      values.push(or())
      if (peek() === ',') take()
    }
    expect(')')
    return { values, names }
  }
  const term = (): FormulaValue => {
    const token = take()
    if (token === '(') {
      const inner = or()
      expect(')')
      return inner
    }
    if (token === '!') return term() !== true
    if (/^["']/.test(token)) return token.slice(1, -1)
    if (/^\d/.test(token)) return Number(token)
    if (/^(true|false)$/i.test(token)) return token.toLowerCase() === 'true'
    if (tokens[at] === '(') return call(token.toUpperCase(), list(), world)
    if (token === '') throw new Error('The formula ends too early')
    return world.value(nameIn(token))
  }
  const result = or()
  if (at < tokens.length) throw new Error(`Extra ${tokens[at] ?? ''}`)
  return result
}

const nameIn = (token: string) => token.replace(/^\{!|\}$/g, '')

const same = (a: FormulaValue, b: FormulaValue) => (a ?? '') === (b ?? '')
const comparisons: Readonly<Record<string, (a: FormulaValue, b: FormulaValue) => boolean>> = {
  '=': same,
  '==': same,
  '<>': (a, b) => !same(a, b),
  '!=': (a, b) => !same(a, b),
  '<': (a, b) => Number(a) < Number(b),
  '>': (a, b) => Number(a) > Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
  '>=': (a, b) => Number(a) >= Number(b)
}

function call(
  name: string,
  { values, names }: { values: FormulaValue[]; names: string[] },
  world: FormulaWorld
): FormulaValue {
  switch (name) {
    case 'AND':
      return values.every((value) => value === true)
    case 'OR':
      return values.includes(true)
    case 'NOT':
      return values[0] !== true
    case 'ISNEW':
      return world.isNew
    case 'ISCHANGED':
      return world.isChanged(names[0] ?? '')
    case 'ISBLANK':
    case 'ISNULL':
      return (values[0] ?? '') === ''
    case 'LEFT':
      return String(values[0] ?? '').slice(0, Number(values[1] ?? 0))
    case 'TEXT':
    case 'ISPICKVAL':
      return name === 'TEXT' ? String(values[0] ?? '') : same(values[0] ?? null, values[1] ?? null)
    default:
      throw new Error(`Unknown function ${name}. Check spelling.`)
  }
}

const tokenForm = /\s*("[^"]*"|'[^']*'|\{![^}]*\}|&&|\|\||<>|!=|==|<=|>=|[=<>!(),]|[\w$.]+)/y

function tokenize(formula: string): string[] {
  const tokens: string[] = []
  tokenForm.lastIndex = 0
  const text = formula.trim()
  while (tokenForm.lastIndex < text.length) {
    const from = tokenForm.lastIndex
    const token = tokenForm.exec(text)?.[1]
    if (token === undefined) throw new Error(`Syntax error. Found '${text.charAt(from)}'`)
    tokens.push(token)
  }
  return tokens
}
