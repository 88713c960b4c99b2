import { field } from '../schema/field.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import { malformed } from './soql-error.ts'
import { wallTime } from './time-zone.ts'

type Part = (date: Date) => Value

const dayMs = 86_400_000
const quarter = (date: Date) => Math.floor(date.getUTCMonth() / 3) + 1
const dayInYear = (date: Date) =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1

/** Date functions, in UTC unless convertTimezone is used [K]; the fiscal year is the calendar year. */
const parts: Readonly<Record<string, Part>> = {
  CALENDAR_YEAR: (date) => date.getUTCFullYear(),
  CALENDAR_QUARTER: quarter,
  CALENDAR_MONTH: (date) => date.getUTCMonth() + 1,
  FISCAL_YEAR: (date) => date.getUTCFullYear(),
  FISCAL_QUARTER: quarter,
  FISCAL_MONTH: (date) => date.getUTCMonth() + 1,
  WEEK_IN_YEAR: (date) => Math.ceil(dayInYear(date) / 7), // the first is the 1st to the 7th of January [K]
  WEEK_IN_MONTH: (date) => Math.ceil(date.getUTCDate() / 7),
  DAY_IN_YEAR: dayInYear,
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  HOUR_IN_DAY: (date) => date.getUTCHours(),
  DAY_ONLY: (date) => date.toISOString().slice(0, 10)
}

export interface Computed {
  readonly field: Field
  readonly read: (row: Row) => Value
  /** What it is worked out from, in the schema's spelling: two ways to write one expression are equal by it. */
  readonly text: string
}

interface FunctionCall {
  readonly functionName?: string
  readonly parameters?: readonly unknown[]
}

/** A field, or a date function of one, that can be compared, sorted and grouped by. */
export function computed(scope: Scope, expression: unknown): Computed {
  if (typeof expression === 'string') {
    const { field: own, steps, read } = resolvePath(scope, expression)
    return { field: own, read, text: [...steps, own].map(({ name }) => name).join('.') }
  }
  const { functionName = '', parameters = [] } = callOf(expression)
  const name = functionName.toUpperCase()
  const inner = computed(scope, parameters[0])
  const text = `${name}(${inner.text})`
  const moment = (row: Row) => {
    const value = inner.read(row)
    return value === null ? null : new Date(value as string | number) // date and datetime fields hold only these
  }
  if (name === 'CONVERTTIMEZONE') {
    const read = (row: Row) => {
      const at = moment(row)
      return at && wallTime(at.getTime(), scope.timeZone)
    }
    return { field: inner.field, read, text }
  }
  const part = parts[name]
  if (!part) throw malformed(`The practice org does not know the function ${functionName}`)
  const read = (row: Row) => {
    const at = moment(row)
    return at && part(at)
  }
  return { field: field(functionName, functionName, name === 'DAY_ONLY' ? 'date' : 'int'), read, text }
}

/** The parser nests calls as they are, or under `fn`. */
export function callOf(expression: unknown): FunctionCall {
  if (typeof expression !== 'object' || expression === null) return {}
  return 'fn' in expression ? callOf(expression.fn) : expression
}
