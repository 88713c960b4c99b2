import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Schedule } from '../../middleware/connectors/connector.ts'
import { describe as say, nextRun, ranAt } from '../../middleware/sync/schedule.ts'
import { instantOf, isZone, startOf, wallOf } from '../../middleware/sync/zone.ts'

const zones = [
  'Europe/Warsaw',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'America/Nuuk',
  'America/Santiago',
  'UTC'
]
const nightly = (at: string, zone: string): Schedule => ({ kind: 'nightly', at, zone })
const MINUTE = 60_000

/** The next ticks in a row, each run the moment it is due. */
function ticks(schedule: Schedule, from: string, count: number): string[] {
  const activatedAt = new Date(from)
  const found: string[] = []
  let last: Date | null = null
  while (found.length < count) {
    const next: Date | null = nextRun(schedule, { activatedAt, ranAt: last }, last ?? activatedAt)
    if (next === null) break
    found.push(next.toISOString())
    last = next
  }
  return found
}

test.each<[string, Schedule, string, string[]]>([
  [
    'Warsaw skips 02:30: at 03:00',
    nightly('02:30', 'Europe/Warsaw'),
    '2026-03-27T12:00:00Z',
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']
  ],
  [
    'Warsaw has 02:30 twice: the first',
    nightly('02:30', 'Europe/Warsaw'),
    '2026-10-23T12:00:00Z',
    ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']
  ],
  [
    'New York skips 02:00: at 03:00',
    nightly('02:00', 'America/New_York'),
    '2026-03-07T12:00:00Z',
    ['2026-03-08T07:00', '2026-03-09T06:00']
  ],
  [
    'New York has 01:30 twice: the first',
    nightly('01:30', 'America/New_York'),
    '2026-10-31T12:00:00Z',
    ['2026-11-01T05:30', '2026-11-02T06:30']
  ],
  [
    'Kolkata, half an hour off, never moves',
    nightly('02:00', 'Asia/Kolkata'),
    '2026-03-28T12:00:00Z',
    ['2026-03-28T20:30', '2026-03-29T20:30']
  ],
  [
    'Apia had no 30 December 2011',
    nightly('02:00', 'Pacific/Apia'),
    '2011-12-29T00:00:00Z',
    ['2011-12-29T12:00', '2011-12-30T12:00', '2011-12-31T12:00']
  ],
  [
    'Lord Howe skips half an hour',
    nightly('02:15', 'Australia/Lord_Howe'),
    '2026-10-03T00:00:00Z',
    ['2026-10-03T15:30', '2026-10-04T15:15']
  ],
  [
    'Lord Howe has half an hour twice: the first',
    nightly('01:45', 'Australia/Lord_Howe'),
    '2026-04-03T16:00:00Z',
    ['2026-04-04T14:45', '2026-04-05T15:15']
  ],
  [
    'Santiago skips midnight: at 01:00',
    nightly('00:00', 'America/Santiago'),
    '2026-09-05T12:00:00Z',
    ['2026-09-06T04:00', '2026-09-07T03:00']
  ]
])('%s', (_, schedule, from, expected) => {
  expect(ticks(schedule, from, expected.length)).toEqual(expected.map((one) => `${one}:00.000Z`))
})

test('where a gap reaches over midnight, the skipped evening still has its tick', () => {
  // Nuuk puts its clock from 23:00 to 24:00 on the Saturday.
  expect(ticks(nightly('23:30', 'America/Nuuk'), '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z'
  ])
})

test('over years, every day that exists has one tick, never two and never none, and what is skipped comes at once after', () => {
  const minuteOfDay = fc.integer({ min: 0, max: 1439 })
  const from = fc.integer({ min: Date.UTC(2005, 0, 1) / MINUTE, max: Date.UTC(2035, 0, 1) / MINUTE })
  fc.assert(
    fc.property(fc.constantFrom(...zones), minuteOfDay, from, (zone, minute, start) => {
      const at = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
      const found = ticks(nightly(at, zone), new Date(start * MINUTE).toISOString(), 40).map(
        (one) => new Date(one)
      )
      for (const [index, tick] of found.entries()) {
        const shown = wallOf(tick, zone)
        const wanted = `${shown.hour}:${shown.minute}` === `${Math.floor(minute / 60)}:${minute % 60}`
        const justBefore = wallOf(new Date(tick.getTime() - MINUTE), zone)
        const jumped =
          (shown.hour * 60 + shown.minute - justBefore.hour * 60 - justBefore.minute + 1440) % 1440 !== 1
        expect([zone, at, tick, wanted || jumped]).toEqual([zone, at, tick, true])
        const before = found[index - 1]
        if (before === undefined) continue
        const hours = (tick.getTime() - before.getTime()) / 3_600_000
        expect([zone, at, before, hours >= 22.9 && hours <= 25.1]).toEqual([zone, at, before, true])
      }
    }),
    { numRuns: 150 }
  )
})

