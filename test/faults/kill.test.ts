import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFailed, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { connectionStatus } from '../../middleware/database/status.ts'
import { createLog } from '../../middleware/log.ts'
import { startEngine } from '../../middleware/main.ts'
import { connect } from '../../middleware/sync/connect.ts'
import { startOrg, type Org } from '../doubles/salesforce/index.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { startChild, type Child } from '../support/child.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { startOwnCluster } from '../support/own-cluster.ts'
import { defineMessage } from '../support/practice-world.ts'

const CONTACTS = 5000

test('5,000 notifications, three SIGKILLs and a database crash: nothing acknowledged is lost, no final value is wrong', async () => {
  const stops: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const cluster = await startOwnCluster()
  stops.push(() => cluster.stop())
  const org = await startOrg({ seed: CONTACTS })
  stops.push(() => org.close())
  const double = await startSalesmanago()
  stops.push(() => double.close())

  const key = Buffer.alloc(32, 7).toString('base64')
  const port = await freePort()
  const env = { PORT: String(port), DATABASE_URL: cluster.url, BOTHWAYS_KEY: key, BOTHWAYS_DEVELOPMENT: 'true', LOG_LEVEL: 'info' }
  const engine = await startEngine(readConfig(env), createLog('silent'), stops)
  const login = { kind: 'jwt', loginUrl: org.url, ...org.credentials.jwt }
  const { orgId, connectionId, token } = await connect(engine, { connector: 'salesmanago', login, settings: double.settings, rules: { approve: 'none' } }, 'test')
  let child: Child = await startChild(env)
  stops.push(() => child.kill())
  onTestFailed(() => {
    process.stderr.write(child.log().slice(-4000))
  })
  await defineMessage(org, 'salesmanago', `http://127.0.0.1:${port}/hooks/salesforce/${token}`)

  const contacts = await allContacts(org)
  const ended = new AbortController()
  const edits = editAll(org, contacts, ended.signal)
  for (let kill = 0; kill < 3; kill++) {
    await sleep(500)
    await nextAcknowledgement(org)
    await child.kill()
    child = await startChild(env)
    await org.control({ command: 'retryNow' })
  }
  await nextAcknowledgement(org)
  await cluster.crash()
  await nextAcknowledgement(org)
  ended.abort()
  await edits

  const monitor = async () => {
    await org.control({ command: 'retryNow' })
    return (await org.control({ command: 'messages' })) as { pending: unknown[]; dropped: number; acknowledged: number }
  }
  const { dropped, acknowledged } = await eventually(monitor, ({ pending }) => pending.length === 0, 120)
  await eventually(() => connectionStatus(engine.db, orgId, connectionId), ({ waiting }) => waiting === 0, 120) // prettier-ignore

  const stored = await engine.db.withOrg(orgId, (tx) =>
    tx.selectFrom('inbox').select((e) => e.fn.countAll<number>().as('n')).where('notification_id', 'like', '04l%').executeTakeFirstOrThrow()
  )
  expect(dropped).toBe(0)
  expect(acknowledged).toBeGreaterThanOrEqual(CONTACTS)
  expect(stored.n).toBeGreaterThanOrEqual(acknowledged)

  const outside = new Map(double.contacts().map((one) => [one.externalId, JSON.stringify(one.properties)]))
  const held = await engine.db.withOrg(orgId, (tx) => tx.selectFrom('issues').select(['sf_id', 'code']).where('state', '=', 0).execute())
  expect(new Set(held.map((issue) => issue.code))).toEqual(new Set(['link-taken']))
  // Another contact with the address of somebody who opted out is not brought in, and its outcome says so.
  const left = await engine.db.withOrg(orgId, (tx) => tx.selectFrom('outcomes').select('sf_id').where('bucket', '=', 'skipped').where('code', '=', 'opted-out').execute())
  const address = new Map((await allContacts(org)).map((one) => [one.Id, one.Email?.toLowerCase()]))
  const optedOut = await optedOutAddresses(org)
  expect(left.filter((one) => !optedOut.has(address.get(one.sf_id ?? '') ?? ''))).toEqual([])
  const waiting = new Set([...held, ...left].map((one) => one.sf_id))
  const wrong = (await allContacts(org)).filter((one) => one.Email !== null && !waiting.has(one.Id) && outside.get(one.Id)?.includes(`"${one.Title ?? ''}"`) !== true)
  expect(wrong).toEqual([])
  expect(new Set(double.contacts().map((one) => one.email)).size).toBe(double.contacts().length)
  expect(double.seen.optIns).toBe(0)
}) // prettier-ignore

/** Returns the moment the org has an acknowledgement in hand: what was acknowledged and not yet stored is lost by a kill now. */
async function nextAcknowledgement(org: Org): Promise<void> {
  const count = async () =>
    ((await org.control({ command: 'messages' })) as { acknowledged: number }).acknowledged
  const before = await count()
  await eventually(count, (now) => now > before, 60, 1)
}

interface Contact {
  readonly Id: string
  readonly Email: string | null
  readonly Title: string | null
}

const api = (org: Org, path: string, init: RequestInit = {}) =>
  fetch(`${org.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' }
  })

const allContacts = (org: Org): Promise<Contact[]> =>
  queried(org, 'select Id, Email, Title from Contact order by Id')

/** Of people who opted out in Salesforce, where alone this test has anybody opt out. */
async function optedOutAddresses(org: Org): Promise<Set<string>> {
  const found = await queried(org, 'select Id, Email, Title from Contact where HasOptedOutOfEmail = true')
  return new Set(found.flatMap(({ Email }) => Email?.toLowerCase() ?? []))
}

async function queried(org: Org, soql: string): Promise<Contact[]> {
  const found: Contact[] = []
  let next: string | undefined = `/services/data/v64.0/query?q=${encodeURIComponent(soql)}`
  while (next !== undefined) {
    const page = (await (await api(org, next)).json()) as { records: Contact[]; nextRecordsUrl?: string }
    found.push(...page.records)
    next = page.nextRecordsUrl
  }
  return found
}

/** Every contact once, in collections of 200 with every fourth of them again right after; then round and round, a few at a time, until it is over. */
async function editAll(org: Org, contacts: readonly Contact[], over: AbortSignal): Promise<void> {
  const titled = (part: readonly Contact[], title: string) =>
    part.map(({ Id }) => ({ Id, Title: `${title} ${Id}` }))
  for (let start = 0; start < contacts.length; start += 200) {
    const part = contacts.slice(start, start + 200)
    await update(org, titled(part, 'first'))
    await sleep(100)
    await update(org, titled(part.filter((_, n) => n % 4 === 0), 'second')) // prettier-ignore
  }
  for (let round = 0; !over.aborted; round++) {
    const start = (round * 10) % contacts.length
    await update(org, titled(contacts.slice(start, start + 10), `round ${round}`))
    await sleep(20)
  }
}

async function update(org: Org, rows: readonly { Id: string; Title: string }[]): Promise<void> {
  const records = rows.map((row) => ({ attributes: { type: 'Contact' }, ...row }))
  const answer = await api(org, '/services/data/v64.0/composite/sobjects', {
    method: 'PATCH',
    body: JSON.stringify({ allOrNone: false, records })
  })
  const failed = ((await answer.json()) as { success: boolean }[]).filter((one) => !one.success)
  if (!answer.ok || failed.length > 0)
    throw new Error(`The org refused an edit: ${answer.status} ${JSON.stringify(failed[0])}`)
}
