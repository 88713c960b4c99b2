import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grant, inQuietHours, quietUntil, type Funds } from '../../middleware/sync/budget.ts'
import { forecast, forecastText } from '../../middleware/sync/forecast.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { dayOf, quotaTerms } from '../../middleware/sync/quota.ts'
import { readRules } from '../../middleware/sync/rules.ts'

const now = new Date('2026-11-20T10:30:00Z')
const names = Object.keys(lanes) as (keyof typeof lanes)[]
const ample: Funds = {
  now,
  limits: { used: 1000, max: 15_000 },
  spent: 0,
  cap: null,
  reserve: 0.2,
  quiet: null,
  demands: {}
}
const granted = (funds: Partial<Funds>) =>
  Object.fromEntries(grant({ ...ample, ...funds }).map((one) => [one.lane, one.granted]))
const waits = (funds: Partial<Funds>) =>
  Object.fromEntries(
    grant({ ...ample, ...funds }).flatMap((one) => (one.waitsFor === null ? [] : [[one.lane, one.waitsFor]]))
  )

test('lanes are served in their order, each in full before the next', () => {
  const demands = { consent: 10, pressed: 20, live: 100, backfill: 10_000, refresh: 10_000, reconcile: 5 }
  const all = { demands }
  expect(granted(all)).toEqual({
    consent: 10,
    pressed: 20,
    live: 100,
    backfill: 10_000,
    refresh: 870,
    reconcile: 0
  })
  expect(waits(all)).toEqual({ refresh: 'reserve', reconcile: 'reserve' })
  expect(granted({ ...all, cap: 100, spent: 50 })).toMatchObject({
    consent: 10,
    pressed: 20,
    live: 20,
    backfill: 0
  })
  expect(waits({ ...all, cap: 100, spent: 50 })).toMatchObject({ live: 'cap', backfill: 'cap' })
  expect(granted({ ...all, limits: undefined })).toEqual(demands)
})

test('an opt-out goes when the cap is spent, other apps used up the reserve and it is quiet; only Salesforce itself can stop it', () => {
  const dry = {
    cap: 5,
    spent: 5,
    limits: { used: 14_999, max: 15_000 },
    quiet: { from: '00:00', to: '23:59', zone: 'UTC' },
    demands: { consent: 3, live: 3 }
  }
  expect(granted(dry)).toMatchObject({ consent: 1, live: 0 })
  expect(waits(dry)).toMatchObject({ consent: 'limit' })
  expect(
    granted({ reserve: 0, limits: { used: 14_900, max: 15_000 }, demands: { live: 500 } })
  ).toMatchObject({ live: 0 })
})

test('in quiet hours the lanes below live pause; what live will need is left to it', () => {
  const demands = { pressed: 1, live: 2, backfill: 3, refresh: 4, reconcile: 5 }
  const quiet = { from: '11:00', to: '12:00', zone: 'Europe/Warsaw' }
  expect(granted({ demands, quiet })).toMatchObject({
    pressed: 1,
    live: 2,
    backfill: 0,
    refresh: 0,
    reconcile: 0
  })
  expect(waits({ demands, quiet })).toEqual({ backfill: 'quiet', refresh: 'quiet', reconcile: 'quiet' })
  expect(granted({ demands: { live: 50, backfill: 900 }, cap: 1000, keepForLive: 300 })).toMatchObject({
    live: 50,
    backfill: 650
  })
})

test('whatever is asked for: never more than is left, never less than fits, and nobody before the lanes above it', () => {
  const calls = fc.nat(2000)
  fc.assert(
    fc.property(
      fc.record({ used: calls, max: calls }), calls, fc.option(calls), fc.float({ min: 0, max: 1, noNaN: true }), calls,
      fc.tuple(calls, calls, calls, calls, calls, calls),
      (limits, spent, cap, reserve, keepForLive, wanted) => {
        const demands = Object.fromEntries(names.map((name, index) => [name, wanted[index] ?? 0]))
        const lines = grant({ ...ample, limits, spent, cap, reserve, keepForLive, demands })
        const sum = lines.reduce((all, one) => all + one.granted, 0)
        const others = lines.slice(1).reduce((all, one) => all + one.granted, 0)
        expect(sum).toBeLessThanOrEqual(Math.max(0, limits.max - limits.used))
        if (cap !== null) expect(others).toBeLessThanOrEqual(Math.max(0, cap - spent))
        if (others > 0) expect(sum + limits.used).toBeLessThanOrEqual(limits.max * (1 - reserve))
        for (const [index, line] of lines.entries()) {
          expect(line.granted).toBeGreaterThanOrEqual(0)
          expect(line.waitsFor === null).toBe(line.granted === line.wanted)
          // Consent has room of its own.
          if (line.waitsFor !== null && index > 0) expect(lines.slice(index + 1).every((below) => below.granted === 0)).toBe(true)
        }
      }
    )
  )
}) // prettier-ignore

