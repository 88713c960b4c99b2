import { ApiError } from '../errors.ts'
import type { Value } from '../store/row.ts'

/** A formula as a tree. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }

const token =
  /\s*(?:\/\*[^]*?\*\/\s*)*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)|(<=|>=|<>|!=|==|&&|\|\||[-+*/&=<>(),]))/y

/** Operators that bind alike, loosest first. */
const levels = [['||'], ['&&'], ['=', '==', '<>', '!=', '<', '>', '<=', '>='], ['+', '-', '&'], ['*', '/']]

/**
 * Reads the part of Salesforce's formula language that the double knows: texts, numbers, field paths through parents,
 * operators and calls. Throws FIELD_INTEGRITY_EXCEPTION for anything else.
 */
export function parseFormula(text: string): Expression {
  const tokens = tokenize(text)
  let at = 0
  const take = (wanted: string) => {
    if (tokens[at] !== wanted) throw wrong(`Syntax error. Missing '${wanted}'`)
    at++
  }

  function level(depth: number): Expression {
    const operators = levels[depth]
    if (!operators) return unary()
    let left = level(depth + 1)
    for (;;) {
      const name = tokens[at]
      if (name === undefined || !operators.includes(name)) return left
      at++
      left = { kind: 'call', name, of: [left, level(depth + 1)] }
    }
  }

  function unary(): Expression {
    const next = tokens[at++]
    if (next === undefined) throw wrong('Syntax error. Found end of formula')
    if (next === '-') return { kind: 'call', name: '-', of: [{ kind: 'literal', value: 0 }, unary()] }
    if (next === '(') {
      const inner = level(0)
      take(')')
      return inner
    }
    if (/^["']/.test(next)) return { kind: 'literal', value: next.slice(1, -1).replace(/\\(.)/g, '$1') }
    if (/^\d/.test(next)) return { kind: 'literal', value: Number(next) }
    if (/^(true|false)$/i.test(next)) return { kind: 'literal', value: next.toLowerCase() === 'true' }
    if (/^null$/i.test(next)) return { kind: 'literal', value: null }
    if (!/^[A-Za-z]/.test(next)) throw wrong(`Syntax error. Extra ${next}`)
    if (tokens[at] !== '(') return { kind: 'path', names: next.split('.') }
    at++
    return { kind: 'call', name: next.toUpperCase(), of: list() }
  }

  function list(): Expression[] {
    const items: Expression[] = []
    while (tokens[at] !== ')') {
      if (items.length > 0) take(',')
      items.push(level(0))
    }
    at++
    return items
  }

  const tree = level(0)
  const extra = tokens[at]
  if (extra !== undefined) throw wrong(`Syntax error. Extra ${extra}`)
  return tree
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex
    const found = token.exec(text)
    if (/^\s*\$\w/.test(text.slice(from))) {
      throw wrong(
        `The practice org can't evaluate global variables: ${
          text
            .slice(from)
            .trim()
            .split(/[^\w$.]/)[0] ?? ''
        }`
      )
    }
    if (!found) throw wrong(`Syntax error. Found '${text.slice(from).trim().charAt(0)}'`)
    tokens.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '')
  }
  return tokens
}

export const wrong = (message: string) => new ApiError(400, 'FIELD_INTEGRITY_EXCEPTION', message)
