import { expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import { query, rest } from '../test-client.ts'
import { Chaos } from './chaos.ts'

test('chaos by one seed is always the same, by another it is not', () => {
  const drawn = (seed: number) => {
    const chaos = new Chaos(seed)
    return Array.from({ length: 2000 }, () => [chaos.fault(), chaos.expiresSession(), chaos.locksRow()])
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
  const kinds = new Set(
    drawn(7).map(([fault]) => (typeof fault === 'object' ? (fault.cut ?? fault.status) : 0))
  )
  expect([...kinds].map(String).sort()).toEqual(['0', '503', 'after', 'before', 'during', 'undefined'])
})

test('an org in chaos fails calls, and whoever tries again gets through', async () => {
  const org = await startOrg({ chaos: 3 })
  try {
    let failures = 0
    let saved = 0
    for (let n = 0; n < 150; n++) {
      const status = await rest(org, 'POST', '/sobjects/Contact', { LastName: `Try ${n}` }).then(
        ({ status }) => status,
        () => 0 // cut
      )
      if (status === 201) saved++
      else failures++
    }
    expect(failures).toBeGreaterThan(3)
    expect(saved).toBeGreaterThan(100)
  } finally {
    await org.close()
  }
})

test('latency and small pages hold for every client', async () => {
  const org = await startOrg({ seed: 50, smallPages: true, latencyMs: 60 })
  try {
    const started = performance.now()
    expect((await query(org, 'SELECT Id FROM Contact')).records).toHaveLength(20)
    expect(performance.now() - started).toBeGreaterThan(55)
  } finally {
    await org.close()
  }
})
