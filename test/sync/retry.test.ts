import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorKinds } from '../../middleware/connectors/connector.ts'
import { gatherMs } from '../../middleware/sync/budget.ts'
import { nextTry, stopsTheLane } from '../../middleware/sync/retry.ts'

const now = new Date('2026-11-20T10:00:00Z')
const HOUR = 3_600_000

test('a retry comes later each time, never before the vendor allows, never more than an hour later', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...errorKinds),
      fc.nat(50),
      fc.float({ min: 0, max: Math.fround(0.99), noNaN: true }),
      fc.nat(10 * HOUR),
      (kind, tries, spread, asked) => {
        const at = nextTry(kind, tries, now, spread, asked)
        if (at === 'issue') return
        const wait = at.getTime() - now.getTime()
        expect(wait).toBeGreaterThan(0)
        expect(wait).toBeLessThanOrEqual(HOUR)
        expect(wait).toBeGreaterThanOrEqual(Math.min(asked, HOUR))
        const later = nextTry(kind, tries + 3, now, spread, asked)
        if (later !== 'issue') expect(later.getTime()).toBeGreaterThanOrEqual(at.getTime())
      }
    )
  )
})

test('what waiting heals is never given up; what only a person can heal is asked at once', () => {
  for (const kind of errorKinds)
    expect([kind, nextTry(kind, 10_000, now, 0) === 'issue']).toEqual([kind, !stopsTheLane(kind)])
  expect(nextTry('invalid', 0, now, 0)).toBe('issue')
})

test('hints are gathered for longer the less of the budget is left', () => {
  const at = (used: number) => gatherMs({ used, max: 100 })
  expect([at(0), at(50)]).toEqual([200, 200])
  expect([at(95), at(100), at(120)]).toEqual([60_000, 60_000, 60_000])
  for (let used = 50; used < 100; used++) expect(at(used + 1)).toBeGreaterThanOrEqual(at(used))
})
