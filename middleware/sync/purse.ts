import { callsByHour, storedLimits } from '../database/budget.ts'
import type { Database } from '../database/open.ts'
import type { Session } from '../salesforce/session.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { grant, quietUntil, tightest, type CallLimits, type LaneGrant, type LaneName } from './budget.ts'
import { laneScope } from './calls.ts'
import type { Engine } from './engine.ts'
import { forecast } from './forecast.ts'
import { lanes } from './lanes.ts'
import type { ConnectionRules } from './rules.ts'

/** A lane that waits for its budget: nothing failed, and `until` it goes on by itself. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'
  readonly until: Date

  constructor(message: string, until: Date) {
    super(message)
    this.until = until
  }
}

/** What a lane may spend of Salesforce's calls. */
export interface Purse {
  /** Passes when this many calls may be made now; throws `OutOfBudget`. */
  ask(calls: number): Promise<void>
  /** The narrowest of what Salesforce, the reserve and the cap leave; undefined before anything is known. */
  left(): Promise<CallLimits | undefined>
}

/** What Salesforce said longer ago is asked anew before a lane is refused for it; other apps spend and give back too. */
const STALE_MS = 5 * 60_000
const ASK_AGAIN_MS = 15 * 60_000
const HOUR_MS = 3_600_000

export function createPurse(
  { db, calls, now }: Pick<Engine, 'db' | 'calls' | 'now'>,
  key: { readonly orgId: number; readonly connectionId: number; readonly lane: LaneName },
  rules: ConnectionRules,
  /** The product counts records in place of calls, so the admin's cap is not about calls. */
  countsRecords: boolean,
  session: Session
): Purse {
  const { orgId, lane } = key
  const cap = countsRecords ? null : rules.cap

  async function funds() {
    await calls.flush()
    const byLane = await callsByLane(db, key)
    const limits = calls.limitsOf(orgId) ?? (await storedLimits(db, orgId)) ?? undefined
    const hours = Array.from({ length: 24 }, (_, hour) => sum([...byLane.values()].map((one) => one[hour] ?? 0))) // prettier-ignore
    const { pace } = forecast({ hours: byLane.get('live') ?? [], now: now(), max: Infinity })
    return { ...rules, cap, now: now(), limits, spent: sum(hours), hours, keepForLive: Math.ceil(pace) }
  }

  async function granted(wanted: number) {
    const known = await funds()
    const found = grant({ ...known, demands: { [lane]: wanted } }).find((one) => one.lane === lane)
    return { known, waitsFor: found?.waitsFor ?? null }
  }

  return {
    async ask(wanted) {
      if (wanted === 0) return
      let answer = await granted(wanted)
      const old = (answer.known.limits?.at ?? 0) < now().getTime() - STALE_MS
      if (
        (answer.waitsFor === 'limit' || answer.waitsFor === 'reserve' || answer.waitsFor === 'live') &&
        old
      ) {
        await refresh(session)
        answer = await granted(wanted)
      }
      const { waitsFor, known } = answer
      if (waitsFor === null) return
      throw refusal(waitsFor, known)
    },
    async left() {
      return tightest(await funds())
    }
  }
}

/** A connection's Salesforce calls of the last 24 hours, by lane and hour. */
export async function callsByLane(
  db: Database,
  { orgId, connectionId }: { readonly orgId: number; readonly connectionId: number }
): Promise<Map<LaneName, readonly number[]>> {
  const names = Object.keys(lanes) as LaneName[]
  const scopes = names.map((name) => laneScope(connectionId, name))
  const counted = await callsByHour(db, orgId, scopes)
  return new Map(names.map((name, index) => [name, counted.get(scopes[index] ?? '') ?? []]))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** One cheap call, whose answer carries the newest figures. Where even that is refused the old ones stand. */
async function refresh(session: Session): Promise<void> {
  try {
    await session.request({ method: 'GET', path: '/limits' })
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
  }
}

type Known = ConnectionRules & {
  readonly now: Date
  readonly hours: readonly number[]
  readonly limits: CallLimits | undefined
}

function refusal(waitsFor: NonNullable<LaneGrant['waitsFor']>, known: Known): OutOfBudget {
  const { now, cap, limits, reserve, zone } = known
  const until = untilOf(waitsFor, known)
  const on = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(until) // prettier-ignore
  const number = new Intl.NumberFormat('en')
  const why: Readonly<Record<NonNullable<LaneGrant['waitsFor']>, string>> = {
    cap: `The limit of ${number.format(cap ?? 0)} Salesforce calls in 24 hours that was set for this connection is reached.`,
    reserve: `Of the org's ${number.format(limits?.max ?? 0)} Salesforce calls a day the last ${Math.round(reserve * 100)} % are left to other apps.`,
    limit: `The org's ${number.format(limits?.max ?? 0)} Salesforce calls a day are used up.`,
    quiet: 'These are the quiet hours of this connection.',
    live: 'The Salesforce calls that are left are kept for changes that come in now.'
  }
  return new OutOfBudget(`${why[waitsFor]} Nothing is lost; it goes on at ${on} (${zone}).`, until > now ? until : new Date(now.getTime() + ASK_AGAIN_MS)) // prettier-ignore
}

function untilOf(waitsFor: NonNullable<LaneGrant['waitsFor']>, { now, quiet, hours }: Known): Date {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  if (waitsFor === 'quiet' && quiet !== null) return quietUntil(quiet, now)
  if (waitsFor === 'live') return new Date(hour + HOUR_MS)
  if (waitsFor === 'cap') {
    // The oldest hour with calls comes free a day after it began.
    const oldest = hours.findIndex((calls) => calls > 0)
    return new Date(hour + (oldest === -1 ? 1 : oldest + 1) * HOUR_MS)
  }
  return new Date(now.getTime() + ASK_AGAIN_MS)
}
