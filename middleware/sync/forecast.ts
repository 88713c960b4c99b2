const HOUR_MS = 3_600_000

/** The use that a forecast goes on from. */
export interface Use {
  /** Calls by clock hour, oldest first; the last is the hour under way. Up to 24 count. */
  readonly hours: readonly number[]
  readonly now: Date
  /** Calls allowed in all. */
  readonly max: number
  /**
   * When the count begins anew, for a daily quota; without it each call comes free 24 hours after it was made, as
   * Salesforce counts.
   */
  readonly resetsAt?: Date
}

export interface Forecast {
  /** Calls counted now. */
  readonly used: number
  /** Calls an hour, lately. */
  readonly pace: number
  /** When it runs dry at this pace; null: not within a day, or not before the count begins anew. */
  readonly dryAt: Date | null
}

/** How much of the recent past says how the next hours will be. */
const RECENT_HOURS = 3

/** When the calls run out if the next hours are as the last three were. */
export function forecast({ hours, now, max, resetsAt }: Use): Forecast {
  const day = hours.slice(-24)
  const used = day.reduce((sum, calls) => sum + calls, 0)
  const intoHour = (now.getTime() % HOUR_MS) / HOUR_MS
  const recent = day.slice(-RECENT_HOURS)
  const pace = recent.reduce((sum, calls) => sum + calls, 0) / Math.max(recent.length - 1 + intoHour, 0.25)
  const forecastOf = (dryAt: Date | null) => ({ used, pace, dryAt })
  if (used >= max) return forecastOf(now)

  let sum = used
  let from = now.getTime()
  const end = resetsAt?.getTime() ?? from + 24 * HOUR_MS
  while (from < end) {
    const next = Math.min(end, (Math.floor(from / HOUR_MS) + 1) * HOUR_MS)
    const made = (pace * (next - from)) / HOUR_MS
    // What comes free in this hour is not counted on before the hour is over.
    if (sum + made >= max) return forecastOf(new Date(Math.round(from + ((max - sum) / pace) * HOUR_MS)))
    sum += made
    if (resetsAt === undefined) sum -= callsOfHour(day, now, from)
    from = next
  }
  return forecastOf(null)
}

/** The calls made 24 hours before the hour that begins or goes on at `from`. */
function callsOfHour(day: readonly number[], now: Date, from: number): number {
  const ahead = Math.floor(from / HOUR_MS) - Math.floor(now.getTime() / HOUR_MS)
  return day[day.length - 24 + ahead] ?? 0
}

/** The forecast in plain English, its numbers and times as `locale` and `zone` write them. */
export function forecastText(use: Use, zone: string, locale = 'en'): string {
  const { used, pace, dryAt } = forecast(use)
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const soFar = `${number.format(used)} of ${number.format(use.max)} calls are used.`
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  const freed =
    use.resetsAt === undefined ? 'as those of a day ago come free' : `on ${clock.format(use.resetsAt)}`
  if (used >= use.max) return `${soFar} The rest waits and goes on ${freed}.`
  const lately = `At the pace of the last hours (${number.format(pace)} an hour)`
  return dryAt === null
    ? `${soFar} ${lately} they last.`
    : `${soFar} ${lately} they run out on ${clock.format(dryAt)}; the rest then waits and goes on ${freed}.`
}
