import fc from 'fast-check'
import type { LineSpec, Side } from '../../middleware/connectors/connector.ts'

export const sides = ['salesforce', 'external'] as const
const which = fc.nat(7)
const side = fc.constantFrom<Side>(...sides)

/** Where a node may stand still or die: at the n-th door it passes in its turn. */
const fault = fc.option(
  fc.record({
    at: fc.nat(9),
    how: fc.constantFrom('die' as const, 'stall' as const, 'reply-lost' as const, 'away' as const)
  }),
  { nil: null, freq: 2 }
)

/** One thing that happens in a history. `fresh`: a value that nobody wrote before. */
export const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ do: fc.constant('edit' as const), side, which, field: fc.nat(6), fresh: fc.boolean(), to: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), side, email: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), side, which, email: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), side, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), side, which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('post' as const), how: fc.constantFrom('deliver' as const, 'lose' as const, 'twice' as const), which }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('work' as const), lane: fc.constantFrom(2 as const, 3 as const), source: fc.constantFrom('hints' as const, 'poll' as const, 'read' as const, 'everything' as const), fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wake' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(100, 700, 5000, 200_000) }) }
) // prettier-ignore
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const rules = fc.record({
  direction: fc.constantFrom<LineSpec['direction']>('both', 'both', 'both', 'toExternal', 'toSalesforce'),
  blank: fc.constantFrom<LineSpec['blank']>('propagate', 'propagate', 'ignore', 'fill-only'),
  wins: fc.constantFrom<NonNullable<LineSpec['wins']>>('salesforce', 'external', 'newest', 'ask')
})
const removal = fc.constantFrom<'never' | 'delete'>('never', 'never', 'delete')

/** What the admin declared. */
export const settings = fc.record({
  rules: fc.tuple(rules, rules, rules),
  upserts: fc.boolean(),
  remove: fc.record({ toExternal: removal, toSalesforce: removal })
})
export type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never
