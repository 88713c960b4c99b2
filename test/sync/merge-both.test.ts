import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LineSpec, Side, ValueMap } from '../../middleware/connectors/connector.ts'
import type { Canonical } from '../../middleware/sync/canonical.ts'
import { agrees, mergeLine, type LineState, type Verdict } from '../../middleware/sync/merge.ts'
import { planLines } from '../../middleware/sync/plan-lines.ts'
import { facts, lineOf, pairOf } from './line-world.ts'

const value = fc.constantFrom('a', 'b', 'c', null)
const base = fc.option(fc.record({ salesforce: value, external: value }), { nil: undefined })
const newer = fc.constantFrom<Side | null>('salesforce', 'external', null)
const rules = fc.record({
  direction: fc.constantFrom<LineSpec['direction']>('toExternal', 'toSalesforce', 'both'),
  blank: fc.constantFrom<LineSpec['blank']>('propagate', 'ignore', 'fill-only'),
  wins: fc.constantFrom<NonNullable<LineSpec['wins']>>('salesforce', 'external', 'newest', 'ask')
})
const otherOf = { salesforce: 'external', external: 'salesforce' } as const
const directions = { toExternal: 'toSalesforce', toSalesforce: 'toExternal', both: 'both' } as const

/** The same case seen from the other side. */
const mirrored = (spec: Pick<LineSpec, 'direction' | 'blank' | 'wins'>) => ({
  direction: directions[spec.direction],
  blank: spec.blank,
  wins:
    spec.wins === 'salesforce' || spec.wins === 'external' ? otherOf[spec.wins] : (spec.wins ?? 'salesforce')
})
function mirror(verdict: Verdict): Verdict {
  if (verdict.do === 'write') return { ...verdict, side: otherOf[verdict.side] }
  if (verdict.do !== 'conflict') return verdict
  return { do: 'conflict', salesforce: verdict.external, external: verdict.salesforce }
}

test('no side is looked at first: swapping the sides swaps the verdict and nothing else', () => {
  fc.assert(
    fc.property(rules, base, value, value, newer, (spec, known, salesforce, external, later) => {
      const state: LineState = { base: known, salesforce, external, newer: later }
      const swapped: LineState = {
        base: known && { salesforce: known.external, external: known.salesforce },
        salesforce: external,
        external: salesforce,
        newer: later && otherOf[later]
      }
      expect(mergeLine(lineOf(mirrored(spec)), swapped)).toEqual(mirror(mergeLine(lineOf(spec), state)))
    }),
    { numRuns: 5000 }
  )
})

const lists: readonly (ValueMap | undefined)[] = [
  undefined,
  { entries: [['a', 'b'], ['b', 'c'], ['c', 'a']] },
  { entries: [['a', 'x'], ['b', 'x']], otherwise: { toExternal: 'y', toSalesforce: null } }
] // prettier-ignore

test('merging what a merge came to does nothing more, with any rules, list, filler or normalisation', () => {
  const flag = fc.constantFrom('-', 'e', 's', 'w', 'v')
  const extras = fc.record({
    values: fc.constantFrom(...lists),
    filler: fc.constantFrom(undefined, { toExternal: 'F', toSalesforce: 'G' }),
    canon: fc.constantFrom(undefined, [], ['tag' as const]),
    type: fc.constantFrom('text' as const, 'phone' as const)
  })
  fc.assert(
    fc.property(
      rules,
      extras,
      base,
      flag,
      value,
      value,
      newer,
      (spec, extra, known, sign, here, there, later) => {
        const { values, filler, canon, type } = extra
        const pair = pairOf([
          {
            ...spec,
            ...(values && { values }),
            ...(filler && { filler }),
            field: { type, canon: canon ?? [] }
          }
        ])
        const record = facts({
          known: known ? { salesforce: [known.salesforce], external: [known.external], flags: sign } : null,
          salesforce: { F0__c: here },
          external: { f0: there },
          newer: later
        })
        const first = planLines(pair, 'Vendor', record)
        if (first.issues.length > 0) return
        // Each side keeps what it was sent, as its base says.
        const held = (side: Side, was: Canonical) =>
          first.changes.some((one) => one.side === side) ? (first[side][0] ?? null) : was
        const again = planLines(pair, 'Vendor', {
          ...record,
          known: first,
          salesforce: { F0__c: held('salesforce', here) },
          external: { f0: held('external', there) }
        })
        expect(again).toMatchObject({ toExternal: {}, toSalesforce: {}, changes: [], issues: [] })
        expect([again.salesforce, again.external]).toEqual([first.salesforce, first.external])
      }
    ),
    { numRuns: 10_000 }
  )
})

test('any sequence of edits on both sides ends with both sides in agreement, and an edit nobody opposed arrives', () => {
  const step = fc.oneof(
    fc.record({
      side: fc.constantFrom<Side>('salesforce', 'external'),
      to: fc.constantFrom('a', 'B b', 'c', null)
    }),
    fc.constant('sync' as const)
  )
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 50 }),
      fc.constantFrom<NonNullable<LineSpec['wins']>>('salesforce', 'external', 'newest'),
      fc.boolean(),
      (steps, wins, isTag) => {
        const spec = { wins, field: { canon: isTag ? (['tag'] as const) : [] } }
        const pair = pairOf([spec])
        const now: Record<Side, Canonical> = { salesforce: null, external: null }
        let edited: Side[] = []
        let known: Parameters<typeof planLines>[2]['known'] = null
        const sync = () => {
          const before = { ...now }
          const planned = planLines(
            pair,
            'Vendor',
            facts({
              known,
              salesforce: { F0__c: now.salesforce },
              external: { f0: now.external },
              newer: edited.at(-1) ?? null
            })
          )
          for (const change of planned.changes) now[change.side] = change.value_to
          known = planned
          const [only, ...others] = new Set(edited)
          if (only !== undefined && others.length === 0) expect(now[only]).toBe(before[only])
          edited = []
          return planned.changes.length
        }
        for (const one of steps) {
          if (one === 'sync') sync()
          else {
            now[one.side] =
              one.side === 'external' && isTag ? (one.to?.toUpperCase().replace(' ', '_') ?? null) : one.to
            edited.push(one.side)
          }
        }
        sync()
        expect(agrees(lineOf(spec), { ...now }, now)).toBe(true)
        expect(sync()).toBe(0)
      }
    ),
    { numRuns: 1000 }
  )
})

test('whatever the history, nothing but an opt-out is sent outside, and no opt-in is written unseen', () => {
  const tick = fc.constantFrom('true', 'false', null)
  const history = fc.option(fc.record({ salesforce: tick, external: tick }), { nil: undefined })
  const kinds = fc.constantFrom('opt-out' as const, 'opt-in' as const)
  fc.assert(
    fc.property(
      kinds,
      kinds,
      history,
      tick,
      tick,
      fc.constantFrom('in', 'out', 'unknown'),
      (here, there, known, salesforce, external, ledger) => {
        const line = lineOf({ type: here, field: { type: there } })
        const [optedIn, optedOut] = [ledger === 'in', ledger === 'out']
        const verdict = mergeLine(line, { base: known, salesforce, external, optedIn, optedOut })
        if (verdict.do !== 'write') return
        const type = verdict.side === 'external' ? there : here
        const isOut = verdict.to === String(type === 'opt-out')
        if (verdict.also !== undefined) expect(verdict.also).toBe(String(here === 'opt-out'))
        if (verdict.side === 'external') expect(isOut).toBe(true)
        else if (!optedIn) expect(isOut).toBe(true)
      }
    ),
    { numRuns: 5000 }
  )
})
