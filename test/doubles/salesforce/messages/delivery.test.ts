import { createServer } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listen, shut } from '../http/listen.ts'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { ack, rest, startReceiver } from '../test-client.ts'
import type { Receiver } from '../test-client.ts'

let org: Org
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
  org = await startOrg({ messageTimeoutMs: 400 })
})
afterEach(async () => {
  await org.close()
  await receiver.close()
})

const define = (message: Record<string, unknown> = {}) =>
  org.control({
    command: 'defineMessage',
    object: 'Contact',
    name: 'Told',
    endpointUrl: receiver.url,
    fields: ['Id'],
    ...message
  })
const set = (switches: Record<string, unknown>) => org.control({ command: 'set', ...switches })
const idle = () => org.control({ command: 'messagesIdle' })
interface Monitor {
  readonly pending: readonly { id: string; lastError: string | null }[]
  readonly failed: readonly { id: string }[]
}
const monitor = async () => (await org.control({ command: 'messages' })) as Monitor

async function create(count: number): Promise<void> {
  const attributes = { type: 'Contact' }
  const records = Array.from({ length: count }, (_, n) => ({ attributes, LastName: `Ash ${n}` }))
  for (let from = 0; from < count; from += 200) {
    await rest(org, 'POST', '/composite/sobjects', { records: records.slice(from, from + 200) })
  }
}

/** An endpoint that takes a body and never answers. */
async function startHanging() {
  let bodies = 0
  const server = createServer((request) => void request.resume().on('end', () => bodies++))
  const url = `http://127.0.0.1:${await listen(server, 0)}`
  return { url, bodies: () => bodies, close: () => shut(server) }
}

test('an endpoint that does not answer in time has failed, holds up nobody else, and is sent less from then on', async () => {
  const hanging = await startHanging()
  await set({ sendMessages: false })
  await define({ name: 'Hanging', endpointUrl: hanging.url })
  await define()
  await create(1000)
  await set({ sendMessages: true })
  await receiver.received(10)
  expect(hanging.bodies()).toBeLessThanOrEqual(4)
  await expect
    .poll(async () => (await monitor()).pending.filter(({ lastError }) => lastError !== null).length)
    .toBe(400)
  const { pending } = await monitor()
  expect(pending).toHaveLength(1000)
  expect(pending[0]?.lastError).toBe('java.net.SocketTimeoutException: Read timed out')
  await expect.poll(() => hanging.bodies()).toBe(5) // four at once, then one at a time
  await hanging.close()
})

test.each([1, 81, 444, 1023])('port %i is never called', async (port) => {
  await define({ endpointUrl: `http://127.0.0.1:${port}/messages` })
  await create(1)
  await idle()
  expect((await monitor()).pending[0]?.lastError).toMatch(/port \d+ is not allowed/)
})

test('nothing is sent as an inactive user, neither what waited nor what changes meanwhile', async () => {
  const { username } = org.credentials.soap
  await define({ integrationUser: username })
  await set({ sendMessages: false })
  await create(1)
  await org.control({ command: 'setUser', username, active: false })
  await set({ sendMessages: true })
  await create(1)
  await idle()
  expect(receiver.bodies).toEqual([])
  expect((await monitor()).pending.map(({ lastError }) => lastError)).toEqual([
    'The user to send as is inactive'
  ])
  await org.control({ command: 'setUser', username, active: true })
  await org.control({ command: 'retryNow' })
  await receiver.received(1)
  await idle()
  expect(receiver.bodies.map(({ ids }) => ids.length)).toEqual([1])
})

test('on command the queue is sent in disorder, and every body twice', async () => {
  await set({ sendMessages: false, shuffleMessages: true, duplicateMessages: 1 })
  await define()
  await create(300)
  const queued = (await monitor()).pending.map(({ id }) => id)
  await set({ sendMessages: true })
  await idle()
  const sent = receiver.bodies.flatMap(({ ids }) => ids)
  expect(sent).toHaveLength(600)
  expect(new Set(sent)).toEqual(new Set(queued))
  expect(sent.slice(0, 100)).not.toEqual(queued.slice(0, 100))
})

test('one body is of one message and one object', async () => {
  await set({ sendMessages: false })
  await define()
  await define({ name: 'Told_Too' })
  await define({ object: 'Lead' })
  await create(2)
  await rest(org, 'POST', '/sobjects/Lead', { LastName: 'Ash', Company: 'x' })
  await set({ sendMessages: true })
  await idle()
  expect(receiver.bodies.map(({ ids }) => ids.length).sort()).toEqual([1, 2, 2])
  for (const { xml } of receiver.bodies) {
    expect(new Set([...xml.matchAll(/xsi:type="sf:(\w+)"/g)].map(([, type]) => type)).size).toBe(1)
  }
})

test('a failed body comes again whole; what is on the failed list goes out when it is put back', async () => {
  await define({ useDeadLetterQueue: true })
  receiver.reply = { status: 200, body: ack('false') }
  await create(3)
  await idle()
  await org.control({ command: 'retryNow' })
  await receiver.received(2)
  await idle()
  expect(receiver.bodies[1]?.ids).toEqual(receiver.bodies[0]?.ids)
  await org.control({ command: 'advance', ms: 24 * 3_600_000 })
  await idle()
  expect(await monitor()).toMatchObject({ pending: [], failed: [{}, {}, {}] })
  receiver.reply = { status: 200, body: ack() }
  expect(await org.control({ command: 'requeueFailed' })).toEqual({ requeued: 3 })
  await idle()
  expect(receiver.bodies.at(-1)?.ids).toEqual(receiver.bodies[0]?.ids)
  expect(await monitor()).toMatchObject({ pending: [], failed: [] })
})
