import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { ack, asUser, rest, startReceiver } from './test-client.ts'
import type { Receiver } from './test-client.ts'

let org: Org
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
  org = await startOrg()
  await define({
    object: 'Contact',
    name: 'Contact_Changed',
    fields: ['Id', 'Title', 'LastName', 'DoNotCall', 'CreatedDate']
  })
})
afterEach(async () => {
  await org.close()
  await receiver.close()
})

const define = (message: Record<string, unknown>) =>
  org.control({ command: 'defineMessage', endpointUrl: receiver.url, ...message })

async function create(values: Record<string, unknown> = {}): Promise<string> {
  const { body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash', ...values })
  return (body as { id: string }).id
}

interface Monitor {
  readonly pending: readonly {
    id: string
    attempts: number
    nextAt: number
    queuedAt: number
    lastError: string | null
  }[]
  readonly failed: readonly { id: string; attempts: number }[]
  readonly dropped: number
  readonly acknowledged: number
}
const monitor = async () => (await org.control({ command: 'messages' })) as Monitor
const idle = () => org.control({ command: 'messagesIdle' })

test('an edit arrives at once, in Salesforce’s form', async () => {
  const id = await create({ LastName: 'Ash & <Sons>' })
  await receiver.received(1)
  const [body] = receiver.bodies
  expect(body?.headers).toMatchObject({
    'content-type': 'text/xml; charset=utf-8',
    soapaction: '""',
    'user-agent': 'Jakarta Commons-HttpClient/3.1',
    'accept-encoding': 'gzip'
  })
  expect(body?.ids[0]).toMatch(/^04l\w{15}$/)
  expect(body?.xml).toContain(`<OrganizationId>${org.orgId}</OrganizationId>`)
  expect(body?.xml).toContain('<SessionId xsi:nil="true"/>')
  const fields = [...(body?.xml ?? '').matchAll(/<sf:(\w+)>([^<]*)</g)].map(([, name, text]) => [name, text])
  expect(fields).toEqual([
    ['Id', id],
    ['CreatedDate', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)],
    ['DoNotCall', 'false'],
    ['LastName', 'Ash &amp; &lt;Sons&gt;']
  ])
  await idle()
  expect(await monitor()).toMatchObject({ pending: [], acknowledged: 1 })
})

test('several edits before sending become one notification with the newest state', async () => {
  await org.control({ command: 'set', sendMessages: false })
  const id = await create()
  await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'Second' })
  await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'Third' })
  await org.control({ command: 'set', sendMessages: true })
  await idle()
  expect(receiver.bodies.map(({ ids }) => ids.length)).toEqual([1])
  expect(receiver.bodies[0]?.xml).toContain('<sf:Title>Third</sf:Title>')
})

test('a record deleted before sending has no data, its delete no message', async () => {
  await org.control({ command: 'set', sendMessages: false })
  await rest(org, 'DELETE', `/sobjects/Contact/${await create()}`)
  await org.control({ command: 'set', sendMessages: true })
  await idle()
  expect(receiver.bodies).toHaveLength(1)
  expect(receiver.bodies[0]?.xml).toMatch(/<sObject xsi:type="sf:Contact"[^>]*\/>/)
})

test('a refused body comes again with the same ids, at growing intervals of at most two hours', async () => {
  receiver.reply = { status: 200, body: ack('false') }
  await create()
  await receiver.received(1)
  await idle()
  const gaps: number[] = []
  for (let attempt = 2; attempt <= 15; attempt++) {
    const [entry] = (await monitor()).pending
    expect(entry).toMatchObject({ attempts: attempt - 1, lastError: 'SOAP response was a nack' })
    const wait = (entry?.nextAt ?? 0) - org.now()
    gaps.push(Math.round(wait / 1000))
    await org.control({ command: 'advance', ms: wait })
    await receiver.received(attempt)
    await idle()
  }
  expect(gaps).toEqual([3, 6, 12, 24, 48, 96, 192, 384, 768, 1536, 3072, 6144, 7200, 7200])
  receiver.reply = { status: 200, body: ack() }
  await org.control({ command: 'retryNow' })
  await idle()
  expect(new Set(receiver.bodies.flatMap(({ ids }) => ids)).size).toBe(1)
  expect((await monitor()).pending).toEqual([])
})

const fault = ack().replace(
  /<notificationsResponse.*<\/notificationsResponse>/,
  '<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>Out of order</faultstring></soapenv:Fault>'
)

