import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { ConnectorError, type Connector } from '../../middleware/connectors/connector.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware } from '../../middleware/main.ts'
import { connect, startInitialSync } from '../../middleware/sync/connect.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { renewWebhook } from '../../middleware/sync/webhook.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { contacts, objects } from '../support/plain-pairs.ts'
import { createPlainSystem } from '../support/plain-system.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })
const TOO_LONG_MS = 5 * 60_000

const signatureOf = (secret: string, at: string, body: string) => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex') // prettier-ignore

/** As vendors sign: over the time and the bytes of the body. */
const webhook: Connector['webhook'] = (settings, { headers, body, now }) => {
  const at = headers['x-plain-time'] ?? ''
  const expected = Buffer.from(signatureOf(settings['secret'] ?? '', at, body.toString()))
  const given = Buffer.from(headers['x-plain-signature'] ?? '')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ConnectorError('forbidden', 'The signature is not that of the secret.')
  if (!(Math.abs(now.getTime() - Date.parse(at)) <= TOO_LONG_MS))
    throw new ConnectorError('forbidden', 'The message was signed too long ago.')
  const { changed } = JSON.parse(body.toString()) as { changed: { object: string; id: string }[] }
  return changed.map(({ object, id }) => ({ object, recordId: id }))
}

/** A node that listens, between a practice org and a system that tells of its changes. Nothing is polled. */
async function startWorld() {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const org = await startOrg({ seed: 0 })
  stops.push(() => org.close())
  const system = createPlainSystem({ objects, pairs: [people], now: org.now })
  const settings = [{ name: 'secret', label: 'Secret', type: 'secret' }] as const
  Object.assign(system.connector, { webhook, settings })
  const env = { PORT: '0', BOTHWAYS_DEVELOPMENT: 'true', BOTHWAYS_KEY: Buffer.alloc(32, 7).toString('base64'), DATABASE_URL: await freshDatabaseUrl() } // prettier-ignore
  const middleware = await startMiddleware(readConfig(env), createLog('silent'), [system.connector])
  stops.push(() => middleware.stop())
  const { engine, waker, url } = middleware
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const rules = { approve: 'none', schedule: { kind: 'paused' }, readSchedule: { kind: 'paused' } }
  const { orgId, connectionId } = await connect(engine, { connector: 'plain', login, settings: { secret: 's3cret' }, rules }, 'test') // prettier-ignore
  await startInitialSync(engine, orgId, connectionId)
  waker.wake({ orgId, connectionId, lane: lanes.backfill })
  const query = <T>(statement: ReturnType<typeof sql<T>>) =>
    engine.db.withOrg(orgId, async (tx) => (await statement.execute(tx)).rows)
  await eventually(() => query(sql`select from runs where cause = 'initial' and state = 'done'`), (rows) => rows.length === 1) // prettier-ignore
  await query(sql`update pairs set next_poll_at = 'infinity', next_read_at = 'infinity', next_scan_at = 'infinity'`) // prettier-ignore
  const token = (await renewWebhook(engine, orgId, connectionId, '')).slice('/webhooks/'.length)
  return {
    org, system, engine, query, token, orgId, connectionId,
    send: async (changed: unknown, { secret = 's3cret', at = new Date(), to = token, type = 'application/json' } = {}) => {
      const body = typeof changed === 'string' ? changed : JSON.stringify({ changed })
      const time = at.toISOString()
      const headers = { 'content-type': type, 'x-plain-time': time, 'x-plain-signature': signatureOf(secret, time, body) }
      const answer = await fetch(`${url ?? ''}/webhooks/${to}`, { method: 'POST', headers, body })
      await answer.text()
      return answer.status
    },
    people: async () =>
      (await Promise.all((await query(sql<{ sf_id: string }>`select sf_id from links`)).map(({ sf_id: id }) => org.control({ command: 'record', object: 'Contact', id })))) as { LastName: string; Phone: string }[],
    hints: () => query(sql<{ record_id: string }>`select record_id from inbox where notification_id like 'webhook:%'`)
  } // prettier-ignore
}

test('what the vendor tells of is read again and brought to Salesforce, without a poll', async () => {
  const { system, send, people: inSalesforce, hints, query } = await startWorld()
  const id = system.add('person', { lastName: 'Nowak', email: 'anna@example.com', phone: '+48221112233' })
  expect(await send([{ object: 'person', id }])).toBe(200)
  await eventually(inSalesforce, (all) => all[0]?.Phone === '+48221112233')
  system.edit('person', id, { phone: '+48224445566' })
  // Told twice, as vendors do: it is one hint, and what counts is what is read.
  expect(await send([{ object: 'person', id }, { object: 'person', id }, { object: 'order', id: '9' }])).toBe(200) // prettier-ignore
  expect(await send([{ object: 'person', id }])).toBe(200)
  await eventually(inSalesforce, (all) => all[0]?.Phone === '+48224445566')
  expect(await hints()).toEqual([{ record_id: id }])
  expect(await query(sql`select from links`)).toHaveLength(1)
})

test('what the vendor did not send, or sent too long ago, is refused and leaves nothing', async () => {
  const { system, send, hints, engine, orgId, connectionId } = await startWorld()
  const id = system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  const told = [{ object: 'person', id }]
  expect(await send(told, { secret: 'guessed' })).toBe(403)
  expect(await send(told, { at: new Date(Date.now() - TOO_LONG_MS - 1000) })).toBe(403)
  expect(await send(told, { to: 'A'.repeat(43) })).toBe(404)
  expect(await send(told, { type: 'text/html' })).toBe(415)
  expect(await send('x'.repeat(1024 * 1024 + 1))).toBe(413)
  expect(await send([{ object: 'person', id: '' }])).toBe(400)
  expect(await send(Array.from({ length: 1001 }, (_, n) => ({ object: 'person', id: String(n) })))).toBe(400)
  expect(await hints()).toEqual([])
  // The address was in the wrong hands: the new one is taken, the former one is not.
  await renewWebhook(engine, orgId, connectionId, '')
  expect(await send(told)).toBe(404)
})

test('a message is not answered with yes while it can not be stored', async () => {
  const { system, send, hints, engine } = await startWorld()
  const id = system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  const withOrg = engine.db.withOrg.bind(engine.db)
  Object.assign(engine.db, { withOrg: () => Promise.reject(new Error('The database is gone.')) })
  expect(await send([{ object: 'person', id }])).toBe(503)
  Object.assign(engine.db, { withOrg })
  expect(await hints()).toEqual([])
  expect(await send([{ object: 'person', id }])).toBe(200)
  expect(await hints()).toEqual([{ record_id: id }])
})
