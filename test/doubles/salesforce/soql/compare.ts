import type { Field } from '../schema/field.ts'
import type { Value } from '../store/row.ts'
import type { Span } from './date-literals.ts'
import type { Operand } from './literals.ts'
import { malformed } from './soql-error.ts'

export type Test = (value: Value) => boolean

const exact = new Set(['id', 'reference', 'boolean'])

/** A test of one field's value. Text is compared without case; null only equals null, and is less than nothing. */
export function comparison(field: Field, operator: string, operands: readonly Operand[]): Test {
  const [first] = operands
  if (!first) return () => operator === 'NOT IN'
  const fold = exact.has(field.type) || field.caseSensitive ? same : lower
  switch (operator) {
    case '=':
    case 'IN':
      return anyEqual(field, operands, fold)
    case '!=':
    case '<>':
    case 'NOT IN':
      return not(anyEqual(field, operands, fold))
    case 'LIKE':
      return any(operands, (item) => like(item))
    case 'INCLUDES':
      return any(operands, (item) => includes(item))
    case 'EXCLUDES':
      return not(any(operands, (item) => includes(item)))
    default:
      return 'span' in first
        ? againstSpan(field, operator, first.span)
        : ordered(operator, fold(first.value), fold)
  }
}

const same = (value: Value): Value => value
const lower = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value)
const not =
  (test: Test): Test =>
  (value) =>
    !test(value)

function any(operands: readonly Operand[], make: (value: string) => Test): Test {
  const tests = operands.map((item) =>
    make('value' in item && typeof item.value === 'string' ? item.value : '')
  )
  return (value) => tests.some((test) => test(value))
}

function anyEqual(field: Field, operands: readonly Operand[], fold: (value: Value) => Value): Test {
  // `= ''` finds blanks: Salesforce stores no empty text [K].
  const values = new Set(
    operands.flatMap((item) => ('value' in item ? [fold(item.value === '' ? null : item.value)] : []))
  )
  const spans = operands.flatMap((item) => ('span' in item ? [againstSpan(field, '=', item.span)] : []))
  return (value) => values.has(fold(value)) || spans.some((test) => test(value))
}

/** `= THIS_WEEK` is within it, `>` after its end, `<` before its start. */
function againstSpan(field: Field, operator: string, span: Span): Test {
  const ms = (value: Value) =>
    field.type === 'date' ? Date.parse(`${String(value)}T00:00:00Z`) : Number(value)
  const tests: Record<string, (at: number) => boolean> = {
    '=': (at) => at >= span.from && at < span.to,
    '>': (at) => at >= span.to,
    '>=': (at) => at >= span.from,
    '<': (at) => at < span.from,
    '<=': (at) => at < span.to
  }
  const test = tests[operator]
  if (!test) throw malformed(`unexpected token: '${operator}'`)
  return (value) => value !== null && test(ms(value))
}

function ordered(operator: string, limit: Value, fold: (value: Value) => Value): Test {
  if (limit === null) return () => false
  const tests: Record<string, (value: NonNullable<Value>) => boolean> = {
    '>': (value) => value > limit,
    '>=': (value) => value >= limit,
    '<': (value) => value < limit,
    '<=': (value) => value <= limit
  }
  const test = tests[operator]
  if (!test) throw malformed(`unexpected token: '${operator}'`)
  return (value) => {
    const folded = fold(value)
    return folded !== null && test(folded)
  }
}

function like(pattern: string): Test {
  const source = pattern.replace(
    /\\([%_])|([%_])|([.*+?^${}()|[\]\\])/g,
    (_, kept?: string, wild?: string, special?: string) =>
      kept ?? (wild === '%' ? '[^]*' : wild === '_' ? '[^]' : `\\${special ?? ''}`)
  )
  const form = new RegExp(`^${source}$`, 'iu')
  return (value) => value !== null && form.test(String(value))
}

/** `INCLUDES ('a;b')`: the multi-select holds both a and b. */
function includes(wanted: string): Test {
  const all = wanted.toLowerCase().split(';')
  return (value) => {
    const chosen = typeof value === 'string' ? value.toLowerCase().split(';') : []
    return all.every((one) => chosen.includes(one))
  }
}
