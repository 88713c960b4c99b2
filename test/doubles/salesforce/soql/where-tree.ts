import type {
  ConditionWithValueQuery,
  HavingClause,
  NegationCondition,
  WhereClause
} from '@jetstreamapp/soql-parser-js'
import { malformed } from './soql-error.ts'

export type Condition = Exclude<ConditionWithValueQuery, NegationCondition>
export type Tree =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Tree[] }
  | { readonly kind: 'not'; readonly item: Tree }
  | { readonly kind: 'condition'; readonly condition: Condition }

/** Does a condition ask `IN (SELECT …)`? */
export function hasSubselect(tree: Tree): boolean {
  if (tree.kind === 'condition') return 'valueQuery' in tree.condition
  return tree.kind === 'not' ? hasSubselect(tree.item) : tree.items.some(hasSubselect)
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Condition

/**
 * The parser gives a flat list with parenthesis counts; this builds the tree. AND and OR side by side without
 * parentheses are refused, as Salesforce refuses them [V].
 */
export function whereTree(clause: WhereClause | HavingClause): Tree {
  const tokens = flatten(clause)
  let at = 0

  function expression(): Tree {
    const first = unary()
    const joiner = tokens[at]
    if (joiner !== 'AND' && joiner !== 'OR') return first
    const items = [first]
    while (tokens[at] === joiner) {
      at++
      items.push(unary())
    }
    const next = tokens[at]
    if (next === 'AND' || next === 'OR') throw malformed(`unexpected token: ${next}`)
    return { kind: joiner === 'AND' ? 'and' : 'or', items }
  }

  function unary(): Tree {
    const token = tokens[at++]
    if (token === 'NOT') return { kind: 'not', item: unary() }
    if (token === '(') {
      const inner = expression()
      if (tokens[at++] !== ')') throw malformed('expecting a right parentheses')
      return inner
    }
    if (typeof token !== 'object') throw malformed(`unexpected token: ${token ?? '<EOF>'}`)
    return { kind: 'condition', condition: token }
  }

  const tree = expression()
  if (at < tokens.length) throw malformed('unexpected token: )')
  return tree
}

function flatten(clause: WhereClause | HavingClause): Token[] {
  const tokens: Token[] = []
  let node: WhereClause | HavingClause | undefined = clause
  while (node) {
    const { left }: { left: ConditionWithValueQuery | null } = node
    const operator: string | undefined = 'operator' in node ? node.operator : undefined
    if (left && 'openParen' in left)
      tokens.push(...Array.from({ length: left.openParen ?? 0 }, () => '(' as const))
    if (left && 'operator' in left) tokens.push(left)
    if (left && 'closeParen' in left)
      tokens.push(...Array.from({ length: left.closeParen ?? 0 }, () => ')' as const))
    if (operator === 'AND' || operator === 'OR' || operator === 'NOT') tokens.push(operator)
    node = 'right' in node ? node.right : undefined
  }
  return tokens
}
