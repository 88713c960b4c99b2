import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp } from '../../middleware/connectors/http.ts'
import { ConnectorError } from '../../middleware/connectors/connector.ts'
import { addressRefused, publicOnly, type Resolve } from '../../middleware/guards/outbound.ts'
import { isPublicAddress } from '../../middleware/guards/public-address.ts'
import { SalesforceError } from '../../middleware/salesforce/errors.ts'
import { createSession } from '../../middleware/salesforce/session.ts'

let server: Server
let port = 0
let reached = 0
beforeAll(async () => {
  server = createServer((_request, response) => {
    reached++
    response.setHeader('connection', 'close').end('inside')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((done) => server.close(done)))

test.each([
  '127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1',
  '192.0.0.170', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1',
  'fd00:ec2::254', 'ff02::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:a00:1::1', '2001::1', '2001:db8::1',
  '3fff::1', 'not an address', ''
])('%s is not an address of the open internet', (address) => {
  expect(isPublicAddress(address)).toBe(false)
}) // prettier-ignore

test.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is one',
  (address) => expect(isPublicAddress(address)).toBe(true)
)

/** A resolver that gives its answers in turn, and says how often it was asked. */
function answering(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const resolve: Resolve = (host, _options, done) => {
    asked.push(host)
    const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? []
    done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))) // prettier-ignore
  }
  return { resolve, asked }
}
const get = (host: string, dispatcher: ReturnType<typeof publicOnly>) =>
  fetch(`http://${host}:${port}/`, { dispatcher } as unknown as RequestInit)

test('a name that leads into a private network is refused before a socket opens', async () => {
  const before = reached
  const { resolve } = answering(['127.0.0.1'], ['10.0.0.7', '::1'])
  const dispatcher = publicOnly(resolve)
  for (const seen of ['127.0.0.1', '10.0.0.7']) {
    const error: unknown = await get('vendor.example', dispatcher).catch((cause: unknown) => cause)
    expect(addressRefused(error)?.message).toBe(
      `vendor.example leads to ${seen}, which is inside a private network, so nothing is sent there. Enter an address of the open internet.`
    )
  }
  expect(reached).toBe(before)
})

test.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '[::1]'])(
  'a bare address is looked at as well: %s',
  async (host) => {
    const before = reached
    const error: unknown = await get(host, publicOnly()).catch((cause: unknown) => cause)
    expect(addressRefused(error)).not.toBeNull()
    expect(reached).toBe(before)
  }
)

test('a socket opens to the address that was checked, however the answer changes afterwards', async () => {
  const { resolve, asked } = answering(['93.184.216.34', '127.0.0.1'], ['10.0.0.7'])
  const looked: string[] = []
  // The machine's own address stands for a public one here.
  const dispatcher = publicOnly(resolve, (address) => {
    looked.push(address)
    return address === '127.0.0.1'
  })
  expect(await (await get('vendor.example', dispatcher)).text()).toBe('inside')
  expect(asked).toEqual(['vendor.example'])
  expect(looked).toEqual(['93.184.216.34', '127.0.0.1'])
  const error: unknown = await get('vendor.example', dispatcher).catch((cause: unknown) => cause)
  expect(addressRefused(error)?.message).toContain('10.0.0.7')
})

const signal = new AbortController().signal

test('a vendor address inside names its setting; plain http and credentials in the address too', async () => {
  const options = { signal, deadlineMs: 5000, allowHttp: false, setting: 'endpoint' }
  const before = reached
  const sent: unknown = await createHttp({ ...options, baseUrl: `https://127.0.0.1:${port}` })
    .send('GET', '/')
    .catch((cause: unknown) => cause)
  expect(sent).toBeInstanceOf(ConnectorError)
  expect(sent).toMatchObject({ kind: 'invalid', setting: 'endpoint' })
  expect(String(sent)).toContain('127.0.0.1')
  expect(reached).toBe(before)
  for (const baseUrl of [`http://vendor.example`, 'https://user:hunter2@vendor.example', 'file:///etc/passwd'])
    expect(() => createHttp({ ...options, baseUrl })).toThrow(
      expect.objectContaining({ kind: 'invalid', setting: 'endpoint' })
    )
  expect(() => createHttp({ ...options, baseUrl: 'https://user:hunter2@vendor.example' })).toThrow(
    /^The address of vendor\.example carries a user name or password/
  )
}) // prettier-ignore

test('a login address inside is refused; development lets practice orgs in', async () => {
  const login = { kind: 'client-credentials', loginUrl: `https://localhost:${port}`, clientId: 'a', clientSecret: 'b' } as const // prettier-ignore
  const error: unknown = await createSession(login)
    .identity()
    .catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(SalesforceError)
  expect(error).toMatchObject({ kind: 'invalid', code: 'ADDRESS_REFUSED' })
  const before = reached
  const practice = { ...login, loginUrl: `http://127.0.0.1:${port}` }
  await expect(createSession(practice, { allowHttp: true }).identity()).rejects.toThrow()
  expect(reached).toBe(before + 1)
})
