import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { fromCell, toCell, toCsvLine } from '../../middleware/sync/csv-cell.ts'
import { cost } from '../../middleware/sync/cost.ts'
import { guard } from '../../middleware/sync/guard.ts'
import { readRules } from '../../middleware/sync/rules.ts'

const { rails } = readRules({})
const counts = { deletes: 0, blanks: 0, owners: 0, seen: {} }
const codes = (given: Partial<typeof counts>, linked: number) =>
  guard({ ...counts, ...given }, linked, rails, 'SALESmanago').map(({ code }) => code)

test('by default more than 50 or 2 % of deletes, blanks or owner changes stop, and the limit itself does not', () => {
  for (const kind of ['deletes', 'blanks', 'owners'] as const) {
    expect(codes({ [kind]: 50 }, 2500)).toEqual([])
    expect(codes({ [kind]: 51 }, 1_000_000)).toEqual([kind])
    expect(codes({ [kind]: 2 }, 100)).toEqual([])
    expect(codes({ [kind]: 3 }, 100)).toEqual([kind])
    expect(codes({ [kind]: 1 }, 0)).toEqual([kind])
  }
})

test('a side that showed nothing always stops, a side that was not read never', () => {
  expect(codes({ seen: { salesforce: 0 } }, 0)).toEqual(['empty-salesforce'])
  expect(codes({ seen: { salesforce: 5, external: 0 } }, 0)).toEqual(['empty-external'])
  expect(codes({ seen: { salesforce: 5 } }, 10)).toEqual([])
})

const none = { create: 0, update: 0, delete: 0 }
const limits = { writeBatch: 400, findBatch: 50 }

test('calls are reckoned by the batches of each side, and by bulk jobs where those take fewer', () => {
  const input = { writes: { salesforce: none, external: { ...none, create: 4500 } }, reads: { salesforce: 4500, external: 0 }, chunk: 2000, limits } // prettier-ignore
  // Three chunks: 2,000 + 2,000 + 500 read in one call each, and written 5 + 5 + 2 batches.
  expect(cost(input)).toEqual({ salesforce: 3, external: 12 })
  const inside = (update: number) =>
    cost({ ...input, reads: { salesforce: 0, external: 0 }, writes: { salesforce: { ...none, update }, external: none } }).salesforce // prettier-ignore
  expect([inside(0), inside(1), inside(201), inside(1399), inside(1400), inside(2001)]).toEqual([
    0, 1, 2, 7, 7, 8
  ])
})

test('any text is the same after an export is read again, and never begins as a formula', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', ' ', '')
  const text = fc.tuple(start, fc.string({ unit: 'grapheme' })).map(([first, rest]) => first + rest)
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (values) => {
      const [read = []]: string[][] = parse(toCsvLine(values), { skip_empty_lines: false, relax_column_count: true }) // prettier-ignore
      expect(read.map(fromCell)).toEqual(values)
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    }),
    { numRuns: 2000 }
  )
  expect(toCell('=1+1')).toBe(`"'=1+1"`)
})
