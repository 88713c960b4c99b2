/** Time zones by their IANA names, as `User.TimeZoneSidKey` has them; what is no zone is GMT. */
const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone)
  if (format === undefined) formats.set(zone, (format = newFormat(zone)))
  return format
}

function newFormat(zone: string): Intl.DateTimeFormat | null {
  if (zone === 'GMT' || zone === 'UTC') return null
  const numeric = 'numeric'
  const parts = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric
  } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, hourCycle: 'h23', timeZone: zone })
  } catch {
    return null
  }
}

/** What the clock on the wall shows, as if it were GMT: milliseconds since 1970. */
export function wallTime(ms: number, zone: string): number {
  const format = formatOf(zone)
  if (!format) return ms
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const seconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second')
  )
  return seconds + (ms - Math.floor(ms / 1000) * 1000)
}

/** The instant at which the clock on the wall shows this. */
export function instantOf(wall: number, zone: string): number {
  const guess = wall - (wallTime(wall, zone) - wall)
  return wall - (wallTime(guess, zone) - guess) // the guess may lie on the other side of a clock change
}
