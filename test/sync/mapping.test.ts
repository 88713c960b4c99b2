import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldType } from '../../middleware/connectors/connector.ts'
import { toCanonical, type Canonical } from '../../middleware/sync/canonical.ts'
import {
  fromExternal,
  fromSalesforce,
  salesforceValues,
  same,
  toExternal,
  toSalesforce
} from '../../middleware/sync/mapping.ts'
import { joined, split } from '../../middleware/sync/join.ts'
import { toE164, phoneKey } from '../../middleware/sync/phone.ts'
import { foldSpaces } from '../../middleware/sync/fold.ts'
import { applyCanon } from '../../middleware/sync/canon-text.ts'
import { alternates } from '../../middleware/sync/flip-flop.ts'
import { lineOf } from './line-world.ts'

const nobody = () => null
/** What a mapping gives; a refusal fails the test by its own words. */
function ok(result: object): Canonical {
  if (!('ok' in result)) throw new Error(JSON.stringify(result))
  return result.ok as Canonical
}

const grapheme = fc.string({ unit: 'grapheme', minLength: 1 })
const text = fc.oneof(
  grapheme,
  fc.constantFrom(
    '👩‍👩‍👧‍👦🏳️‍🌈',
    'مرحبا بالعالم',
    '\u202eשלום',
    'x'.repeat(255),
    '🙂'.repeat(65_536),
    'Zażółć\ngęślą'
  )
)
const member = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !one.includes(';'))
const day = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(6))
  .map(([digits, scale]) => `${digits}e-${scale}`)
const truth = fc.boolean().map(String)
const instant = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
const valueOf: Readonly<Record<FieldType, fc.Arbitrary<unknown>>> = {
  text,
  email: fc.constantFrom('a@example.com', 'Zoë+x@bücher.example'),
  phone: fc.constantFrom('+12025550143', '+48500100200', 'ask for Anna', '030 1234567', '+1 202 555 0143 x5'),
  url: fc.constantFrom('https://example.com/ä?b=1', 'not a url'),
  number,
  boolean: truth,
  'opt-out': truth,
  'opt-in': truth,
  date: day,
  datetime: instant,
  set: fc.array(member, { minLength: 1, maxLength: 20 }),
  id: grapheme,
  reference: grapheme
}

test.each(Object.entries(valueOf) as [FieldType, fc.Arbitrary<unknown>][])(
  'a %s goes over and comes back as it was, by the values that both sides are given too',
  (type, values) => {
    const line = lineOf({ field: { type } })
    fc.assert(
      fc.property(values, (value) => {
        const here = ok(toCanonical(type, value))
        const there = ok(toExternal(line, here, nobody))
        const back = ok(toSalesforce(line, there, nobody))
        expect(back).toBe(here)
        const written = salesforceValues(line, back, {})
        expect(fromSalesforce(line, written)).toEqual({ ok: back })
      }),
      { numRuns: 300 }
    )
  }
)

// prettier-ignore
const typed: readonly [salesforce: FieldType, external: FieldType, values: fc.Arbitrary<unknown>][] = [
  ['number', 'text', number], ['boolean', 'text', truth], ['boolean', 'number', truth], ['date', 'text', day],
  ['datetime', 'text', instant], ['set', 'text', valueOf.set], ['opt-in', 'opt-out', truth], ['text', 'id', grapheme]
]
test.each(typed)(
  'a %s of Salesforce is kept as %s outside, and comes back',
  (salesforce, external, values) => {
    const line = lineOf({ type: salesforce, field: { type: external } })
    fc.assert(
      fc.property(values, (value) => {
        const here = ok(toCanonical(salesforce, value))
        const there = ok(toExternal(line, here, nobody))
        // What the other side gives back in its own type is the value that was sent.
        expect(toCanonical(external, there)).toEqual({ ok: there })
        expect(ok(toSalesforce(line, there, nobody))).toBe(here)
      })
    )
  }
)

