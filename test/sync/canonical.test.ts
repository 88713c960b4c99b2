import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldType } from '../../middleware/connectors/connector.ts'
import { fromCanonical, toCanonical } from '../../middleware/sync/canonical.ts'

const cases: readonly [FieldType, unknown, string | null][] = [
  ['text', '', null],
  ['text', null, null],
  ['text', 'a\r\nb', 'a\nb'],
  ['text', ' kept as it is ', ' kept as it is '],
  ['text', 'Zażółć 👩‍💻 مرحبا', 'Zażółć 👩‍💻 مرحبا'],
  ['number', '5.00', '5'],
  ['number', 5, '5'],
  ['number', '-0.0', '0'],
  ['number', '12345678901234567.89', '12345678901234567.89'],
  ['number', '1.50E+3', '1500'],
  ['number', '1e-7', '0.0000001'],
  ['number', '007', '7'],
  ['boolean', 'true', 'true'],
  ['boolean', 0, 'false'],
  ['date', '1984-08-04', '1984-08-04'],
  ['datetime', '2026-11-20T10:00:00.000+0000', '2026-11-20T10:00:00.000Z'],
  ['datetime', 1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ['set', 'b;a;b', 'a;b'],
  ['set', ['b', 'a'], 'a;b'],
  ['set', '', null],
  ['opt-out', true, 'true'],
  ['email', 'Anna.Nowak@example.com', 'Anna.Nowak@example.com']
]

test.each(cases)('%s %j is %j', (type, value, canonical) => {
  expect(toCanonical(type, value)).toEqual({ ok: canonical })
})

test.each([
  ['email', 'no at'],
  ['email', `${'x'.repeat(65)}@example.com`],
  ['email', `a@${'x'.repeat(254)}.com`],
  ['date', '2026-02-30'],
  ['date', '20260201'],
  ['number', '1,5'],
  ['boolean', 'yes'],
  ['datetime', 'yesterday'],
  ['text', { not: 'a value' }]
] as const)('%s refuses %j with a reason', (type, value) => {
  expect(toCanonical(type, value)).toHaveProperty('bad')
})

test('a canonical text is the canonical text of itself, and comes back from the value a connector is given', () => {
  const some = fc.oneof(
    fc.tuple(fc.constantFrom<FieldType>('text', 'phone', 'id'), fc.string({ unit: 'grapheme' })),
    fc.tuple(
      fc.constant<FieldType>('number'),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger())
    ),
    fc.tuple(
      fc.constant<FieldType>('date'),
      fc
        .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10))
    ),
    fc.tuple(fc.constant<FieldType>('set'), fc.array(fc.stringMatching(/^[a-z ]{1,5}$/)))
  )
  fc.assert(
    fc.property(some, ([type, value]) => {
      const first = toCanonical(type, value)
      if (!('ok' in first)) throw new Error(`${type} refuses ${String(value)}: ${first.bad}`)
      expect(toCanonical(type, first.ok)).toEqual(first)
      expect(toCanonical(type, fromCanonical(type, first.ok))).toEqual(first)
    }),
    { numRuns: 10_000 }
  )
})

test('a number keeps its value to the last digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20), (digits, scale) => {
      const sign = digits < 0n ? '-' : ''
      const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
      const written = `${sign}${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}`
      const result = toCanonical('number', written)
      const [whole = '', fraction = ''] = ('ok' in result ? (result.ok ?? '') : '').split('.')
      expect(BigInt(`${whole}${fraction.padEnd(scale, '0')}`)).toBe(digits)
    }),
    { numRuns: 5000 }
  )
})
