import type { Connector, Schedule, Side } from '../connectors/connector.ts'
import type { PollState } from '../database/runs.ts'
import { dayExists, daysAfter, instantOf, timeOfDay, wallOf } from './zone.ts'

/** Salesforce stamps a record when it is written and shows it at commit; ten minutes is its longest transaction [V], five the usual. */
export const OVERLAP_MS = 5 * 60_000
const MINUTE_MS = 60_000

/** The first instant a poll reads, its overlap taken off; null before the initial sync has begun. */
export function pollFrom({ cursor }: Pick<PollState, 'cursor'>): string | null {
  return cursor === null ? null : new Date(Date.parse(cursor) - OVERLAP_MS).toISOString()
}

/** Messages bring changes within seconds; the poll is for those that were lost on the way. */
const everyQuarter: Schedule = { kind: 'interval', minutes: 15 }

/** Who decides when: the admin, else the connector, else every 15 minutes. */
export function scheduleOf(
  side: Side,
  rules: { readonly schedule: Schedule | null; readonly readSchedule: Schedule | null },
  connector: Pick<Connector, 'schedule'>
): Schedule {
  const own = side === 'external' ? (rules.readSchedule ?? rules.schedule) : rules.schedule
  return own ?? connector.schedule?.[side] ?? everyQuarter
}

/** The tick after a run that answered `tick` and started at `now`; null while paused. */
export function tickAfterRun(schedule: Schedule, activatedAt: Date, tick: Date, now: Date): Date | null {
  return nextRun(schedule, { activatedAt, ranAt: ranAt(tick, now) }, now)
}

/** The first tick of a schedule that begins now; an interval is over once before it ticks, as the first sync is under way. */
export function firstTickOf(schedule: Schedule, now: Date): Date | null {
  return nextRun(schedule, { activatedAt: now, ranAt: schedule.kind === 'interval' ? now : null }, now)
}

/** Older than this, what was deleted meanwhile may have left Salesforce's recycle bin (15 days [V]). */
const OLDEST_CURSOR_MS = 13 * 24 * 60 * MINUTE_MS
export const isTooOld = (cursor: string, now: Date): boolean =>
  now.getTime() - Date.parse(cursor) > OLDEST_CURSOR_MS

/** What has been of a schedule. */
export interface SchedulePast {
  readonly activatedAt: Date
  /** `ranAt` of the last run; null before the first. */
  readonly ranAt: Date | null
}

/**
 * The next tick; one that is not after `now` is due. Null while paused. Ticks that were missed are one: as soon as a run is
 * noted, the next tick lies after it. A time that the clock skips is taken at the first instant after, one that it shows
 * twice at the first; a day that does not exist has no tick. Throws `RangeError` for a schedule that can't be.
 */
export function nextRun(schedule: Schedule, { activatedAt, ranAt }: SchedulePast, now: Date): Date | null {
  switch (schedule.kind) {
    case 'paused':
      return null
    case 'interval': {
      const { minutes } = schedule
      if (!(Number.isFinite(minutes) && minutes > 0))
        throw new RangeError('An interval is a number of minutes above 0.')
      if (ranAt === null) return activatedAt
      // A clock that was far ahead when the run was noted must not stop the sync until it is that late.
      return new Date(Math.min(ranAt.getTime(), now.getTime()) + minutes * MINUTE_MS)
    }
    case 'nightly':
      return tickAfter(ranAt ?? activatedAt, schedule)
    case 'following-morning':
      return ranAt === null ? morningAfter(activatedAt, schedule) : tickAfter(ranAt, schedule)
  }
}

/** What to note of a run: its tick, or its start where that is later. Clocks of two nodes differ, and a tick is run once. */
export const ranAt = (tick: Date, startedAt: Date): Date => (tick > startedAt ? tick : startedAt)

interface Daily {
  readonly at: string
  readonly zone: string
}

function tickAfter(last: Date, { at, zone }: Daily): Date {
  const today = wallOf(last, zone)
  // The day before too: where a gap reaches over midnight, yesterday's tick lies in today.
  return firstTick(
    [-1, 0, 1, 2, 3].map((days) => daysAfter(today, days)),
    last,
    { at, zone }
  )
}

function morningAfter(activated: Date, { at, zone }: Daily): Date {
  const today = wallOf(activated, zone)
  return firstTick(
    [1, 2, 3].map((days) => daysAfter(today, days)),
    activated,
    { at, zone }
  )
}

function firstTick(days: readonly ReturnType<typeof daysAfter>[], last: Date, { at, zone }: Daily): Date {
  const time = { ...timeOfDay(at), second: 0 }
  for (const day of days) {
    const tick = instantOf({ ...day, ...time }, zone)
    if (tick > last && dayExists(day, zone)) return tick
  }
  throw new RangeError(`${zone} has no ${at} within three days.`)
}

/** The schedule in plain English; numbers, the time of day and the zone's name as `locale` writes them. */
export function describe(schedule: Schedule, locale = 'en'): string {
  switch (schedule.kind) {
    case 'paused':
      return 'Paused: nothing is synchronized by itself.'
    case 'interval':
      return `Every ${length(schedule.minutes, locale)}.`
    case 'nightly':
      return `Every night at ${clock(schedule, locale)}.`
    case 'following-morning':
      return `First on the morning after activation, then every night at ${clock(schedule, locale)}.`
  }
}

function length(minutes: number, locale: string): string {
  const [amount, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute']
  if (amount === 1) return unit
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount)
}

function clock({ at, zone }: Daily, locale: string): string {
  const { hour, minute } = timeOfDay(at)
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(
    Date.UTC(2000, 0, 1, hour, minute)
  )
  return `${time} (${zone})`
}