test('a calendar day is the same day after a time in any declared zone, and refused without one', () => {
  const zones = [
    'UTC',
    'Europe/Warsaw',
    'America/New_York',
    'Pacific/Kiritimati',
    'America/Sao_Paulo',
    'Asia/Kathmandu'
  ]
  fc.assert(
    fc.property(day, fc.constantFrom(...zones), (date, zone) => {
      const line = lineOf({ type: 'date', zone, field: { type: 'datetime' } })
      expect(ok(toSalesforce(line, ok(toExternal(line, date, nobody)), nobody))).toBe(date)
    }),
    { numRuns: 500 }
  )
  const line = lineOf({ type: 'date', field: { type: 'datetime' } })
  expect(toExternal(line, '2026-03-01', nobody)).toMatchObject({ code: 'no-time-zone' })
  expect(toSalesforce(line, '2026-03-01T23:30:00.000Z', nobody)).toMatchObject({ code: 'no-time-zone' })
  const warsaw = lineOf({ type: 'date', zone: 'Europe/Warsaw', field: { type: 'datetime' } })
  expect(toSalesforce(warsaw, '2026-03-01T23:30:00.000Z', nobody)).toEqual({ ok: '2026-03-02' })
  const nowhere = lineOf({ type: 'date', zone: 'Nowhere/Land', field: { type: 'datetime' } })
  expect(toExternal(nowhere, '2026-03-01', nobody)).toMatchObject({
    bad: expect.stringContaining('Nowhere/Land') as string
  })
})

test('an injective list is the identity there and back', () => {
  const pairs = fc.uniqueArray(fc.tuple(grapheme, grapheme), {
    minLength: 1,
    selector: ([one]) => one,
    maxLength: 30
  })
  fc.assert(
    fc.property(pairs, (some) => {
      const entries = some.map(([one], index) => [one, `${index}`] as const)
      const line = lineOf({ values: { entries } })
      for (const [one] of entries)
        expect(ok(toSalesforce(line, ok(toExternal(line, one, nobody)), nobody))).toBe(one)
    })
  )
})

test('numbers reach Salesforce as numbers, or as text where a double would change them', () => {
  const line = lineOf({ field: { type: 'number' } })
  expect(salesforceValues(line, '12.5', {})).toEqual({ F0__c: 12.5 })
  expect(salesforceValues(line, '12345678901234567.89', {})).toEqual({ F0__c: '12345678901234567.89' })
  expect(salesforceValues(lineOf({ field: { type: 'set' } }), 'a;b', {})).toEqual({ F0__c: 'a;b' })
  expect(salesforceValues(lineOf({ field: { type: 'boolean' } }), 'false', {})).toEqual({ F0__c: false })
})

const name = lineOf({ salesforce: ['FirstName', 'LastName'], join: 'space' })
const rename = (first: string | null, last: string | null, to: string | null) =>
  salesforceValues(name, to, { FirstName: first, LastName: last })

// prettier-ignore
test.each([
  ['Anna', 'Nowak', 'Anna Kowalska', 'Anna', 'Kowalska'],
  ['Anna', 'Nowak', 'Hanna Nowak', 'Hanna', 'Nowak'],
  ['Anna', 'Nowak', 'Anna Maria Nowak', 'Anna Maria', 'Nowak'],
  ['Anna', 'Nowak', 'Anna Nowak Kowalska', 'Anna', 'Nowak Kowalska'],
  ['Anna', 'van der Berg', 'Hanna van der Berg', 'Hanna', 'van der Berg'],
  ['Anna', 'van der Berg', 'Hanna van den Berg', 'Hanna', 'van den Berg'],
  ['Anna Maria', 'Nowak', 'Ewa Maria Lis', 'Ewa Maria', 'Lis'],
  ['Anna', 'Nowak', 'Nowak', null, 'Nowak'],
  ['Anna', 'Nowak', 'Cher', null, 'Cher'],
  ['Anna', 'van der Berg', 'van der Berg', null, 'van der Berg'],
  [null, 'Nowak', 'Anna Nowak', 'Anna', 'Nowak'],
  [null, 'van der Berg', 'von der Berg', null, 'von der Berg'],
  [null, null, 'Anna Maria Nowak', 'Anna Maria', 'Nowak'],
  [null, null, 'Cher', null, 'Cher']
])('%s + %s edited to %s is %s + %s', (first, last, to, newFirst, newLast) => {
  expect(rename(first, last, to)).toEqual({ FirstName: newFirst, LastName: newLast })
})

