import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { errorOf, rest } from '../test-client.ts'
import { queryJob } from './test-bulk.ts'

let org: Org
let user: Org
beforeAll(async () => {
  org = await startOrg()
  const { username } = org.credentials.soap
  const { accessToken } = (await org.control({ command: 'openSession', username })) as { accessToken: string }
  user = { ...org, accessToken }
})
afterAll(() => org.close())

test('a user finds only bulk jobs of their own, the admin all', async () => {
  const admins = await queryJob(org, 'SELECT Id FROM Contact')
  const own = await queryJob(user, 'SELECT Id FROM Contact')
  expect(errorOf(await rest(user, 'GET', `/jobs/query/${admins}`))).toMatch(/^NOT_FOUND/)
  expect((await rest(user, 'GET', `/jobs/query/${admins}/results`)).status).toBe(404)
  expect((await rest(org, 'GET', `/jobs/query/${own}`)).status).toBe(200)
  const { records } = (await rest(user, 'GET', '/jobs/query')).body as { records: { id: string }[] }
  expect(records.map(({ id }) => id)).toEqual([own])
})
