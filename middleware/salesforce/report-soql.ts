import type { SalesforceError } from './errors.ts'
import { booleanLogic } from './report-logic.ts'
import { endOfDay, startOfDay } from './report-days.ts'
import { fieldPath, quoted } from './soql.ts'

export interface ReportFilter {
  readonly column: string
  readonly operator: string
  /** Several values are separated by commas; one with a comma stands in quotes. */
  readonly value: string
}
export interface ReportColumn {
  /** The Analytics API's word for the type: `string`, `picklist`, `multipicklist`, `datetime`, … */
  readonly type: string
  readonly path: string
}
export interface ReportQuestion {
  readonly object: string
  readonly filters: readonly ReportFilter[]
  /** `1 AND (2 OR 3)`; null: all filters hold. */
  readonly logic: string | null
  /** Days, both included and either open, or Salesforce's word for a relative range. */
  readonly range:
    | { readonly column: string; readonly from: string | null; readonly to: string | null }
    | { readonly column: string; readonly during: string }
    | null
  readonly columns: ReadonlyMap<string, ReportColumn>
  readonly timeZone: string
  readonly refuse: (why: string) => SalesforceError
}

/** The query for the ids of a report's records. Throws what `refuse` gives when the report says what SOQL can't. */
export function reportSoql(question: ReportQuestion): string {
  const { object, filters, logic, range } = question
  const conditions = filters.map((filter) => condition(question, filter))
  const joined = logic === null ? conditions.join(' AND ') : booleanLogic(logic, conditions, question.refuse)
  const parts = [joined === '' ? '' : `(${joined})`, range === null ? '' : ranged(question, range)].filter(
    Boolean
  )
  return `SELECT Id FROM ${object}${parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`}`
}

function columnOf({ columns, refuse }: ReportQuestion, name: string): ReportColumn {
  // The few standard columns that are not called as their fields are [K].
  const standard: Readonly<Record<string, string>> = { CREATED_DATE: 'CreatedDate', LAST_UPDATE: 'LastModifiedDate', LAST_ACTIVITY: 'LastActivityDate' } // prettier-ignore
  const found = columns.get(name)
  const plain = standard[name]
  if (found !== undefined && plain === undefined) return { ...found, path: fieldPath(found.path) }
  if (plain !== undefined) return { type: plain === 'LastActivityDate' ? 'date' : 'datetime', path: plain }
  throw refuse(`nothing tells which field its column "${name}" is`)
}

type Compare = '=' | '!=' | '<' | '>' | '<=' | '>='
const comparisons: Readonly<Record<string, Compare>> = { lessThan: '<', greaterThan: '>', lessOrEqual: '<=', greaterOrEqual: '>=' } // prettier-ignore

function condition(question: ReportQuestion, filter: ReportFilter): string {
  const column = columnOf(question, filter.column)
  const values = valuesOf(filter.value)
  const each = (make: (value: string) => string, joiner: string) =>
    `(${values.map(make).join(` ${joiner} `)})`
  const like = (value: string, before: string) => {
    if (value === '') throw question.refuse(`its filter on "${filter.column}" looks for nothing`)
    return `${column.path} LIKE '${before}${quoted(value).slice(1, -1).replace(/[%_]/g, '\\$&')}%'`
  }
  switch (filter.operator) {
    case 'equals':
      return each((value) => compared(question, column, '=', value), 'OR')
    case 'notEqual':
      return each((value) => compared(question, column, '!=', value), 'AND')
    case 'contains':
      return each((value) => like(value, '%'), 'OR')
    case 'notContain':
      return each((value) => `(NOT ${like(value, '%')})`, 'AND')
    case 'startsWith':
      return each((value) => like(value, ''), 'OR')
    case 'includes':
    case 'excludes':
      return `${column.path} ${filter.operator.toUpperCase()} (${values.map(quoted).join(', ')})`
    default: {
      const compare = comparisons[filter.operator]
      if (compare === undefined) throw question.refuse(`it filters by "${filter.operator}"`)
      return compared(question, column, compare, values[0] ?? '')
    }
  }
}

function ranged(question: ReportQuestion, range: NonNullable<ReportQuestion['range']>): string {
  const column = columnOf(question, range.column)
  if ('during' in range) return compared(question, column, '=', range.during)
  const from = range.from === null ? [] : [compared(question, column, '>=', range.from)]
  const to = range.to === null ? [] : [compared(question, column, '<=', range.to)]
  return [...from, ...to].join(' AND ')
}

const numeric = /^(int|double|currency|percent|long)$/
const relative = /^((LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR|90_DAYS)|TODAY|YESTERDAY|TOMORROW|(LAST|NEXT)_N_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS):\d{1,4}|N_(DAYS|WEEKS|MONTHS)_AGO:\d{1,4})$/ // prettier-ignore

function compared(
  question: ReportQuestion,
  { type, path }: ReportColumn,
  sign: Compare,
  value: string
): string {
  if (value === '') return `${path} ${sign} null`
  if (type === 'date' || type === 'datetime') return inTime(question, { type, path }, sign, value)
  return `${path} ${sign} ${literal(question, type, value)}`
}

function literal({ refuse }: ReportQuestion, type: string, value: string): string {
  if (type === 'boolean') {
    if (/^(1|true)$/i.test(value)) return 'TRUE'
    if (/^(0|false)$/i.test(value)) return 'FALSE'
    throw refuse(`it compares a checkbox with "${value}"`)
  }
  if (!numeric.test(type)) return quoted(value)
  if (/^-?\d+(\.\d+)?$/.test(value)) return value
  throw refuse(`it compares a number with "${value}"`)
}

/** A day compared with an instant is the whole day, by the zone of the report's owner. */
function inTime(
  question: ReportQuestion,
  { type, path }: ReportColumn,
  sign: Compare,
  value: string
): string {
  const word = value.trim().toUpperCase().replace(/^(LAST|NEXT) (\d+) (DAYS|WEEKS|MONTHS|QUARTERS|YEARS)$/, '$1_N_$3:$2').replaceAll(' ', '_') // prettier-ignore
  if (relative.test(word)) return `${path} ${sign} ${word}`
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw question.refuse(`it compares a date with "${value}"`)
  if (type === 'date') return `${path} ${sign} ${value}`
  const [start, end] = [startOfDay(value, question.timeZone), endOfDay(value, question.timeZone)]
  switch (sign) {
    case '=':
      return `(${path} >= ${start} AND ${path} <= ${end})`
    case '!=':
      return `(NOT (${path} >= ${start} AND ${path} <= ${end}))`
    case '<':
    case '>=':
      return `${path} ${sign} ${start}`
    case '>':
    case '<=':
      return `${path} ${sign} ${end}`
  }
}

/** `a, "b, c"` is two values. */
function valuesOf(text: string): string[] {
  const values: string[] = []
  let rest = text
  for (;;) {
    const [all, inQuotes, plain = ''] = /^\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/.exec(rest) ?? ['']
    values.push(inQuotes?.replaceAll('""', '"') ?? plain.trim())
    rest = rest.slice(all.length)
    if (!rest.startsWith(',')) return values
    rest = rest.slice(1)
  }
}
