import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressKey } from '../../middleware/sync/address.ts'

// prettier-ignore
const twelve = [
  '2025550143', '202-555-0143', '(202) 555-0143', '202.555.0143', '+1 202 555 0143', '+1 (202) 555-0143', '1-202-555-0143', '12025550143',
  '0111 202 555 0143'.replace('0111', '011 1'), ' 202 555 0143 ', 'tel:+1-202-555-0143', '\u202a+1\u00a0202\u2011555\u20110143\u202c'
]

test('a number on fifty records, written twelve ways, is one address', () => {
  const records = Array.from({ length: 50 }, (_, n) => twelve[n % twelve.length])
  expect(new Set(records.map((phone) => addressKey('sms', phone)))).toEqual(new Set(['+12025550143']))
  expect(addressKey('sms', 12025550143)).toBe('+12025550143')
  expect(addressKey('sms', '(202) 555-0143 ext. 7')).toBe('+12025550143')
  expect(addressKey('sms', '２０２５５５０１４３')).toBe('+12025550143')
})

test('numbers of other countries, with and without their trunk zero', () => {
  expect(
    ['+44 (0)20 7946 0018', '0044 20 7946 0018', '020 7946 0018'].map((one) => addressKey('sms', one, 'GB'))
  ).toEqual(Array(3).fill('+442079460018'))
  expect(['+48 601 100 200', '601100200', '48601100200'].map((one) => addressKey('sms', one, 'PL'))).toEqual(
    Array(3).fill('+48601100200')
  )
})

test('a number that no plan knows is one all the same, with its country and without', () => {
  const ways = ['(555) 010-0000', '5550100000', '+1 555 010 0000', '15550100000']
  expect(new Set(ways.map((one) => addressKey('sms', one)))).toEqual(new Set(['+15550100000']))
})

test('different numbers stay different', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }),
      fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }),
      (a, b) => {
        fc.pre(a !== b)
        expect(addressKey('sms', String(a))).not.toBe(addressKey('sms', String(b)))
      }
    )
  )
})

test('an e-mail address is one whatever its case and surroundings; what is none has no key', () => {
  const ways = ['Dana@Example.org', ' dana@example.org ', 'mailto:dana@example.org', 'dana@example.org\u200b']
  expect(new Set(ways.map((one) => addressKey('email', one)))).toEqual(new Set(['dana@example.org']))
  expect(['', '  ', 'dana', 'a b@c', null, undefined, {}].map((one) => addressKey('email', one))).toEqual(
    Array(7).fill(null)
  )
  expect(['', 'call me', '12', '1'.repeat(30)].map((one) => addressKey('sms', one))).toEqual(
    Array(4).fill(null)
  )
})
