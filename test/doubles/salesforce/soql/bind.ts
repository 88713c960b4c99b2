import type { LiteralType, Query } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { comparison } from './compare.ts'
import { operand } from './literals.ts'
import type { Moment, Operand } from './literals.ts'
import { withoutStrings } from './logic.ts'
import { malformed, positionOf, soqlError } from './soql-error.ts'
import { hasSubselect } from './where-tree.ts'
import type { Condition, Tree } from './where-tree.ts'
import { wordsOf } from '../uncertain.ts'

/** A tree whose names are resolved: `test` decides about a row, the rest lets the planner find an index. */
export type Bound =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Bound[]; readonly test: (row: Row) => boolean }
  | { readonly kind: 'not'; readonly test: (row: Row) => boolean }
  | {
      readonly kind: 'compare'
      /** Name of the compared field when it is the object's own, else null. */
      readonly field: string | null
      readonly operator: string
      readonly operands: readonly Operand[]
      readonly test: (row: Row) => boolean
    }

/** What stands left of an operator: a field, a function of one, an aggregate. */
export interface Subject {
  readonly field: Field
  readonly own: boolean
  readonly read: (row: Row) => Value
}

export interface Binding extends Moment {
  /** The whole query, for error positions. */
  readonly text: string
  readonly subject: (condition: Condition) => Subject
  /** The values a semi-join's inner query selects. */
  readonly inner: (query: Query) => Value[]
}

export function bind(tree: Tree, binding: Binding): Bound {
  if (tree.kind === 'condition') return bindCondition(tree.condition, binding)
  if (tree.kind === 'not') {
    const { test } = bind(tree.item, binding)
    return { kind: 'not', test: (row) => !test(row) }
  }
  if (tree.kind === 'or' && hasSubselect(tree)) {
    throw malformed(wordsOf('semiJoinInOr'))
  }
  const items = tree.items.map((item) => bind(item, binding))
  const tests = items.map(({ test }) => test)
  const test =
    tree.kind === 'and'
      ? (row: Row) => tests.every((each) => each(row))
      : (row: Row) => tests.some((each) => each(row))
  return { kind: tree.kind, items, test }
}

function bindCondition(condition: Condition, binding: Binding): Bound {
  const { field, own, read } = binding.subject(condition)
  const operator = condition.operator.toUpperCase()
  const operands = pointing(condition, binding, () => {
    if (!field.filterable) {
      throw new ApiError(400, 'INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`)
    }
    checkOperator(field, operator)
    return operandsOf(condition, field, binding)
  })
  const passes = comparison(field, operator, operands)
  return {
    kind: 'compare',
    field: own ? field.name : null,
    operator,
    operands,
    test: (row) => passes(read(row))
  }
}

/** A refusal of what a condition says points at the condition. */
function pointing<T>(condition: Condition, { text }: Binding, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ApiError) || error.message.includes('ERROR at Row')) throw error
    const name = 'field' in condition ? condition.field : (condition.fn.rawValue ?? '')
    const from = /\b(?:WHERE|HAVING)\b/i.exec(withoutStrings(text))?.index ?? 0
    throw soqlError(error.code, text, positionOf(text, name, from), error.message)
  }
}

function operandsOf(condition: Condition, field: Field, binding: Binding): Operand[] {
  if ('valueQuery' in condition) return binding.inner(condition.valueQuery).map((value) => ({ value }))
  const { value, literalType } = condition
  const texts = Array.isArray(value) ? value : [value]
  return texts.map((text, i) => operand(field, text, typeAt(literalType, i), binding))
}

const typeAt = (type: LiteralType | LiteralType[] | undefined, i: number) =>
  Array.isArray(type) ? type[i] : type

function checkOperator(field: Field, operator: string): void {
  const multi = field.type === 'multipicklist'
  const multiOnly = operator === 'INCLUDES' || operator === 'EXCLUDES'
  const textOnly =
    operator === 'LIKE' &&
    ['id', 'reference', 'boolean', 'int', 'double', 'date', 'datetime'].includes(field.type)
  if ((multiOnly && !multi) || textOnly) {
    throw new ApiError(
      400,
      'INVALID_QUERY_FILTER_OPERATOR',
      `invalid operator on ${field.type} field: ${field.name}`
    )
  }
  if (field.type !== 'address') return
  throw new ApiError(400, 'INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`)
}
