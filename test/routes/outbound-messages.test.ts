import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { newEndpointToken } from '../../middleware/guards/endpoint-token.ts'
import { acknowledgement } from '../../middleware/salesforce/acknowledgement.ts'
import { envelope, numbers, startIntake } from '../support/intake.ts'
import { openSocket, rawPost } from '../support/raw-http.ts'

const acked = { status: 200, body: acknowledgement(true) }

test('a message is acknowledged only once it is stored, and the wake-up comes after that', async () => {
  const order: string[] = []
  await using intake = await startIntake({
    accept: async (store) => {
      await sleep(30)
      order.push('stored')
      return store()
    },
    wake: () => void order.push('woken')
  })
  const reply = await intake.post(envelope(numbers(1, 3)))
  order.push('acknowledged')
  expect(reply).toMatchObject(acked)
  expect(reply.headers['content-type']).toMatch(/^text\/xml/)
  expect(reply.ms).toBeGreaterThan(29)
  await expect.poll(() => order).toHaveLength(3)
  expect(order[0]).toBe('stored')
  expect(intake.stored.size).toBe(3)
})

test('a message that comes fifty times at once is stored once and acknowledged each time', async () => {
  await using intake = await startIntake()
  const replies = await Promise.all(numbers(0, 50).map(() => intake.post(envelope([1, 2]))))
  for (const reply of replies) expect(reply).toMatchObject(acked)
  expect(intake.stored.size).toBe(2)
})

test('of an envelope that is half known the new half is stored, and an id that comes twice is stored once', async () => {
  await using intake = await startIntake()
  await intake.post(envelope([1, 2]))
  expect(await intake.post(envelope([1, 2, 3, 4, 4]))).toMatchObject(acked)
  expect(intake.stored.size).toBe(4)
  expect(await intake.registry.metrics()).toContain('bothways_intake_notifications_new_total 4')
})

test('100 notifications are taken; of 101 none is stored', async () => {
  await using intake = await startIntake()
  expect(await intake.post(envelope(numbers(1, 100)))).toMatchObject(acked)
  const reply = await intake.post(envelope(numbers(201, 101)))
  expect(reply).toMatchObject({ status: 400, body: 'The body has more than 100 notifications.\n' })
  expect(intake.stored.size).toBe(100)
})

test('an unknown token and another org get the same answer, nothing is stored, and the token is not logged', async () => {
  await using intake = await startIntake()
  const stranger = newEndpointToken()
  const foreign = envelope([1], { organization: '00Dxx0000000002EAA' })
  const replies = [
    await intake.post(envelope([1]), {}, `/hooks/salesforce/${stranger}`),
    await intake.post(foreign),
    await intake.post(envelope([1]), {}, '/hooks/salesforce/short'),
    await intake.post(envelope([1]), {}, `/hooks/salesforce/${encodeURIComponent('Ж/../'.repeat(50))}`)
  ].map(({ status, body, headers }) => ({ status, body, headers: { ...headers, date: '' } }))
  expect(replies[0]).toMatchObject({ status: 404, body: 'Unknown address.\n' })
  for (const reply of replies) expect(reply).toEqual(replies[0])
  expect(intake.stored.size).toBe(0)
  await intake.post('<', {}, `/hooks/salesforce/%E0%A4${stranger}`)
  await intake.post('<')
  for (const token of [stranger, intake.token]) expect(intake.logs()).not.toContain(token)
})

test('an unknown token takes as long as another org: over 1,000 of each the usual times can not be told apart', async () => {
  await using intake = await startIntake()
  const foreign = envelope(numbers(1, 20), { organization: '00Dxx0000000002EAA' })
  const stranger = `/hooks/salesforce/${newEndpointToken()}`
  const ms: Record<'token' | 'org', number[]> = { token: [], org: [] }
  for (let i = 0; i < 1_000; i++) {
    ms.token.push((await intake.post(foreign, {}, stranger)).ms)
    ms.org.push((await intake.post(foreign)).ms)
  }
  // Medians of turns that alternate: what else the machine does hits both alike.
  const [token, org] = [ms.token, ms.org].map((times) => times.sort((a, b) => a - b)[500] ?? NaN)
  expect(Math.abs((token ?? NaN) / (org ?? NaN) - 1)).toBeLessThan(0.5)
}, 60_000)

test('the 15-character form of the org counts as the org', async () => {
  await using intake = await startIntake()
  expect(await intake.post(envelope([1], { organization: '00Dxx0000000001' }))).toMatchObject(acked)
})

test.each([
  ['fails to store', { accept: () => Promise.reject(new Error('connection terminated')) }],
  ['hangs while storing', { accept: () => new Promise<number>(() => undefined) }],
  ['fails to look up the token', { byTokenHash: () => Promise.reject(new Error('no connection')) }],
  ['hangs while looking up the token', { byTokenHash: () => new Promise<null>(() => undefined) }]
])('a database that %s is no acknowledgement but 503 within 3 s', async (_how, faults) => {
  await using intake = await startIntake(faults)
  const reply = await intake.post(envelope([1]))
  expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(reply.body).not.toMatch(/Ack|connection/)
  expect(reply.ms).toBeLessThan(3_000)
})

