import type { FieldType } from '../connectors/connector.ts'
import type { ConsentEvent } from './consent-event.ts'
import { instantText } from './consent.ts'

/** `none`: neither in nor out is said; a flag that nobody ever touched, a blank. */
export type ConsentStatus = 'in' | 'out' | 'none'

/** What one side showed of an address's channel when it was read. */
export interface Reading {
  readonly status: ConsentStatus
  /** ISO instant of the read. */
  readonly at: string
}

/** The newest reading, with the instants the side itself tells, if it tells any. */
export interface NewReading extends Reading {
  readonly outAt?: string | null
  readonly inAt?: string | null
}

/** Where a reading comes from, and whose doing its statuses are when the side says so. */
export interface ConsentOrigin {
  readonly channel: string
  readonly source: string
  readonly rawId?: string
  readonly wording?: string
  readonly inBy?: 'person'
  readonly outBy?: 'person' | 'staff'
}

/**
 * What a flag says. An unticked opt-in is `none`: it stands unticked on everybody who was never asked, so only unticking
 * it is an opt-out.
 */
export function statusOf(
  type: Extract<FieldType, 'opt-out' | 'opt-in'>,
  flag: boolean | null
): ConsentStatus {
  if (flag === null) return 'none'
  if (type === 'opt-out') return flag ? 'out' : 'in'
  return flag ? 'in' : 'none'
}

/**
 * The events that a reading proves. A status is not an event, a transition is: it happened after the read that still
 * showed the old status and not after this one. At first sight an "out" is an opt-out, an "in" is nothing, unless the
 * side tells that the person opted in, and when. Our own write is no event, because the base holds it. Events and the new
 * base are committed in one transaction: with one of them lost, the next reading would be taken for an old one.
 * @param base what this side was last known to show, our own writes included; null at first sight
 */
export function seen(base: Reading | null, now: NewReading, origin: ConsentOrigin): ConsentEvent[] {
  const read = instantText(now.at)
  const before = base === null ? null : instantText(base.at)
  const events: ConsentEvent[] = []
  const told = (instant: string | null | undefined) =>
    instant === null || instant === undefined ? null : earlier(instantText(instant), read)
  const outAt = told(now.outAt)
  const inAt = told(now.inAt)

  const withdrawn = now.status === 'none' && base?.status === 'in'
  if ((now.status === 'out' && base?.status !== 'out') || withdrawn)
    events.push(event(origin, 'out', origin.outBy ?? 'unknown', outRange(base, before, outAt, read)))
  // In again, but the side still tells when the person was out: that they once were must not be forgotten.
  else if (now.status === 'in' && base === null && outAt !== null)
    events.push(event(origin, 'out', origin.outBy ?? 'unknown', [outAt, outAt]))

  if (now.status === 'in' && base !== null && base.status !== 'in')
    events.push(event(origin, 'in', origin.inBy ?? 'staff', [inAt ?? justAfter(base.at), read]))
  else if (now.status === 'in' && base === null && inAt !== null && origin.inBy === 'person')
    events.push(event(origin, 'in', 'person', [inAt, inAt]))
  return events
}

/**
 * From the earliest instant the opt-out may have happened to the latest. A side that showed "in" later than the instant
 * it tells has a clock that can't be trusted, so the later of the two compares.
 */
function outRange(
  base: Reading | null,
  before: string | null,
  outAt: string | null,
  read: string
): [string | null, string] {
  if (outAt === null) return [base?.status === 'in' ? before : null, read]
  return [outAt, base?.status === 'in' && before !== null ? latest(outAt, earlier(before, read)) : outAt]
}

/** The read itself still showed the old status, so the change came after it: an opt-out that this read proved is older. */
const justAfter = (instant: string) => new Date(Date.parse(instantText(instant)) + 1).toISOString()

const earlier = (a: string, b: string) => (a < b ? a : b)
const latest = (a: string, b: string) => (a > b ? a : b)

function event(
  { channel, source, rawId, wording }: ConsentOrigin,
  kind: 'in' | 'out',
  who: ConsentEvent['who'],
  [atFrom, atTo]: readonly [string | null, string]
): ConsentEvent {
  const proof = { ...(wording !== undefined && { wording }), ...(rawId !== undefined && { rawId }) }
  // A side's clock may run ahead of its own read; the range stays one.
  return {
    channel,
    kind,
    who,
    atFrom: atFrom === null ? null : earlier(atFrom, atTo),
    atTo,
    source,
    ...proof
  }
}
