/** A date and time as a clock on the wall shows it; `month` 1–12. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}
export type CalendarDay = Pick<WallTime, 'year' | 'month' | 'day'>

const DAY_MS = 86_400_000

/** Building a formatter takes longer than everything else here together. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * Node's own zone data by `Intl`: Node 24 has no `Temporal`, and its polyfill would be 200 KB for these two questions.
 * Throws `RangeError` for a zone that is unknown.
 */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric'
  })
  formatters.set(zone, made)
  return made
}

/** Whether this is a zone of the IANA database, by name: `Europe/Warsaw`. */
export function isZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

/** What the clock shows there at this instant. */
export function wallOf(instant: Date, zone: string): WallTime {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)])
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return {
    year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute'), second: part('second')
  } // prettier-ignore
}

/**
 * The first instant at which the clock there shows this time or a later one: where the clock is put forward over it, the
 * instant after the gap; where it is put back and shows it twice, the first of the two.
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const local = localMs(wall)
  // No zone is moved twice within two days, so these are the offsets before and after whatever happens at this time.
  const before = offsetMs(local - DAY_MS, zone)
  const after = offsetMs(local + DAY_MS, zone)
  const fits = [local - before, local - after]
    .sort((a, b) => a - b)
    .filter((ms) => ms + offsetMs(ms, zone) === local)
  const [first] = fits
  return new Date(first ?? gapEnd(local - after, local - before, after, zone))
}

/** The first instant with the new offset, between one that has the old and one that has the new. Zones move at whole seconds. */
function gapEnd(from: number, to: number, offset: number, zone: string): number {
  let [old, moved] = [from, to]
  while (moved - old > 1000) {
    const middle = Math.floor((old + moved) / 2000) * 1000
    if (offsetMs(middle, zone) === offset) moved = middle
    else old = middle
  }
  return moved
}

const localMs = ({ year, month, day, hour, minute, second }: WallTime) =>
  Date.UTC(year, month - 1, day, hour, minute, second)

/** How far the clock there is ahead of UTC. */
function offsetMs(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000
  return localMs(wallOf(new Date(whole), zone)) - whole
}

/** The day that many days later, by the calendar. */
export function daysAfter({ year, month, day }: CalendarDay, days: number): CalendarDay {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Where the day begins there: at midnight, or later where midnight is skipped. */
export const startOf = (day: CalendarDay, zone: string): Date =>
  instantOf({ ...day, hour: 0, minute: 0, second: 0 }, zone)

/** A zone that crosses the date line leaves a day out (Samoa, 30 December 2011). */
export function dayExists(day: CalendarDay, zone: string): boolean {
  const noon = wallOf(instantOf({ ...day, hour: 12, minute: 0, second: 0 }, zone), zone)
  return noon.day === day.day
}

/** `02:30` as hour and minute. Throws `RangeError` for anything else. */
export function timeOfDay(text: string): { readonly hour: number; readonly minute: number } {
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (parts === null) throw new RangeError(`"${text}" is not a time of day; write it like 02:00`)
  return { hour: Number(parts[1]), minute: Number(parts[2]) }
}
