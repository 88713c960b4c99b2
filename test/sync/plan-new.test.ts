import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldSpec, LineSpec } from '../../middleware/connectors/connector.ts'
import { planLines } from '../../middleware/sync/plan-lines.ts'
import { facts, pairOf } from './line-world.ts'

const types = [
  'text',
  'email',
  'phone',
  'url',
  'number',
  'boolean',
  'date',
  'datetime',
  'set',
  'opt-out'
] as const
const values = fc.oneof(
  fc.constantFrom(null, '', ' ', 'x', 'Anna  Nowak', 'a;b', 'TRUE', 'true', '1', '0.50', '2026-02-29', '2026-02-28'),
  fc.constantFrom('2026-02-28T10:00:00.5Z', 'Me@Example.COM', '+48 601 100 200', '601100200', '+44 (0) 20 7946 0958', 'n/a'),
  fc.string({ maxLength: 8 })
) // prettier-ignore

const lines = fc.record(
  {
    direction: fc.constantFrom<LineSpec['direction'][]>('both', 'toExternal', 'toSalesforce'),
    blank: fc.constantFrom<LineSpec['blank'][]>('propagate', 'ignore', 'fill-only'),
    type: fc.constantFrom(...types),
    country: fc.constant('PL'),
    filler: fc.record({ toExternal: fc.constant('n/a') }),
    field: fc.record(
      {
        type: fc.constantFrom(...types),
        canon: fc.subarray<NonNullable<FieldSpec['canon']>[number]>(['trim', 'lower']),
        maxLength: fc.constantFrom(2, 40),
        required: fc.constant(true)
      },
      { requiredKeys: ['type'] }
    )
  },
  { requiredKeys: ['direction', 'blank', 'field'] }
)

test('a line of a new record that is planned at once comes to what the whole merge comes to', () => {
  let planned = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(lines, values), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('external' as const, 'salesforce' as const),
      fc.record({ toExternal: fc.boolean(), toSalesforce: fc.boolean() }),
      (drawn, creating, may) => {
        const pair = pairOf(drawn.map(([line]) => line))
        const held = Object.fromEntries(
          drawn.map(([, value], at) => [creating === 'external' ? `F${at}__c` : `f${at}`, value])
        )
        const record = facts(creating === 'external' ? { salesforce: held, may } : { external: held, may }) // prettier-ignore
        const atOnce = planLines(pair, 'Vendor', record)
        // Said to have no line that alternates, a record goes the long way.
        expect(atOnce).toEqual(planLines(pair, 'Vendor', { ...record, tripped: new Set() }))
        planned += atOnce.changes.length
      }
    ),
    { numRuns: 6000 }
  )
  expect(planned).toBeGreaterThan(400)
})
