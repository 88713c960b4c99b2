import type { LiteralType, Query } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { comparison } from './compare.ts'
import { operand } from './literals.ts'
import type { Operand } from './literals.ts'
import { malformed } from './soql-error.ts'
import type { Condition, Tree } from './where-tree.ts'

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

export interface Binding {
  readonly now: number
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
  if (!field.filterable) {
    throw new ApiError(400, 'INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`)
  }
  const operands = operandsOf(condition, field, binding)
  checkOperator(field, operator)
  const passes = comparison(field, operator, operands)
  return {
    kind: 'compare',
    field: own ? field.name : null,
    operator,
    operands,
    test: (row) => passes(read(row))
  }
}

function operandsOf(condition: Condition, field: Field, { now, inner }: Binding): Operand[] {
  if ('valueQuery' in condition) return inner(condition.valueQuery).map((value) => ({ value }))
  const { value, literalType } = condition
  const texts = Array.isArray(value) ? value : [value]
  return texts.map((text, i) => operand(field, text, typeAt(literalType, i), now))
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
  if (field.type === 'address') throw malformed(`field '${field.name}' can not be filtered in a query call`)
}
