import type { Field } from '../schema/field.ts'
import { isDate } from '../store/wire.ts'
import { badRequest } from './bad-request.ts'
import type { ReportFilter } from './definition.ts'

type Compare = (path: string, literal: string) => string

const comparisons: Readonly<Record<string, Compare>> = {
  lessThan: (path, literal) => `${path} < ${literal}`,
  greaterThan: (path, literal) => `${path} > ${literal}`,
  lessOrEqual: (path, literal) => `${path} <= ${literal}`,
  greaterOrEqual: (path, literal) => `${path} >= ${literal}`
}

/** The WHERE of a report filter on a field; reports compare text without case, as SOQL does. */
export function filterSoql(field: Field, path: string, { operator, value }: ReportFilter): string {
  const values = value.split(',').map((each) => each.trim())
  const each = (compare: Compare, joiner: string) =>
    `(${values.map((one) => compare(path, literal(field, one))).join(` ${joiner} `)})`
  switch (operator) {
    case 'equals':
      return anyOf(field, path, values, false)
    case 'notEqual':
      return anyOf(field, path, values, true)
    case 'contains':
      return each((_, text) => `${path} LIKE ${wild(text, '%', '%')}`, 'OR')
    case 'notContain':
      return each((_, text) => `(NOT ${path} LIKE ${wild(text, '%', '%')})`, 'AND')
    case 'startsWith':
      return each((_, text) => `${path} LIKE ${wild(text, '', '%')}`, 'OR')
    case 'includes':
    case 'excludes':
      return `${path} ${operator.toUpperCase()} (${values.map((one) => literal(field, one)).join(', ')})`
    default: {
      const compare = comparisons[operator]
      if (!compare) throw badRequest(`The operator ${operator} is invalid.`)
      return compare(path, edge(field, value.trim(), operator))
    }
  }
}

/** A day compared with an instant means the whole day, by the org's time zone (GMT). */
function anyOf(field: Field, path: string, values: readonly string[], negated: boolean): string {
  const one = (value: string) => {
    if (field.type === 'datetime' && isDate(value)) {
      const day = `(${path} >= ${value}T00:00:00Z AND ${path} <= ${value}T23:59:59Z)`
      return negated ? `(NOT ${day})` : day
    }
    return `${path} ${negated ? '!=' : '='} ${literal(field, value)}`
  }
  return `(${values.map(one).join(negated ? ' AND ' : ' OR ')})`
}

function edge(field: Field, value: string, operator: string): string {
  if (field.type !== 'datetime' || !isDate(value)) return literal(field, value)
  const lastSecond = operator === 'lessOrEqual' || operator === 'greaterThan'
  return `${value}T${lastSecond ? '23:59:59' : '00:00:00'}Z`
}

const unquoted = ['boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime']

function literal(field: Field, value: string): string {
  if (value === '') return 'null'
  if (!unquoted.includes(field.type)) return `'${value.replace(/[\\']/g, '\\$&')}'`
  if (field.type === 'boolean') return /^(1|true)$/i.test(value) ? 'TRUE' : 'FALSE'
  // Letters, digits and the marks of instants and relative dates: nothing that ends a literal.
  if (/^[\w:+.-]+$/.test(value)) return value
  throw badRequest(`The filter value ${value} is invalid for ${field.label}.`)
}

/** A quoted literal as a LIKE pattern; its own wildcards stand for themselves. */
function wild(quoted: string, before: string, after: string): string {
  return `'${before}${quoted.slice(1, -1).replace(/[%_]/g, '\\$&')}${after}'`
}

/** `1 AND (2 OR 3)` with each number replaced by its condition. */
export function applyLogic(logic: string, conditions: readonly string[]): string {
  if (!/^[\d\s()]*(?:(?:AND|OR|NOT)[\d\s()]*)*$/i.test(logic))
    throw badRequest('The filter logic is invalid.')
  return logic.replace(/\d+/g, (number) => {
    const condition = conditions[Number(number) - 1]
    if (condition === undefined)
      throw badRequest(`The filter logic refers to filter ${number}, which is not there.`)
    return condition
  })
}
