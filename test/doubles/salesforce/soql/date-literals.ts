import { instantOf, wallTime } from './time-zone.ts'

const dayMs = 86_400_000

/** A span of time: `from` ≤ t < `to`, in milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

type Unit = 'DAYS' | 'WEEKS' | 'MONTHS' | 'QUARTERS' | 'YEARS'
const monthsOf: Partial<Record<Unit, number>> = { MONTHS: 1, QUARTERS: 3, YEARS: 12 }

/** Start of the unit that holds `now`, moved by `by` units. Weeks begin on Sunday (en_US) [K]. */
function start(unit: Unit, now: number, by: number): number {
  const today = Math.floor(now / dayMs) * dayMs
  const date = new Date(now)
  const months = monthsOf[unit]
  if (months !== undefined) {
    const month = Math.floor(date.getUTCMonth() / months) * months
    return Date.UTC(date.getUTCFullYear(), month + by * months, 1)
  }
  return unit === 'WEEKS' ? today - date.getUTCDay() * dayMs + by * 7 * dayMs : today + by * dayMs
}

const fixed: Readonly<Record<string, readonly [Unit, number]>> = {
  YESTERDAY: ['DAYS', -1],
  TODAY: ['DAYS', 0],
  TOMORROW: ['DAYS', 1]
}
const relative: Readonly<Record<string, number>> = { LAST: -1, THIS: 0, NEXT: 1 }

/** The span a date literal means for a date field, by the clock on the user's wall; null for an unknown one. */
export function dayLiteral(text: string, now: number, zone: string): Span | null {
  return wallLiteral(text, wallTime(now, zone))
}

/** The same for a dateTime field: days begin at midnight of the user's time zone [K]. */
export function dateLiteral(text: string, now: number, zone: string): Span | null {
  const span = dayLiteral(text, now, zone)
  return span && { from: instantOf(span.from, zone), to: instantOf(span.to, zone) }
}

/** The fiscal year is the calendar year, as in an org that sets none of its own. */
function wallLiteral(text: string, now: number): Span | null {
  const literal = text.toUpperCase().replace('FISCAL_', '')
  const day = fixed[literal]
  if (day) return { from: start(...unitAt(day, now)), to: start(day[0], now, day[1] + 1) }

  const named = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(literal)
  if (named) {
    const unit = `${named[2] ?? ''}S` as Unit // the pattern admits nothing else
    const by = relative[named[1] ?? ''] ?? 0
    return { from: start(unit, now, by), to: start(unit, now, by + 1) }
  }
  if (literal === 'LAST_90_DAYS') return { from: start('DAYS', now, -90), to: start('DAYS', now, 1) }
  if (literal === 'NEXT_90_DAYS') return { from: start('DAYS', now, 1), to: start('DAYS', now, 91) }

  const counted = /^(LAST_N|NEXT_N|N)_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)(_AGO)?:(\d+)$/.exec(literal)
  if (!counted) return null
  const unit = counted[2] as Unit // the pattern admits nothing else
  const n = Number(counted[4])
  if (counted[1] === 'N') return { from: start(unit, now, -n), to: start(unit, now, 1 - n) }
  if (counted[1] === 'NEXT_N') return { from: start(unit, now, 1), to: start(unit, now, n + 1) }
  // LAST_N_DAYS includes today, LAST_N_MONTHS ends with last month [K].
  return { from: start(unit, now, -n), to: start(unit, now, unit === 'DAYS' ? 1 : 0) }
}

const unitAt = ([unit, by]: readonly [Unit, number], now: number): [Unit, number, number] => [unit, now, by]
