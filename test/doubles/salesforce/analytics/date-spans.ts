import type { Grouping } from './read-groupings.ts'

/** A span of days that a report groups by: its name, and its first day as value. */
export interface DateSpan {
  readonly label: string
  readonly value: string
}

const dayMs = 86_400_000

/** The span a day is in; null for single days. Weeks begin on Sunday, the fiscal year is the calendar year [K]. */
export function spanOf(day: string, granularity: Grouping['dateGranularity']): DateSpan | null {
  const at = new Date(`${day}T00:00:00Z`)
  const year = String(at.getUTCFullYear())
  const quarter = Math.floor(at.getUTCMonth() / 3)
  const firstOfQuarter = iso(Date.UTC(at.getUTCFullYear(), quarter * 3, 1))
  switch (granularity) {
    case 'Week': {
      const first = at.getTime() - at.getUTCDay() * dayMs
      return { label: `${shown(first)} - ${shown(first + 6 * dayMs)}`, value: iso(first) }
    }
    case 'Month':
      return { label: monthName(at), value: `${day.slice(0, 7)}-01` }
    case 'Quarter':
      return { label: `Q${quarter + 1} CY${year}`, value: firstOfQuarter }
    case 'FiscalQuarter':
      return { label: `Q${quarter + 1} FY ${year}`, value: firstOfQuarter }
    case 'Year':
      return { label: year, value: `${year}-01-01` }
    case 'FiscalYear':
      return { label: `FY ${year}`, value: `${year}-01-01` }
    default:
      return null
  }
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const shown = (ms: number) => new Date(ms).toLocaleDateString('en-US', { timeZone: 'UTC' })
const monthName = (at: Date) =>
  at.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' })
