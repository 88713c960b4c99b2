/** First instant of a calendar day in a zone, for SOQL: `2026-11-20T23:00:00Z`. Throws `RangeError` for a zone or day that isn't. */
export function startOfDay(day: string, timeZone: string): string {
  return soql(firstInstant(day, timeZone))
}

/** Last second of a calendar day in a zone; stamps have no finer resolution than a second in filters [K]. */
export function endOfDay(day: string, timeZone: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return soql(firstInstant(next, timeZone) - 1000)
}

const soql = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

function firstInstant(day: string, timeZone: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  // Twice, because the offset is that of the instant that is looked for, not of the guess.
  const guess = asUtc - offsetAt(asUtc, timeZone)
  return asUtc - offsetAt(guess, timeZone)
}

/** Milliseconds a zone's clocks are ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  const options = { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const // prettier-ignore
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', options).formatToParts(time).map((one) => [one.type, one.value])
  )
  const at = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  const shown = `${at('year').padStart(4, '0')}-${at('month')}-${at('day')}T${at('hour')}:${at('minute')}:${at('second')}Z`
  return Date.parse(shown) - time
}
