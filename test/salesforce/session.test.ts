import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { SalesforceLogin } from '../../middleware/salesforce/login-schema.ts'
import { createSession, type Session } from '../../middleware/salesforce/session.ts'
import type { Org } from '../doubles/salesforce/index.ts'
import { app, jwt, password, world } from './world.ts'

const limits = { method: 'GET', path: '/limits' } as const
const refusal = (session: Session) =>
  session.identity().then(
    () => 'no refusal',
    (error: unknown) => error
  )

test.each([
  ['a signed assertion', jwt],
  ['a client secret', app],
  ['user name, password and token', password]
])('%s logs in, tells the org and reads', async (_name, login) => {
  const { org, open } = await world()
  const session = open(login(org))
  const identity = await session.identity()
  expect(identity).toMatchObject({ organizationId: org.orgId, instanceUrl: org.url })
  expect(Object.keys(identity)).not.toContain('accessToken')
  const answer = await session.request(limits)
  expect(answer.body).toHaveProperty('DailyApiRequests.Max', 100_000)
  expect(Math.abs((answer.date?.getTime() ?? 0) - org.now())).toBeLessThan(2000)
})

type Change = Readonly<Record<string, unknown>>
type Bend = (login: SalesforceLogin) => object
const same: Bend = (login) => login
const user = (org: Org, values: Change) => ({
  command: 'setUser',
  username: org.credentials.soap.username,
  ...values
})

test.each<[string, (org: Org) => SalesforceLogin, Change | ((org: Org) => Change), Bend, RegExp]>([
  ['an unknown address without the token', password, { trustedIp: false }, (login) => ({ ...login, securityToken: '' }), /security token.+trusted IP/],
  ['a wrong password', password, {}, (login) => ({ ...login, password: 'nope' }), /check the three/],
  ['a locked user', password, (org) => user(org, { lockedOut: true }), same, /unlock it in Setup/],
  ['an expired password', password, (org) => user(org, { passwordExpired: true }), same, /password has expired/],
  ['SOAP login switched off', password, { soapLogin: false }, same, /SOAP login is switched off/],
  ['an edition without API', password, { apiEnabled: false }, same, /no API/],
  ['an app not approved for the user', jwt, { appApproved: false }, same, /not approved for this user/],
  ['an inactive user', jwt, (org) => user(org, { active: false }), same, /user is inactive/],
  ['an unknown app', jwt, {}, (login) => ({ ...login, clientId: '3MVGother' }), /consumer key/],
  ['an app without a run-as user', app, { clientCredentialsUser: false }, same, /no run-as user/],
  ['a wrong secret', app, {}, (login) => ({ ...login, clientSecret: 'nope' }), /consumer secret/]
])('%s is explained and carries no secret', async (_name, login, change, bend, sentence) => {
  const { org, open } = await world()
  const command = typeof change === 'function' ? change(org) : { command: 'set', ...change }
  await org.control(command)
  const used = bend(login(org)) as SalesforceLogin
  const error = await refusal(open(used))
  expect(error).toMatchObject({ name: 'SalesforceError', message: expect.stringMatching(sentence) as string })
  const told = JSON.stringify([error, (error as Error).message, String((error as Error).cause)])
  for (const secret of Object.values(used).slice(2)) if (secret.length > 4) expect(told).not.toContain(secret)
}) // prettier-ignore

test('a hundred calls on a dead session cause one login and all succeed', async () => {
  const { org, session, calls } = await world()
  await session.request(limits)
  await org.control({ command: 'expireSessions' })
  calls.length = 0
  const answers = await Promise.all(Array.from({ length: 100 }, () => session.request(limits)))
  expect(answers.every((answer) => answer.status === 200)).toBe(true)
  expect(calls.filter((call) => call.kind === 'login')).toHaveLength(1)
})