test('whoever asks, however often and late: each tick that passed is run once, and those that were missed together', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.array(fc.integer({ min: 1, max: 3 * 1440 }), { minLength: 1, maxLength: 60 }),
      fc.nat(2000),
      (zone, waits, skewMs) => {
        const schedule = nightly('02:30', zone)
        const activatedAt = new Date('2026-03-20T12:00:00Z')
        let now = activatedAt
        let last: Date | null = null
        const ran: Date[] = []
        for (const minutes of waits) {
          const before = now
          now = new Date(now.getTime() + minutes * MINUTE)
          const due = nextRun(schedule, { activatedAt, ranAt: last }, now)
          const passed = ticks(schedule, before.toISOString(), 5).filter((tick) => tick <= now.toISOString())
          expect(due !== null && due <= now).toBe(passed.length > 0)
          if (due === null || due > now) continue
          ran.push(now)
          // The node that runs it has a clock of its own, and takes its time to begin.
          last = ranAt(due, new Date(now.getTime() + skewMs))
          expect(nextRun(schedule, { activatedAt, ranAt: last }, now)?.getTime()).toBeGreaterThan(
            now.getTime()
          )
        }
        expect(new Set(ran.map((one) => one.getTime())).size).toBe(ran.length)
      }
    )
  )
})

test('a node whose clock is behind does not run a tick a second time', () => {
  const tick = new Date('2026-03-21T01:30:00Z')
  const early = ranAt(tick, new Date(tick.getTime() - 800))
  const next = nextRun(nightly('02:30', 'Europe/Warsaw'), { activatedAt: new Date(0), ranAt: early }, early)
  expect(next?.toISOString()).toBe('2026-03-22T01:30:00.000Z')
})

test("the following morning is tomorrow's, even when tonight's hour has not come yet", () => {
  const schedule: Schedule = { kind: 'following-morning', at: '02:00', zone: 'America/New_York' }
  expect(ticks(schedule, '2026-01-10T05:30:00Z', 2)).toEqual([
    '2026-01-11T07:00:00.000Z',
    '2026-01-12T07:00:00.000Z'
  ])
  expect(ticks(schedule, '2026-01-10T20:00:00Z', 1)).toEqual(['2026-01-11T07:00:00.000Z'])
})

test('an interval starts at activation and goes on from the last run; a pause has no tick, and what it missed runs once', () => {
  const activatedAt = new Date('2026-01-10T10:00:00Z')
  const every: Schedule = { kind: 'interval', minutes: 20 }
  const now = new Date('2026-01-10T15:00:00Z')
  expect(nextRun(every, { activatedAt, ranAt: null }, now)).toEqual(activatedAt)
  expect(nextRun(every, { activatedAt, ranAt: activatedAt }, now)).toEqual(new Date('2026-01-10T10:20:00Z'))
  expect(nextRun(every, { activatedAt, ranAt: now }, now)).toEqual(new Date('2026-01-10T15:20:00Z'))
  expect(nextRun(every, { activatedAt, ranAt: new Date('2030-01-01') }, now)).toEqual(
    new Date('2026-01-10T15:20:00Z')
  )
  expect(nextRun({ kind: 'paused' }, { activatedAt, ranAt: now }, now)).toBeNull()
})

test("a schedule that can't be says why", () => {
  const past = { activatedAt: new Date(0), ranAt: null }
  expect(() => nextRun(nightly('25:00', 'UTC'), past, new Date(0))).toThrow(
    '"25:00" is not a time of day; write it like 02:00'
  )
  expect(() => nextRun(nightly('02:00', 'Europe/Nowhere'), past, new Date(0))).toThrow(RangeError)
  expect(() => nextRun({ kind: 'interval', minutes: 0 }, past, new Date(0))).toThrow('above 0')
  expect([isZone('Europe/Warsaw'), isZone('Nowhere')]).toEqual([true, false])
})

test('in plain words', () => {
  expect(say({ kind: 'interval', minutes: 20 })).toBe('Every 20 minutes.')
  expect(say({ kind: 'interval', minutes: 60 })).toBe('Every hour.')
  expect(say(nightly('02:00', 'Europe/Warsaw'), 'en-GB')).toBe('Every night at 02:00 (Europe/Warsaw).')
  expect(say({ kind: 'following-morning', at: '14:05', zone: 'America/New_York' }, 'en-US')).toMatch(
    /^First on the morning after activation, then every night at 2:05\sPM \(America\/New_York\)\.$/
  )
  expect(say({ kind: 'paused' })).toContain('Paused')
})

test('a wall clock and its instant belong together, at every minute of the days the clock is moved', () => {
  for (const [zone, day] of [
    ['Europe/Warsaw', '2026-03-29'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Pacific/Apia', '2011-12-30']
  ] as const)
    for (let minute = -1440; minute < 2880; minute++) {
      const instant = new Date(Date.parse(`${day}T00:00:00Z`) + minute * MINUTE)
      const back = instantOf(wallOf(instant, zone), zone)
      // Earlier by the length of the overlap, where the clock shows the time twice.
      expect([0, 30, 60]).toContain((instant.getTime() - back.getTime()) / MINUTE)
    }
  expect(startOf({ year: 2026, month: 9, day: 6 }, 'America/Santiago').toISOString()).toBe(
    '2026-09-06T04:00:00.000Z'
  )
})