test('quiet hours by the clock there, over midnight and over a day on which it is moved', () => {
  const nights = { from: '22:00', to: '06:00', zone: 'Europe/Warsaw' }
  const at = (time: string) => inQuietHours(nights, new Date(time))
  expect(
    ['2026-03-28T20:59Z', '2026-03-28T21:00Z', '2026-03-29T03:59Z', '2026-03-29T04:00Z'].map(at)
  ).toEqual([false, true, true, false])
  expect(quietUntil(nights, new Date('2026-03-28T22:00Z')).toISOString()).toBe('2026-03-29T04:00:00.000Z')
  expect(quietUntil(nights, new Date('2026-03-29T12:00Z')).toISOString()).toBe('2026-03-29T12:00:00.000Z')
  expect(inQuietHours({ ...nights, to: '22:00' }, new Date('2026-03-28T21:00Z'))).toBe(false)
})

const hours = (calls: number, last = calls / 2) => [...Array<number>(23).fill(calls), last]

test('a steady use lasts for ever where calls come free after 24 hours; a burst runs dry, and says when', () => {
  expect(forecast({ hours: hours(100), now, max: 3000 }).dryAt).toBeNull()
  const burst = [...Array<number>(21).fill(0), 1000, 1000, 500]
  expect(forecast({ hours: burst, now, max: 5000 })).toEqual({
    used: 2500,
    pace: 1000,
    dryAt: new Date('2026-11-20T13:00:00Z')
  })
  expect(forecast({ hours: burst, now, max: 2500 }).dryAt).toEqual(now)
  expect(forecast({ hours: [], now, max: 10 })).toEqual({ used: 0, pace: 0, dryAt: null })
})

test('a daily quota runs dry before its day ends, or not at all', () => {
  const resetsAt = new Date('2026-11-21T00:00:00Z')
  const use = { hours: [200, 100], now, max: 1000, resetsAt }
  expect(forecast(use)).toEqual({ used: 300, pace: 200, dryAt: new Date('2026-11-20T14:00:00Z') })
  expect(forecast({ ...use, max: 4000 }).dryAt).toBeNull()
})

test('the forecast in words', () => {
  const use = { hours: [200, 100], now, max: 1000, resetsAt: new Date('2026-11-21T00:00:00Z') }
  const text = (more: object) => forecastText({ ...use, ...more }, 'UTC', 'en-GB')
  expect(text({})).toBe(
    '300 of 1,000 calls are used. At the pace of the last hours (200 an hour) they run out on 20 Nov 2026, 14:00; the rest then waits and goes on on 21 Nov 2026, 00:00.'
  )
  expect(text({ max: 9000 })).toBe(
    '300 of 9,000 calls are used. At the pace of the last hours (200 an hour) they last.'
  )
  expect(text({ max: 300 })).toBe(
    '300 of 300 calls are used. The rest waits and goes on on 21 Nov 2026, 00:00.'
  )
  expect(forecastText({ hours: [300], now, max: 300 }, 'UTC')).toContain(
    'goes on as those of a day ago come free'
  )
})

test("a day is the account's, 23 hours long when its clock is put forward", () => {
  const { start, end } = dayOf(new Date('2026-03-29T12:00:00Z'), 'Europe/Warsaw')
  expect([start.toISOString(), end.toISOString()]).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z'
  ])
})

test('a shared quota leaves others their part', () => {
  const quota = { requests: 10_000, perMs: 3_600_000 }
  expect(quotaTerms(quota)).toEqual({ max: 10_000, perMs: 3_600_000, sliceMs: 60_000, lump: 50 })
  expect(quotaTerms(quota, { reserve: 0.2 }).max).toBe(8000)
  expect(quotaTerms(quota, { reserve: 0.2, others: 6000 }).max).toBe(4000)
  expect(quotaTerms({ requests: 5, perMs: 1000 }, { others: 9 })).toMatchObject({
    max: 0,
    sliceMs: 250,
    lump: 1
  })
})

test('rules: what is missing has its default, what is wrong is named', () => {
  const rail = { most: 50, share: 0.02 }
  const guarded = { approve: 'plan', rails: { deletes: rail, blanks: rail, owners: rail } }
  expect(readRules({})).toEqual({
    ...guarded,
    zone: 'UTC',
    cap: null,
    reserve: 0.2,
    quiet: null,
    schedule: null,
    readSchedule: null
  })
  const whole = {
    zone: 'Asia/Kolkata',
    cap: 500,
    reserve: 0,
    quiet: { from: '22:00', to: '06:00' },
    schedule: { kind: 'nightly', at: '02:00', zone: 'Asia/Kolkata' },
    readSchedule: { kind: 'interval', minutes: 5 }
  }
  expect(readRules(whole)).toEqual({ ...guarded, ...whole, quiet: { ...whole.quiet, zone: 'Asia/Kolkata' } })
  const faults: [object, string][] = [
    [{ cap: -1 }, 'cap: is 0 or more'],
    [{ cap: 1.5 }, 'cap: is a whole number of calls, or blank for no limit'],
    [{ reserve: 20 }, 'reserve: is a share between 0 and 1'],
    [{ zone: 'Mars' }, 'zone: is not a time zone'],
    [{ quiet: { from: '22', to: '06:00' } }, 'quiet.from: is not a time of day; write it like 02:00'],
    [{ schedule: { kind: 'interval', minutes: 0 } }, 'schedule.minutes: is at least 1'],
    [{ cpa: 3 }, 'cpa']
  ]
  for (const [document, said] of faults) expect(() => readRules(document)).toThrow(said)
})