test.each([
  ['fails', () => Promise.reject(new Error('queue gone'))],
  ['throws', () => { throw new Error('queue gone') }], // prettier-ignore
  ['hangs', () => new Promise<void>(() => undefined)]
])('a wake-up that %s does not touch the acknowledgement', async (_how, wake) => {
  await using intake = await startIntake({ wake })
  expect(await intake.post(envelope([1]))).toMatchObject(acked)
  expect(await intake.post(envelope([2]))).toMatchObject(acked)
})

test('an acknowledgement lost on the way costs nothing: the repeat is recognised', async () => {
  await using intake = await startIntake({ accept: async (store) => (await sleep(5), store()) })
  for (const number of numbers(1, 100)) {
    const socket = connect(intake.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(rawPost(intake.token, envelope([number])))
    await expect.poll(() => intake.stored.size, { interval: 1 }).toBe(number)
    socket.destroy()
    expect(await intake.post(envelope([number]))).toMatchObject(acked)
  }
  expect(intake.stored.size).toBe(100)
}, 30_000)

test('a body over a megabyte is 413, declared or in chunks, and the connection ends', async () => {
  await using intake = await startIntake()
  const big = Buffer.alloc(2 * 1024 * 1024, ' ')
  for (const headers of [{ 'content-length': big.length }, { 'transfer-encoding': 'chunked' }]) {
    expect(await intake.post(big, headers)).toMatchObject({ status: 413, headers: { connection: 'close' } })
  }
  expect(await intake.post(envelope([1]))).toMatchObject(acked)
})

test('gzip is read, and what inflates beyond a megabyte is 413 at once', async () => {
  await using intake = await startIntake()
  const gzip = { 'content-encoding': 'gzip' }
  expect(await intake.post(gzipSync(envelope([1])), gzip)).toMatchObject(acked)
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
  expect((await intake.post(bomb, gzip)).status).toBe(413)
  expect((await intake.post('not gzip', gzip)).status).toBe(400)
  expect((await intake.post(gzipSync(envelope([1])).subarray(0, 200), gzip)).status).toBe(400)
})

test.each([
  [200, { 'content-type': 'application/xml' }],
  [200, { 'content-type': 'Text/XML;Charset="UTF-8"' }],
  [200, { 'content-type': 'application/soap+xml; charset=utf-8; action="x"' }],
  [200, { 'content-encoding': 'identity' }],
  [415, { 'content-type': 'application/json' }],
  [415, { 'content-type': '' }],
  [415, { 'content-type': 'text/xml; charset=utf-16' }],
  [415, { 'content-encoding': 'br' }],
  [415, { 'content-encoding': 'deflate' }],
  [415, { 'content-encoding': 'gzip, gzip' }]
])('%i for %o', async (status, headers) => {
  await using intake = await startIntake()
  const body =
    'content-encoding' in headers && headers['content-encoding'] === 'br'
      ? brotliCompressSync(envelope([1]))
      : envelope([1])
  expect((await intake.post(body, headers)).status).toBe(status)
})

const bad = new URL('../fixtures/bad-soap/', import.meta.url)
test('every body of the bad corpus is refused with one sentence, and nothing of it is stored', async () => {
  await using intake = await startIntake()
  for (const name of readdirSync(bad)) {
    const reply = await intake.post(readFileSync(new URL(name, bad)))
    expect([name, reply.status]).toEqual([
      name,
      expect.toSatisfy((status: number) => [400, 413, 415].includes(status))
    ])
    expect(reply.headers['content-type']).toMatch(/^text\/plain/)
    expect(reply.body).toMatch(/^[^\n]{10,200}\n$/)
    expect(reply.body).not.toMatch(/ at |\.ts|node_modules/)
  }
  expect(intake.stored.size).toBe(0)
})

test('other methods than POST are 405', async () => {
  await using intake = await startIntake()
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
    const reply = await intake.send(method, `/hooks/salesforce/${intake.token}`)
    expect([method, reply.status, reply.headers.allow]).toEqual([method, 405, 'POST'])
  }
})

test('beyond the places for work a message gets 503 at once, and is taken when it comes again', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<undefined>()
  await using intake = await startIntake({ inFlight: 2, accept: async (store) => (await held, store()) })
  const working = [intake.post(envelope([1])), intake.post(envelope([2]))]
  await sleep(100)
  const reply = await intake.post(envelope([3]))
  // It is answered while the two still hold their places.
  expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  release(undefined)
  for (const first of working) expect(await first).toMatchObject(acked)
  expect(await intake.post(envelope([3]))).toMatchObject(acked)
})

test('senders that drip their bodies take no place for work and are cut off', async () => {
  await using intake = await startIntake({
    inFlight: 4,
    limits: { requestMs: 600, headersMs: 300, checkMs: 100 }
  })
  const head = rawPost(intake.token, envelope([1])).slice(0, 400)
  const drips = numbers(0, 12).map(() => openSocket(intake.port, head))
  await sleep(100)
  expect(await intake.post(envelope([2]))).toMatchObject(acked)
  for (const { answer } of drips) expect(await answer).toMatch(/^HTTP\/1.1 408/)
})

test('connections that stay silent, or never end their head, are closed', async () => {
  await using intake = await startIntake({ limits: { headersMs: 300, requestMs: 600, checkMs: 100 } })
  const silent = openSocket(intake.port, '')
  const endless = openSocket(intake.port, 'POST / HTTP/1.1\r\nHost: a\r\nX-A: ')
  expect(await silent.answer).toMatch(/^(HTTP\/1.1 408|$)/)
  expect(await endless.answer).toMatch(/^(HTTP\/1.1 408|$)/)
})
