import { expect, test } from 'vitest'
import { startIntake } from '../support/intake.ts'

const token = 'A'.repeat(43)
const statuses = async (count: number, ask: () => Promise<{ readonly status: number }>) => {
  const seen: number[] = []
  for (let n = 0; n < count; n++) seen.push((await ask()).status)
  return seen
}

test.each([
  { path: '/connect?org=00D000000000001EAA', most: 30 },
  { path: '/connect/callback?state=x', most: 30 },
  { path: `/panel/${token}`, most: 600 }
])('one address may ask for $path $most times at once, and other addresses go on', async ({ path, most }) => {
  await using intake = await startIntake({ proxies: 1 })
  const ask = (from: string) => intake.send('GET', path, { 'X-Forwarded-For': from })
  // Whatever a client says in front of what the proxy saw.
  let n = 0
  const first = await statuses(most, () => ask(`198.51.100.${n++ % 250}, 192.0.2.1`))
  expect(first.every((one) => one === 404)).toBe(true)
  // One or two more may have come free while they were sent.
  const more = await statuses(most, () => ask('192.0.2.1'))
  expect(more.at(-1)).toBe(429)
  const { status, headers } = await ask('192.0.2.1')
  expect([status, Number(headers['retry-after'])]).toEqual([429, expect.toSatisfy((seconds: number) => seconds >= 1)]) // prettier-ignore
  expect((await ask('192.0.2.2')).status).toBe(404)
  expect((await ask('2001:db8::1')).status).toBe(404)
  expect((await intake.send('GET', '/health/live')).status).toBe(200)
})

test('addresses of one IPv6 network are one caller', async () => {
  await using intake = await startIntake({ proxies: 1 })
  let n = 0
  const ask = () => intake.send('GET', '/connect', { 'X-Forwarded-For': `2001:db8::${(n++).toString(16)}` })
  expect((await statuses(60, ask)).at(-1)).toBe(429)
})

test('the two do not share their counts, and what was used up comes back', async () => {
  await using intake = await startIntake()
  expect((await statuses(40, () => intake.send('GET', '/connect'))).at(-1)).toBe(429)
  expect((await intake.send('GET', `/panel/${token}`)).status).toBe(404)
  await expect.poll(async () => (await intake.send('GET', '/connect')).status, { timeout: 5000, interval: 500 }).toBe(404) // prettier-ignore
})
