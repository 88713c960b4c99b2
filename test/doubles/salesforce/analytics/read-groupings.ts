import { isPlainObject } from '../json.ts'
import { badRequest } from './bad-request.ts'

const granularities = [
  'None',
  'Day',
  'Week',
  'Month',
  'Quarter',
  'Year',
  'FiscalQuarter',
  'FiscalYear'
] as const

/** How a report groups its rows: by a column, days by a longer span where one is named. */
export interface Grouping {
  readonly name: string
  readonly sortOrder: 'Asc' | 'Desc'
  readonly dateGranularity: (typeof granularities)[number]
}

/** Groupings of a request or a definition; null where it names none. */
export function groupingsOf(given: unknown, key: string, most: number): Grouping[] | null {
  if (given === undefined || given === null) return null
  if (!Array.isArray(given)) throw badRequest(`${key} must be a list`)
  if (given.length > most) throw badRequest(`A report can have at most ${most} ${key}.`)
  return given.map((each: unknown) => {
    const { name, sortOrder = 'Asc', dateGranularity = 'None' } = isPlainObject(each) ? each : {}
    if (typeof name !== 'string') throw badRequest(`Each of ${key} needs a name`)
    if (sortOrder !== 'Asc' && sortOrder !== 'Desc') throw badRequest(`${key}: sortOrder is Asc or Desc`)
    const granularity = granularities.find((known) => known === dateGranularity)
    if (!granularity)
      throw badRequest(`${key}: the practice org groups days by ${granularities.join(', ')} only`)
    return { name, sortOrder, dateGranularity: granularity }
  })
}
