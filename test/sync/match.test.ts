import { expect, test } from 'vitest'
import type { MatchKey, MatchRule } from '../../middleware/connectors/connector.ts'
import { candidates, indexBy, keyOf, matchKey } from '../../middleware/sync/match.ts'

// prettier-ignore
const alike: readonly [MatchKey['as'], string, string][] = [
  ['text', ' Anna  NOWAK ', 'anna nowak'],
  ['text', 'Zoe\u0308', 'zoë'],
  ['letters', 'Müller & Söhne, Łódź', 'MULLER SOHNE LODZ'],
  ['letters', 'O’Neil-Straße', 'oneil strasse'],
  ['phone', '+1 (202) 555-0143', '12025550143'],
  ['phone', '+48 500 100 200', '+48500100200'],
  ['url', 'https://www.Example.com/', 'example.com'],
  ['url', 'http://example.com/de/', 'https://example.com/de?utm=1']
]
// prettier-ignore
const apart: readonly [MatchKey['as'], string, string][] = [
  ['text', 'Zoë', 'Zoe'],
  ['text', 'Acme, Inc.', 'Acme Inc'],
  ['exact', 'A1', 'a1'],
  ['phone', '+1 202 555 0143', '+1 202 555 0143 ext. 5'],
  ['phone', '+1 202 555 0143', '202 555 0143'],
  ['url', 'example.com/a', 'example.com/b'],
  ['url', 'shop.example.com', 'example.com']
]
test.each(alike)('as %s, %j and %j are the same', (as, one, other) => {
  expect(matchKey(one, as)).toBe(matchKey(other, as))
})
test.each(apart)('as %s, %j and %j are not', (as, one, other) => {
  expect(matchKey(one, as)).not.toBe(matchKey(other, as))
})
test('a declared country says which number it is', () => {
  expect(matchKey('(202) 555-0143', 'phone', 'US')).toBe(matchKey('+12025550143', 'phone'))
})
test.each([
  ['text', ' '],
  ['letters', '—'],
  ['url', 'n/a'],
  ['url', 'mailto:a@example.com'],
  ['exact', ''],
  ['text', null],
  ['text', true]
] as const)('as %s, %j is nothing to match by', (as, value) => {
  expect(matchKey(value, as)).toBeNull()
})

const rule: MatchRule = {
  keys: [
    { salesforce: 'Name', external: 'company' },
    { salesforce: 'BillingCity', external: 'city' }
  ]
}

test('every key must be there and agree: a blank city never makes all of a name one company', () => {
  const index = indexBy(rule, 'external', [
    { id: '1', values: { company: 'ACME', city: 'Paris' } },
    { id: '2', values: { company: 'Acme', city: null } },
    { id: '3', values: { company: 'Acme', city: ' paris' } }
  ])
  const ids = (values: Record<string, unknown>) =>
    candidates(rule, 'salesforce', values, index).map((one) => one.id)
  expect(ids({ Name: 'Acme', BillingCity: 'Paris' })).toEqual(['1', '3'])
  expect(ids({ Name: 'Acme', BillingCity: null })).toEqual([])
  expect(ids({ Name: 'Acme' })).toEqual([])
  expect(keyOf({ keys: [] }, 'salesforce', {})).toBeNull()
})

test('keys are kept apart: a comma in one value is not the border to the next', () => {
  const key = (company: string, city: string) => keyOf(rule, 'external', { company, city })
  expect(key('a","b', 'c')).not.toBe(key('a', 'b","c'))
})

test('it works from either side, by the record’s own id too, and a record counts once', () => {
  const byId: MatchRule = { keys: [{ salesforce: 'Ext__c', external: 'id' }] }
  const records = [
    { id: '7', values: {} },
    { id: '7', values: {} }
  ]
  expect(candidates(byId, 'salesforce', { Ext__c: '7' }, indexBy(byId, 'external', records))).toHaveLength(1)
  const salesforce = indexBy(rule, 'salesforce', [{ id: '001', values: { Name: 'A', BillingCity: 'B' } }])
  expect(candidates(rule, 'external', { company: 'a', city: 'b' }, salesforce)).toHaveLength(1)
})
