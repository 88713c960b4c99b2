import { field } from '../schema/field.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { malformed } from './soql-error.ts'

type Part = (date: Date) => Value

/** Date functions, in UTC (Salesforce: also UTC unless convertTimezone is used [K]). */
const parts: Readonly<Record<string, Part>> = {
  CALENDAR_YEAR: (date) => date.getUTCFullYear(),
  CALENDAR_QUARTER: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  CALENDAR_MONTH: (date) => date.getUTCMonth() + 1,
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  HOUR_IN_DAY: (date) => date.getUTCHours(),
  DAY_ONLY: (date) => date.toISOString().slice(0, 10)
}

export interface Computed {
  readonly field: Field
  readonly read: (row: Row) => Value
}

/** `CALENDAR_YEAR(CreatedDate)` as a field that can be compared, sorted and grouped by. */
export function dateFunction(name: string, read: (row: Row) => Value): Computed {
  const part = parts[name.toUpperCase()]
  if (!part) throw malformed(`The practice org does not know the function ${name}`)
  const type = name.toUpperCase() === 'DAY_ONLY' ? 'date' : 'int'
  return {
    field: field(name, name, type),
    read: (row) => {
      const value = read(row)
      return value === null ? null : part(new Date(value as string | number)) // date and datetime fields hold only these
    }
  }
}