test('a login that is refused while calls wait is told to all of them, and not asked again at once', async () => {
  const { org, open, set, calls } = await world()
  const session = open(jwt(org), { now: () => new Date(org.now()) })
  await session.request(limits)
  await set({ appApproved: false })
  await org.control({ command: 'expireSessions' })
  calls.length = 0
  const told = await Promise.allSettled(Array.from({ length: 20 }, () => session.request(limits)))
  expect(
    told.map((one) => (one.status === 'rejected' ? (one.reason as { kind: string }).kind : 'ok'))
  ).toEqual(Array<string>(20).fill('auth'))
  await expect(session.request(limits)).rejects.toThrow('not approved')
  expect(calls.filter((call) => call.kind === 'login')).toHaveLength(1)

  await set({ appApproved: true })
  await org.control({ command: 'advance', ms: 61_000 })
  await expect(session.request(limits)).resolves.toMatchObject({ status: 200 })
})

test('a login that leads to another org than the connection belongs to is refused', async () => {
  const { org, open } = await world()
  const session = open(jwt(org), { organizationId: '00D000000000001EAA' })
  await expect(session.request(limits)).rejects.toThrow('belongs to 00D000000000001EAA')
  await expect(open(jwt(org), { organizationId: org.orgId.slice(0, 15) }).identity()).resolves.toBeDefined()
})

test('the limit header and the count of real calls reach the callback, by lane', async () => {
  const { session, calls, set } = await world()
  await set({ apiUsed: 17, apiMax: 15_000 })
  await session.request(limits)
  await session
    .forLane('refresh')
    .request({ method: 'GET', path: '/query', query: { q: 'select Id from User' } })
  expect(calls).toMatchObject([
    { lane: 'login', kind: 'login', limits: null },
    { lane: 'live', kind: 'other', limits: { used: 18, max: 15_000 }, calls: 1 },
    { lane: 'refresh', kind: 'query', limits: { used: 19, max: 15_000 }, calls: 1 }
  ])
  await set({ apiUsed: 15_000 })
  await expect(session.request(limits)).rejects.toMatchObject({ kind: 'rate-limited', retryable: true })
})

test('a lost connection and a gateway are told as unavailable, a locked row as a conflict worth repeating', async () => {
  const { org, session } = await world()
  await session.identity()
  const fault = (values: object) => org.control({ command: 'fault', path: '/services/data', ...values })
  await fault({ cut: 'after' })
  await expect(session.request(limits)).rejects.toMatchObject({ kind: 'unavailable' })
  await fault({ status: 503 })
  await expect(session.request(limits)).rejects.toMatchObject({ kind: 'unavailable', status: 503 })
  await fault({ status: 400, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' })
  await expect(session.request(limits)).rejects.toMatchObject({ kind: 'conflict', retryable: true })
})

test('a hung server is given up at the deadline, an abort at once', async () => {
  const hung = createServer(() => undefined).listen(0, '127.0.0.1')
  onTestFinished(() => void hung.close())
  await new Promise((resolve) => hung.once('listening', resolve))
  const url = `http://127.0.0.1:${(hung.address() as AddressInfo).port}`
  const nowhere = createSession(
    { kind: 'client-credentials', loginUrl: url, clientId: 'a', clientSecret: 'b' },
    { allowHttp: true, deadlineMs: 150 }
  )
  await expect(nowhere.identity()).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('no answer within 0.15 seconds') as string
  })

  const { org, open } = await world()
  const session = open(jwt(org), { deadlineMs: 300 })
  await session.identity()
  await org.control({ command: 'fault', path: '/services/data', delayMs: 60_000, times: 2 })
  await expect(session.request(limits)).rejects.toMatchObject({ kind: 'unavailable' })
  const leaseLost = new AbortController()
  const waiting = session.request({ ...limits, signal: leaseLost.signal })
  leaseLost.abort(new Error('lease lost'))
  await expect(waiting).rejects.toThrow('lease lost')
})
