import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConsentEvent } from '../../middleware/sync/consent-event.ts'
import { fold, isOut } from '../../middleware/sync/consent.ts'
import { seen, statusOf, type ConsentStatus, type NewReading } from '../../middleware/sync/consent-seen.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
const after = (minute: number) => new Date(Date.parse(at(minute)) + 1).toISOString()
const origin = { channel: 'sms', source: 'test' }
const short = (events: readonly ConsentEvent[]) =>
  events.map((one) => [one.kind, one.who, one.atFrom, one.atTo])
const read = (status: ConsentStatus, minute: number, told: Partial<NewReading> = {}) => ({
  status,
  at: at(minute),
  ...told
})

test('a status at first sight: out is an opt-out at that read, in is nothing', () => {
  expect(short(seen(null, read('out', 9), origin))).toEqual([['out', 'unknown', null, at(9)]])
  expect(seen(null, read('in', 9), origin)).toEqual([])
  expect(seen(null, read('none', 9), origin)).toEqual([])
})

test('a status at first sight with the instant the side tells', () => {
  expect(short(seen(null, read('out', 9, { outAt: at(3) }), origin))).toEqual([
    ['out', 'unknown', at(3), at(3)]
  ])
  // A profile can be active and still carry its old opt-out.
  expect(short(seen(null, read('in', 9, { outAt: at(3) }), origin))).toEqual([
    ['out', 'unknown', at(3), at(3)]
  ])
  const byKeyword = { ...origin, inBy: 'person' as const }
  const back = seen(null, read('in', 9, { outAt: at(3), inAt: at(5) }), byKeyword)
  expect(isOut(fold(back))).toBe(false)
  expect(seen(null, read('in', 9, { inAt: at(5) }), origin)).toEqual([])
})

test.each<[string, ConsentStatus, ConsentStatus, unknown[]]>([
  ['in, in', 'in', 'in', []],
  ['in, out', 'in', 'out', [['out', 'unknown', at(5), at(9)]]],
  ['in, an opt-in that was unticked', 'in', 'none', [['out', 'unknown', at(5), at(9)]]],
  ['out, out', 'out', 'out', []],
  ['out, in', 'out', 'in', [['in', 'staff', after(5), at(9)]]],
  ['out, blank', 'out', 'none', []],
  ['none, none', 'none', 'none', []],
  ['none, in', 'none', 'in', [['in', 'staff', after(5), at(9)]]],
  ['none, out', 'none', 'out', [['out', 'unknown', null, at(9)]]]
])('what a transition proves: %s', (_, before, status, expected) => {
  expect(short(seen(read(before, 5), read(status, 9), origin))).toEqual(expected)
})

test('the instant a side tells makes the range narrow, and never an opt-out earlier than a read that still showed in', () => {
  const out = (outAt: string) => short(seen(read('in', 5), read('out', 9, { outAt }), origin))
  expect(out(at(7))).toEqual([['out', 'unknown', at(7), at(7)]])
  expect(out(at(2))).toEqual([['out', 'unknown', at(2), at(5)]])
  expect(out(at(30))).toEqual([['out', 'unknown', at(9), at(9)]])
})

test("an opt-in is staff's unless the side says that the person did it, and a staff one lifts nothing", () => {
  const outNow = seen(read('in', 1), read('out', 5), origin)
  const byStaff = seen(read('out', 5), read('in', 9), origin)
  const byPerson = seen(read('out', 5), read('in', 9), { ...origin, inBy: 'person' })
  expect(isOut(fold([...outNow, ...byStaff]))).toBe(true)
  expect(isOut(fold([...outNow, ...byPerson]))).toBe(false)
})

test('the same person on another side, out at a moment that overlaps their opt-in, stays out', () => {
  const here = seen(read('out', 5), read('in', 9), { ...origin, inBy: 'person' })
  const there = seen(read('in', 4), read('out', 7), origin)
  expect(isOut(fold([...here, ...there]))).toBe(true)
})

test('our own write is no event: the base holds what we wrote', () => {
  expect(seen(read('out', 5), read('out', 9), origin)).toEqual([])
})

test('a flag: an opt-in that was never ticked is no opt-out', () => {
  expect([true, false, null].map((flag) => statusOf('opt-out', flag))).toEqual(['out', 'in', 'none'])
  expect([true, false, null].map((flag) => statusOf('opt-in', flag))).toEqual(['in', 'none', 'none'])
})

test('with crashes that take events and base with them, and reads done twice, the last kept word on an opt-out holds', () => {
  const step = fc.record({
    status: fc.constantFrom<ConsentStatus>('in', 'out', 'none'),
    end: fc.constantFrom('kept', 'lost', 'twice'),
    byPerson: fc.boolean()
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const events: ConsentEvent[] = []
      let base: NewReading | null = null
      for (const [minute, { status, end, byPerson }] of steps.entries()) {
        const now = read(status, minute)
        const found = seen(base, now, { ...origin, ...(byPerson && { inBy: 'person' as const }) })
        if (end === 'lost') continue
        events.push(...found, ...(end === 'twice' ? found : []))
        const was = base?.status
        base = now
        if (status === 'out' || (status === 'none' && was === 'in')) expect(isOut(fold(events))).toBe(true)
        if (status === 'in' && was === 'out') expect(isOut(fold(events))).toBe(!byPerson)
      }
    })
  )
})