test('a joined value that is taken apart joins to itself, whatever stood there before', () => {
  const part = fc.option(fc.oneof(grapheme, fc.stringMatching(/^[ab]( [ab]){0,3}$/)), { nil: null })
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.oneof(text, part), (before, whole) => {
      const parts = split(whole, before)
      expect(parts).toHaveLength(before.length)
      expect(joined(parts)).toBe(foldSpaces(whole ?? ''))
    }),
    { numRuns: 3000 }
  )
})

test('Salesforce is taken to keep a joined name as it can be put together again', () => {
  expect(toSalesforce(name, '  Anna   Nowak ', nobody)).toEqual({ ok: 'Anna Nowak' })
})

test('a joined value nobody edited keeps its division', () => {
  const words = fc.stringMatching(/^[a-c]( [a-c]){0,2}$/)
  fc.assert(
    fc.property(fc.option(words, { nil: null }), words, (first, last) => {
      expect(rename(first, last, joined([first, last]))).toEqual({ FirstName: first, LastName: last })
    })
  )
})

test('phones are sent as E.164 where that loses nothing, and else as they are', () => {
  const line = lineOf({ type: 'phone', country: 'US', field: { type: 'phone' } })
  const sent = (value: string) => ok(toExternal(line, value, nobody))
  expect(sent('(202) 555-0143')).toBe('+12025550143')
  expect(sent('+48 500 100 200')).toBe('+48500100200')
  for (const kept of ['(202) 555-0143 ext. 12', '1-800-FLOWERS', 'call Anna', '555'])
    expect(sent(kept)).toBe(kept)
  expect(toE164('202 555 0143')).toBeNull()
  // A vendor's digits without the plus are the same number.
  expect(same(line, 'external', '+12025550143', '12025550143')).toBe(true)
  expect(phoneKey('+48 500 100 200')).toBe(phoneKey('48500100200'))
  fc.assert(
    fc.property(
      fc.stringMatching(/^\+?[\d ()-]{4,18}$/),
      fc.constantFrom('US', 'DE', 'IT', 'BR'),
      (value, country) => {
        const first = toE164(value, country)
        if (first !== null) expect(toE164(first, country)).toBe(first)
      }
    ),
    { numRuns: 3000 }
  )
})

test('what no database keeps as text is refused, and a time without a zone is no instant', () => {
  for (const bad of ['a\0b', '\ud800']) expect(fromExternal(lineOf({}), { f0: bad })).toHaveProperty('bad')
  for (const bad of ['2026-01-01T10:00:00', '2026-01-01'])
    expect(toCanonical('datetime', bad)).toHaveProperty('bad')
  expect(toCanonical('set', ['a;b'])).toHaveProperty('bad')
})

test('a vendor’s normalisation applied twice is the same as once', () => {
  fc.assert(
    fc.property(fc.constantFrom('trim', 'lower', 'tag'), fc.string({ unit: 'binary' }), (canon, value) => {
      const once = applyCanon(canon, value)
      expect(applyCanon(canon, once)).toBe(once)
    }),
    { numRuns: 5000 }
  )
})

test('three returns to the value just left are a flip-flop; changing often is not', () => {
  expect(alternates(['a', 'b', 'a', 'b', 'a'])).toBe(true)
  expect(alternates(['a', 'b', 'a', 'b'])).toBe(false)
  expect(alternates(['a', 'b', 'c', 'd', 'e'])).toBe(false)
  expect(alternates(['a', 'a', 'a', 'a', 'a'])).toBe(false)
})
