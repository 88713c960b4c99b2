import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConsentEvent } from '../../middleware/sync/consent-event.ts'
import { fold, isOut, mayContact, merge, unknownConsent } from '../../middleware/sync/consent.ts'
import { maySend, type ConsentIntent } from '../../middleware/sync/consent-send.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
const happened = (kind: 'in' | 'out', who: ConsentEvent['who'], from: number, to = from): ConsentEvent => ({
  channel: 'sms', kind, who, atFrom: at(from), atTo: at(to), source: 'test'
}) // prettier-ignore

/** Four kinds of saying at four moments. */
const sayings = [1, 2, 3, 4].flatMap((minute) => [
  happened('out', 'person', minute),
  happened('in', 'person', minute),
  happened('in', 'staff', minute),
  happened('in', 'unknown', minute)
])

/** Every multiset of two to four sayings. */
function* sets(size: number, from = 0): Generator<ConsentEvent[]> {
  if (size === 0) yield []
  else
    for (let first = from; first < sayings.length; first++)
      for (const rest of sets(size - 1, first)) yield [...sayings.slice(first, first + 1), ...rest]
}
function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length < 2) yield [...items]
  for (const [index, item] of items.entries())
    if (items.length > 1) for (const rest of orders(items.toSpliced(index, 1))) yield [item, ...rest]
}

test('all 98,192 orders of up to four events come to one state, and a later or tied opt-out is out', () => {
  let sorted = 0
  for (const set of [2, 3, 4].flatMap((size) => [...sets(size)])) {
    const expected = fold(set)
    const outs = set.filter((one) => one.kind === 'out').map((one) => one.atTo)
    const own = set.filter((one) => one.kind === 'in' && one.who === 'person').map((one) => one.atFrom ?? '')
    const out = outs.length > 0 && outs.some((when) => own.every((back) => back <= when))
    if (isOut(expected) !== out) expect({ set, out: isOut(expected) }).toEqual({ set, out })
    for (const order of orders(set)) {
      sorted++
      const state = fold(order)
      // Bare comparisons: a matcher a hundred thousand times would be most of the test's time.
      if (
        state.lastOut !== expected.lastOut ||
        state.lastInByPerson !== expected.lastInByPerson ||
        state.lastInByStaff !== expected.lastInByStaff
      )
        expect({ order, state }).toEqual({ order, state: expected })
    }
  }
  expect(sorted).toBe(98_192)
})

const anySaying: fc.Arbitrary<ConsentEvent> = fc
  .record({
    kind: fc.constantFrom('in' as const, 'out' as const),
    who: fc.constantFrom('person' as const, 'staff' as const, 'unknown' as const),
    from: fc.option(fc.nat(40)),
    lasts: fc.nat(10)
  })
  .map(({ kind, who, from, lasts }) => ({
    ...happened(kind, who, from ?? 0, (from ?? 20) + lasts),
    ...(from === null && { atFrom: null })
  }))

test('replicas that saw parts of the events, some of them twice, come to the state of all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anySaying, fc.nat(2))), (events) => {
      const left = events.filter(([, where]) => where !== 0).map(([event]) => event)
      const right = events.filter(([, where]) => where !== 1).map(([event]) => event)
      const whole = fold(events.map(([event]) => event))
      expect(merge(fold(left), fold(right))).toEqual(whole)
      expect(merge(merge(fold(right), fold(left)), fold(right))).toEqual(whole)
    })
  )
})

test('whatever happened, a sync sends no opt-in, and brings nobody in who ever opted out', () => {
  fc.assert(
    fc.property(fc.array(anySaying), (events) => {
      const state = fold(events)
      const can = (intent: ConsentIntent) => maySend(state, intent).ok
      expect(can({ to: 'external', does: 'opt-in' })).toBe(false)
      expect(can({ to: 'external', does: 'opt-out' })).toBe(true)
      expect(can({ to: 'salesforce', does: 'opt-out' })).toBe(true)
      const ever = events.some((one) => one.kind === 'out')
      expect(can({ to: 'external', does: 'join', path: 'OP1' })).toBe(!ever)
      expect(can({ to: 'external', does: 'create' })).toBe(!ever)
      expect(can({ to: 'salesforce', does: 'opt-in' })).toBe(!isOut(state))
      if (isOut(state)) expect(mayContact(state)).toBe(false)
    })
  )
})

test('staff can put somebody in, and never put anybody back in; the person can', () => {
  const out = happened('out', 'person', 2)
  expect(mayContact(fold([happened('in', 'staff', 1)]))).toBe(true)
  expect(isOut(fold([out, happened('in', 'staff', 3)]))).toBe(true)
  expect(isOut(fold([out, happened('in', 'unknown', 3)]))).toBe(true)
  expect(mayContact(fold([out, happened('in', 'person', 3)]))).toBe(true)
  expect(mayContact(unknownConsent)).toBe(false)
})

test('when an opt-out and an opt-in may have happened in either order, the person is out', () => {
  expect(isOut(fold([happened('out', 'person', 1, 5), happened('in', 'person', 4, 8)]))).toBe(true)
  expect(isOut(fold([happened('out', 'person', 1, 5), happened('in', 'person', 6, 8)]))).toBe(false)
  const somewhen = { ...happened('in', 'person', 9), atFrom: null }
  expect(isOut(fold([happened('out', 'person', 1), somewhen]))).toBe(true)
})

test('someone new comes in by the path the admin chose, and by no other', () => {
  const join = (path: string | null) => maySend(unknownConsent, { to: 'external', does: 'join', path })
  expect(join('OP1').ok).toBe(true)
  expect([join(null), join('  ')]).toMatchObject([{ code: 'no-opt-in-path' }, { code: 'no-opt-in-path' }])
  const refused = maySend(fold([happened('out', 'person', 1)]), { to: 'external', does: 'opt-in' })
  expect(refused).toMatchObject({
    ok: false,
    code: 'opted-out',
    reason:
      'This person opted out on 2026-01-01. A sync does not undo it. They have to opt in again themselves.'
  })
})
