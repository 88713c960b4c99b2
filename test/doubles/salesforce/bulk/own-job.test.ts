import { expect, test } from 'vitest'
import { classicCall } from '../access/door-clients.ts'
import type { Org } from '../index.ts'
import { asUser, errorOf, openOrg, rest } from '../test-client.ts'
import { queryJob } from './test-bulk.ts'

const org = await openOrg()
const user = await asUser(org)

test('a user finds only bulk jobs of their own, the admin all', async () => {
  const admins = await queryJob(org, 'SELECT Id FROM Contact')
  const own = await queryJob(user, 'SELECT Id FROM Contact')
  expect(errorOf(await rest(user, 'GET', `/jobs/query/${admins}`))).toMatch(/^NOT_FOUND/)
  expect((await rest(user, 'GET', `/jobs/query/${admins}/results`)).status).toBe(404)
  expect((await rest(org, 'GET', `/jobs/query/${own}`)).status).toBe(200)
  const { records } = (await rest(user, 'GET', '/jobs/query')).body as { records: { id: string }[] }
  expect(records.map(({ id }) => id)).toEqual([own])
})

test('nobody reads, fills or closes another user’s job of Bulk API 1.0, but the admin may', async () => {
  const jobOf = async (whose: Org) => {
    const asked = { operation: 'insert', object: 'Contact', contentType: 'CSV' }
    return (JSON.parse(await classicCall(whose, '', JSON.stringify(asked))) as { id: string }).id
  }
  const admins = await jobOf(org)
  const added = await classicCall(org, `/${admins}/batch`, 'LastName\nOwn\n', 'text/csv')
  const batch = /751\w{15}/.exec(added)?.[0] ?? ''
  for (const [path, ...body] of [
    [''],
    ['', '{"state":"Aborted"}'],
    ['/batch'],
    ['/batch', 'LastName\nForeign\n', 'text/csv'],
    [`/batch/${batch}`],
    [`/batch/${batch}/request`],
    [`/batch/${batch}/result`]
  ] as const) {
    expect([path, await classicCall(user, `/${admins}${path}`, ...body)]).toEqual([
      path,
      expect.stringContaining('Unable to find object')
    ])
  }
  expect(await classicCall(org, `/${await jobOf(user)}`)).toContain('"state":"Open"')
})
