import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldSpec, LineSpec } from '../../middleware/connectors/connector.ts'
import { asKept } from '../../middleware/sync/mapping.ts'
import { mergeLine } from '../../middleware/sync/merge.ts'
import type { Line } from '../../middleware/sync/pair.ts'

const line = (field: Partial<FieldSpec> = {}, spec: Partial<LineSpec> = {}): Line => ({
  name: 'phone',
  open: false,
  field: { label: 'Phone', type: 'text', ...field },
  spec: { salesforce: ['Phone'], external: 'phone', direction: 'toExternal', blank: 'propagate', ...spec }
})
const base = (salesforce: string | null, external: string | null) => ({ salesforce, external })

test('a value the vendor normalised is not an edit, and our own write coming back writes nothing', () => {
  const tags = line({ canon: ['tag'] })
  const state = { base: base('vip club', 'VIP_CLUB'), salesforce: 'vip club', external: 'VIP_CLUB' }
  expect(mergeLine(tags, state).do).toBe('agree')
})

test('what changed outside stays there until Salesforce changes the same field', () => {
  expect(mergeLine(line(), { base: base('1', '1'), salesforce: '1', external: '2' })).toEqual({ do: 'rest' })
  expect(mergeLine(line(), { base: base('1', '1'), salesforce: '3', external: '2' })).toEqual({
    do: 'write',
    side: 'external',
    to: '3'
  })
})

test('a blank clears what Salesforce had, never what it never had, and never against the line', () => {
  expect(mergeLine(line(), { base: base('1', '1'), salesforce: null, external: undefined })).toEqual({
    do: 'write',
    side: 'external',
    to: null
  })
  expect(mergeLine(line(), { base: undefined, salesforce: null, external: '1' })).toEqual({ do: 'rest' })
  expect(
    mergeLine(line({}, { blank: 'ignore' }), { base: base('1', '1'), salesforce: null, external: undefined })
  ).toEqual({ do: 'rest' })
  // A clear that the vendor ignored is not tried for ever.
  expect(mergeLine(line(), { base: base(null, '1'), salesforce: null, external: undefined })).toEqual({
    do: 'rest'
  })
})

test('whatever the history, an opt-out line sends true or nothing', () => {
  const value = fc.constantFrom('true', 'false', null)
  const history = fc.option(fc.tuple(value, value).map(([salesforce, external]) => base(salesforce, external)), { nil: undefined }) // prettier-ignore
  fc.assert(
    fc.property(history, value, fc.option(value, { nil: undefined }), (known, salesforce, external) => {
      const verdict = mergeLine(line({ type: 'opt-out' }), { base: known, salesforce, external })
      if (verdict.do === 'write')
        expect([verdict.side, verdict.to, salesforce]).toEqual(['external', 'true', 'true'])
    })
  )
})

test('any number of edits, runs and repeats: both sides agree after a run, and a repeated run writes nothing', () => {
  const step = fc.oneof(
    fc.record({ edit: fc.option(fc.constantFrom('a', 'B', 'c c'), { nil: null }) }),
    fc.constant('run' as const)
  )
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 30 }),
      fc.constantFrom<FieldSpec['canon']>([], ['trim', 'lower'], ['tag']),
      (steps, canon = []) => {
        const one = line({ canon })
        let here: string | null = null
        let there: string | null = null
        let known: ReturnType<typeof base> | undefined
        const run = (): boolean => {
          const verdict = mergeLine(one, { base: known, salesforce: here, external: undefined })
          if (verdict.do === 'write') there = asKept(one, verdict.to)
          known = base(here, there)
          return verdict.do === 'write'
        }
        for (const now of steps) {
          if (now === 'run') run()
          else here = now.edit
        }
        run()
        expect(there).toBe(asKept(one, here))
        expect(run()).toBe(false)
      }
    ),
    { numRuns: 5000 }
  )
})