test.each([
  ['a plain OK', 200, 'OK', 'org.xml.sax.SAXParseException: Content is not allowed in prolog.'],
  ['another element', 200, ack().replaceAll('notificationsResponse', 'notifications'), /Unexpected element/],
  ['another namespace', 200, ack().replace('2005/09/outbound', 'other'), /Unexpected element/],
  ['an empty body', 200, '', 'org.xml.sax.SAXParseException: Premature end of file.'],
  ['JSON', 200, '{"Ack":true}', 'org.xml.sax.SAXParseException: Content is not allowed in prolog.'],
  ['a broken document', 200, ack().slice(0, -9), /^org\.xml\.sax\.SAXParseException: /],
  ['a DOCTYPE', 200, `<!DOCTYPE x []>${ack()}`, /^org\.xml\.sax\.SAXParseException: /],
  ['a bare Ack', 200, '<Ack>true</Ack>', 'SOAP response has no Envelope and Body'],
  ['an Ack of another namespace', 200, ack().replace('<Ack>', '<Ack xmlns="">'), 'SOAP response has no Ack'],
  ['an Ack with another word', 200, ack('OK'), 'SOAP response has no Ack'],
  ['a nack', 200, ack('false'), 'SOAP response was a nack'],
  ['a fault', 200, fault, 'SOAP fault: Out of order'],
  ['accepted for later', 202, ack(), /HTTP 202/],
  ['an error status', 500, ack(), /HTTP 500/],
  ['a redirect', 302, ack(), /HTTP 302/]
])('%s is no acknowledgement', async (_, status, body, error) => {
  receiver.reply = { status, body }
  await create()
  await receiver.received(1)
  await idle()
  expect((await monitor()).pending[0]?.lastError).toMatch(error)
})

test('after 24 hours a message is dropped, or kept in the failed list where there is one', async () => {
  await define({ object: 'Contact', name: 'Kept', fields: ['Id'], useDeadLetterQueue: true })
  receiver.reply = { status: 500, body: '' }
  await create()
  await receiver.received(2)
  await idle()
  await org.control({ command: 'advance', ms: 23 * 3_600_000 })
  await receiver.received(4)
  await idle()
  expect((await monitor()).pending).toHaveLength(2)
  await org.control({ command: 'advance', ms: 3_600_000 })
  await idle()
  const { pending, failed, dropped } = await monitor()
  expect(pending).toEqual([])
  expect(dropped).toBe(1)
  // 3 s doubled up to 2 h: 13 attempts in the first 3.4 h, then one every 2 h.
  expect(failed.map(({ attempts }) => attempts)).toEqual([23])
  expect(receiver.bodies).toHaveLength(4)
})

test('an edit after a failed attempt gets an id of its own, so that no receiver takes it for a repeat', async () => {
  receiver.reply = { status: 500, body: '' }
  const id = await create()
  await receiver.received(1)
  await idle()
  receiver.reply = { status: 200, body: ack() }
  await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'Newer' })
  await receiver.received(2)
  expect(receiver.bodies[1]?.ids).not.toEqual(receiver.bodies[0]?.ids)
  await org.control({ command: 'advance', ms: 5_000 })
  await receiver.received(3)
  expect(receiver.bodies[2]?.ids).toEqual(receiver.bodies[0]?.ids)
  expect(receiver.bodies[2]?.xml).toContain('<sf:Title>Newer</sf:Title>')
})

test('five thousand edits go out in bodies of at most a hundred', async () => {
  await org.control({ command: 'set', sendMessages: false })
  const attributes = { type: 'Contact' }
  const records = Array.from({ length: 200 }, (_, n) => ({ attributes, LastName: `Ash ${n}` }))
  for (let call = 0; call < 25; call++) await rest(org, 'POST', '/composite/sobjects', { records })
  await org.control({ command: 'set', sendMessages: true })
  await idle()
  expect(Math.max(...receiver.bodies.map(({ ids }) => ids.length))).toBe(100)
  expect(new Set(receiver.bodies.flatMap(({ ids }) => ids)).size).toBe(5000)
})

test('a lost acknowledgement and a duplicate on command bring a body again, under the same id', async () => {
  await org.control({ command: 'set', duplicateMessages: 1 })
  await org.control({ command: 'loseAcks', times: 1 })
  await create()
  await receiver.received(1)
  await idle()
  await org.control({ command: 'retryNow' })
  await receiver.received(3)
  await idle()
  expect(new Set(receiver.bodies.flatMap(({ ids }) => ids)).size).toBe(1)
  expect((await monitor()).pending).toEqual([])
})

test('the integration user’s own writes stay silent where the message says so', async () => {
  const { username } = org.credentials.soap
  await define({
    object: 'Contact',
    name: 'Contact_Changed',
    fields: ['Id'],
    integrationUser: username,
    skipIntegrationUserWrites: true
  })
  const { accessToken } = await asUser(org, username)
  await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Echo' }, accessToken)
  expect((await monitor()).pending).toEqual([])
  await create()
  await receiver.received(1)
  expect(receiver.bodies).toHaveLength(1)
})

test('changes of a user without Send Outbound Messages send none', async () => {
  const { username } = org.credentials.soap
  await define({ object: 'Contact', name: 'Contact_Changed', fields: ['Id'] })
  const { accessToken } = await asUser(org, username)
  const write = () => rest(org, 'POST', '/sobjects/Contact', { LastName: 'Own' }, accessToken)
  await org.control({ command: 'setUser', username, sendsMessages: false })
  await write()
  expect((await monitor()).pending).toEqual([])
  await org.control({ command: 'setUser', username, sendsMessages: true })
  await write()
  await receiver.received(1)
})
