import { lanes } from './lanes.ts'
import { daysAfter, instantOf, timeOfDay, wallOf } from './zone.ts'

/** What Salesforce last said of the org's daily calls. */
export interface CallLimits {
  readonly used: number
  readonly max: number
  /** When it was said, in milliseconds of the epoch. */
  readonly at?: number
}

const SHORTEST_MS = 200
const LONGEST_MS = 60_000

/**
 * How long hints are gathered before one read serves them all, in milliseconds. Short while the budget is ample,
 * longer the less of it is left, so that a busy org slows down and never runs dry.
 */
export function gatherMs(limits: CallLimits | undefined): number {
  if (limits === undefined || limits.max <= 0) return SHORTEST_MS
  const left = Math.max(0, 1 - limits.used / limits.max)
  if (left >= 0.5) return SHORTEST_MS
  // From a half left to a twentieth left, every step of the way multiplies: 0.2 s, then seconds, then a minute.
  const spent = Math.min(1, (0.5 - left) / 0.45)
  return Math.round(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** spent)
}

export type LaneName = keyof typeof lanes
/** In the order in which the budget is spent. */
const order = Object.keys(lanes) as LaneName[]

/** From a time of day there to another, over midnight if `to` is the earlier. Equal: never. */
export interface QuietHours {
  readonly from: string
  readonly to: string
  readonly zone: string
}

/** What the admin said of a connection's calls. */
export interface BudgetRules {
  /** Calls in any 24 hours; null: no limit of our own. */
  readonly cap: number | null
  /** Share (0 to 1) of the org's calls that other apps are left. */
  readonly reserve: number
  readonly quiet: QuietHours | null
}

export interface Funds extends BudgetRules {
  readonly now: Date
  /** What Salesforce says of the last 24 hours, all apps together; undefined before it has said anything. */
  readonly limits: CallLimits | undefined
  /** Calls of this connection in the last 24 hours. */
  readonly spent: number
  /** Calls that each lane has work for. */
  readonly demands: Partial<Readonly<Record<LaneName, number>>>
  /** Calls that live work is expected to need until others come free; the lanes below leave them. */
  readonly keepForLive?: number
}

export interface LaneGrant {
  readonly lane: LaneName
  readonly wanted: number
  readonly granted: number
  /** What the rest waits for; null where nothing waits. `limit`: the org's calls are used up. */
  readonly waitsFor: 'cap' | 'reserve' | 'limit' | 'quiet' | 'live' | null
}

/** The narrower of what Salesforce leaves after the reserve and of what the cap leaves, by share; undefined while nothing is known. */
export function tightest({
  limits,
  reserve,
  cap,
  spent
}: Pick<Funds, 'limits' | 'reserve' | 'cap' | 'spent'>): CallLimits | undefined {
  const org = limits && { used: limits.used, max: Math.floor(limits.max * (1 - reserve)) }
  const own = cap === null ? undefined : { used: spent, max: cap }
  if (org === undefined || own === undefined) return org ?? own
  const left = ({ used, max }: CallLimits) => (max <= 0 ? 0 : 1 - used / max)
  return left(own) < left(org) ? own : org
}

/** An opt-out must get through on a day when everything else ran dry, whatever the admin reserves. */
const LEAST_RESERVE = 0.01

/**
 * How many calls each lane may make now. Lanes are served in their order, each in full before the next. Consent is bound
 * by Salesforce's own limit alone: an opt-out neither waits for tomorrow nor for another app. Lanes below live pause in
 * quiet hours. The sum is right for who asks alone; nodes that ask at once see each other's calls in the next answer.
 */
export function grant(funds: Funds): LaneGrant[] {
  const { limits, cap, spent, demands, now, keepForLive = 0 } = funds
  const reserve = Math.min(1, Math.max(LEAST_RESERVE, funds.reserve))
  const quiet = funds.quiet !== null && inQuietHours(funds.quiet, now)
  const left = {
    limit: limits === undefined ? Infinity : Math.max(0, limits.max - limits.used),
    reserve:
      limits === undefined ? Infinity : Math.max(0, Math.floor(limits.max * (1 - reserve)) - limits.used),
    cap: cap === null ? Infinity : Math.max(0, cap - spent)
  }
  return order.map((lane) => {
    const wanted = Math.max(0, Math.floor(demands[lane] ?? 0))
    const below = lanes[lane] > lanes.live
    const rooms: [NonNullable<LaneGrant['waitsFor']>, number][] = [['limit', left.limit]]
    if (lane !== 'consent') rooms.push(['reserve', left.reserve], ['cap', left.cap])
    if (below && quiet) rooms.push(['quiet', 0])
    else if (below)
      rooms.push(['live', Math.max(0, Math.min(left.limit, left.reserve, left.cap) - keepForLive)])
    const [narrowest, room] = rooms.reduce((least, one) => (one[1] < least[1] ? one : least))
    const granted = Math.min(wanted, room)
    left.limit -= granted
    left.reserve = Math.max(0, left.reserve - granted)
    left.cap = Math.max(0, left.cap - granted)
    return { lane, wanted, granted, waitsFor: granted < wanted ? narrowest : null }
  })
}

/** Whether it is quiet there now. Throws `RangeError` for hours or a zone that can't be. */
export function inQuietHours({ from, to, zone }: QuietHours, now: Date): boolean {
  const { hour, minute } = wallOf(now, zone)
  const [start, end] = [minuteOf(from), minuteOf(to)]
  const shown = hour * 60 + minute
  return start <= end ? start <= shown && shown < end : shown >= start || shown < end
}

/** When the quiet hours that are now end; `now` itself outside of them. */
export function quietUntil(quiet: QuietHours, now: Date): Date {
  if (!inQuietHours(quiet, now)) return now
  const today = wallOf(now, quiet.zone)
  const time = { ...timeOfDay(quiet.to), second: 0 }
  const ends = [0, 1].map((days) => instantOf({ ...daysAfter(today, days), ...time }, quiet.zone))
  return ends.find((end) => end > now) ?? now
}

function minuteOf(text: string): number {
  const { hour, minute } = timeOfDay(text)
  return hour * 60 + minute
}
