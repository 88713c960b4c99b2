import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { actorOf } from '../../middleware/guards/actor.ts'
import { clientAddress, networkOf } from '../../middleware/guards/client-address.ts'
import { createFailures } from '../../middleware/guards/failures.ts'

test('behind proxies of our own a caller is who they saw, whatever the caller says', async () => {
  const server = createServer((request, response) => {
    response.end(JSON.stringify([0, 1, 2].map((proxies) => clientAddress(request, proxies))))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const seen = async (header?: string): Promise<unknown> => {
    const headers: Record<string, string> = header === undefined ? {} : { 'X-Forwarded-For': header }
    return (await fetch(`http://127.0.0.1:${port}`, { headers })).json()
  }
  expect(await seen('1.1.1.1, 2.2.2.2, 3.3.3.3')).toEqual(['127.0.0.1', '3.3.3.3', '2.2.2.2'])
  // Fewer than there are proxies: it did not come through them.
  expect(await seen()).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1'])
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1:0:0:9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown']
])('requests of %s are counted for %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('one more attempt comes free every few seconds, and old callers are forgotten', () => {
  let now = 0
  const failures = createFailures(() => now)
  for (let n = 0; n < 10; n++) failures.failed('a')
  expect([failures.tooMany('a'), failures.tooMany('b')]).toEqual([true, false])
  now += 6001
  expect(failures.tooMany('a')).toBe(false)
  for (let n = 0; n < 10; n++) failures.failed('a')
  for (let n = 0; n < 10_000; n++) failures.failed(`other ${n}`)
  expect(failures.tooMany('a')).toBe(false)
})

test('who acts is told as the org asserts it, and what is no assertion is nobody in particular', () => {
  expect(actorOf('005000000000001AAA Anna+Nowak')).toBe('Anna Nowak (005000000000001AAA)')
  expect(actorOf('005000000000001AAA %E0%A4%A')).toBe('%E0%A4%A (005000000000001AAA)')
  expect(actorOf('005000000000001AAA a%0Ab')).toBe('a b (005000000000001AAA)')
  expect(actorOf('005000000000001AAA')).toBe('005000000000001AAA')
  expect([actorOf(undefined), actorOf('x'), actorOf('<script>')]).toEqual(
    Array(3).fill('somebody in the org')
  )
})
