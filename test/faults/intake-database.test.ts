import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../middleware/config.ts'
import { hashEndpointToken, newEndpointToken } from '../../middleware/guards/endpoint-token.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware, type Middleware } from '../../middleware/main.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { contactId, storedConnection } from '../support/fixtures.ts'
import { startOwnCluster } from '../support/own-cluster.ts'

const token = newEndpointToken()

async function webNode(url: string): Promise<Middleware> {
  const key = createHash('sha256').update('test').digest('base64')
  const node = await startMiddleware(
    readConfig({ PORT: '0', DATABASE_URL: url, BOTHWAYS_KEY: key, BOTHWAYS_ROLE: 'web' }),
    createLog('silent')
  )
  onTestFinished(() => node.stop())
  await storedConnection(node.engine.db, 1, hashEndpointToken(token))
  return node
}

const envelope = (from: number, to: number) => `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D000000000001EAA</OrganizationId><ActionId>04k000000000001AAA</ActionId>${Array.from(
  { length: to - from },
  (_, n) =>
    `<Notification><Id>04l${String(from + n).padStart(12, '0')}AAA</Id><sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${contactId(from + n)}</sf:Id></sObject></Notification>`
).join('')}</notifications></soapenv:Body></soapenv:Envelope>`

const post = (node: Middleware, body: string) =>
  fetch(`${node.url ?? ''}/hooks/salesforce/${token}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body
  })

const stored = (node: Middleware) =>
  node.engine.db.withOrg(1, (tx) => tx.selectFrom('inbox').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()) // prettier-ignore

test('the same message fifty times at once is acknowledged fifty times and stored once', async () => {
  const node = await webNode(await freshDatabaseUrl())
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(node, envelope(0, 100))))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  for (const answer of answers) expect(await answer.text()).toContain('<Ack>true</Ack>')
  expect(await stored(node)).toEqual({ n: 100 })
})

test('a message that is half known is acknowledged, and its new half is stored', async () => {
  const node = await webNode(await freshDatabaseUrl())
  await post(node, envelope(0, 50))
  expect((await post(node, envelope(0, 100))).status).toBe(200)
  expect(await stored(node)).toEqual({ n: 100 })
})

test('while the database is away nothing is acknowledged; when it is back the same message is stored', async () => {
  const cluster = await startOwnCluster()
  onTestFinished(() => cluster.stop())
  const node = await webNode(cluster.url)
  expect((await post(node, envelope(0, 1))).status).toBe(200)
  await cluster.crash(async () => {
    const answer = await post(node, envelope(1, 2))
    expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('<Ack>true')])
  })
  expect((await post(node, envelope(1, 2))).status).toBe(200)
  expect(await stored(node)).toEqual({ n: 2 })
})

const captured = fileURLToPath(new URL('../../../shared/fixtures/outbound-messages/', import.meta.url))

test.skipIf(!existsSync(captured))(
  'captured messages of real orgs are taken, with the id of this org put in',
  async () => {
    const node = await webNode(await freshDatabaseUrl())
    const files = globSync(`${captured}*.xml`)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const body = readFileSync(file, 'utf8').replace(
        /(?<tag><OrganizationId>)[^<]*/,
        '$<tag>00D000000000001EAA'
      )
      expect([file, (await post(node, body)).status]).toEqual([file, 200])
    }
    const rows = await node.engine.db.withOrg(1, (tx) =>
      tx.selectFrom('inbox').select(['object', 'record_id']).execute()
    )
    expect(rows.length).toBeGreaterThanOrEqual(files.length)
    expect(rows.every((row) => row.record_id?.length === 18)).toBe(true)
  }
)
