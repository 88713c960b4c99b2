import { expect, test } from 'vitest'
import { errorOf, openOrg, query, rest } from './test-client.ts'

const org = await openOrg()

interface PartAnswer {
  readonly referenceId: string
  readonly httpStatusCode: number
  readonly body: unknown
}
const base = '/services/data/v62.0/sobjects'
const account = (referenceId: string, body: object) => ({
  method: 'POST',
  url: `${base}/Account`,
  referenceId,
  body
})
const contactOf = (parent: string, referenceId: string, LastName: string) => ({
  method: 'POST',
  url: `${base}/Contact`,
  referenceId,
  body: { LastName, AccountId: `@{${parent}.id}` }
})
const count = async (object: string) => (await query(org, `SELECT COUNT() FROM ${object}`)).totalSize

async function composite(body: object): Promise<readonly PartAnswer[]> {
  const answer = await rest(org, 'POST', '/composite', body)
  return (answer.body as { compositeResponse: PartAnswer[] }).compositeResponse
}

test('a composite call refers to earlier answers and fails part by part', async () => {
  const parts = await composite({
    compositeRequest: [
      account('a', { Name: 'Acme' }),
      contactOf('a', 'c', 'Jones'),
      account('bad', {}),
      contactOf('bad', 'orphan', 'Nobody')
    ]
  })
  expect(parts.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 400, 400])
  expect(await count('Account')).toBe(1)
})

test('allOrNone takes every part back, and no message of it goes out', async () => {
  const before = await count('Account')
  await org.control({
    command: 'defineMessage',
    object: 'Account',
    name: 'M',
    endpointUrl: 'http://127.0.0.1:9/',
    fields: ['Id']
  })
  const parts = await composite({
    allOrNone: true,
    compositeRequest: [account('good', { Name: 'Gone' }), account('bad', {})]
  })
  expect(parts[0]).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] })
  expect(parts[1]).toMatchObject({ body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] })
  expect(await count('Account')).toBe(before)
  expect(await org.control({ command: 'messages' })).toMatchObject({ pending: [] })
  await org.control({ command: 'removeMessage', object: 'Account', name: 'M' })
})

test('more than 25 parts, more than 5 queries and a name used twice are refused', async () => {
  const queries = Array.from({ length: 6 }, (_, i) => ({
    method: 'GET',
    url: '/services/data/v62.0/query?q=SELECT+Id+FROM+Account',
    referenceId: `q${i}`
  }))
  const many = Array.from({ length: 26 }, (_, i) => account(`a${i}`, { Name: 'x' }))
  for (const compositeRequest of [queries, many, [account('a', {}), account('a', {})]]) {
    expect((await rest(org, 'POST', '/composite', { compositeRequest })).status).toBe(400)
  }
})

test('one graph that fails leaves the others standing', async () => {
  const before = await count('Account')
  const { body } = await rest(org, 'POST', '/composite/graph', {
    graphs: [
      {
        graphId: '1',
        compositeRequest: [account('a', { Name: 'First' }), contactOf('a', 'c', 'Child')]
      },
      { graphId: '2', compositeRequest: [account('a', { Name: 'Second' }), account('b', {})] }
    ]
  })
  const { graphs } = body as { graphs: { graphId: string; isSuccessful: boolean }[] }
  expect(graphs.map(({ isSuccessful }) => isSuccessful)).toEqual([true, false])
  expect(await count('Account')).toBe(before + 1)
})

test('a graph deeper than 15 and a payload of more than 500 nodes are refused', async () => {
  const chain = Array.from({ length: 16 }, (_, i) =>
    account(`n${i}`, { Name: 'x', ...(i > 0 && { ParentId: `@{n${i - 1}.id}` }) })
  )
  const wide = Array.from({ length: 501 }, (_, i) => account(`n${i}`, { Name: 'x' }))
  for (const compositeRequest of [chain, wide]) {
    const graphs = [{ graphId: '1', compositeRequest }]
    expect((await rest(org, 'POST', '/composite/graph', { graphs })).status).toBe(400)
  }
})

test('a tree creates parents with children, or nothing', async () => {
  const root = (referenceId: string, LastName: string) => ({
    attributes: { type: 'Account', referenceId },
    Name: 'Tree',
    Contacts: { records: [{ attributes: { type: 'Contact', referenceId: `${referenceId}c` }, LastName }] }
  })
  const good = await rest(org, 'POST', '/composite/tree/Account', { records: [root('r1', 'Leaf')] })
  expect(good).toMatchObject({ status: 201, body: { hasErrors: false } })
  const { records } = await query(org, "SELECT Account.Name FROM Contact WHERE LastName = 'Leaf'")
  expect(records[0]).toMatchObject({ Account: { Name: 'Tree' } })
  const before = await count('Account')
  const bad = await rest(org, 'POST', '/composite/tree/Account', {
    records: [root('r1', 'Leaf'), root('r2', 'x'.repeat(81))]
  })
  expect(bad).toMatchObject({
    status: 400,
    body: { hasErrors: true, results: [{ referenceId: 'r2c', errors: [{ statusCode: 'STRING_TOO_LONG' }] }] }
  })
  expect(await count('Account')).toBe(before)
})

test('haltOnError stops a batch at its first failure', async () => {
  const batchRequests = ['v62.0/limits', 'v62.0/nothing', 'v62.0/limits'].map((url) => ({
    method: 'GET',
    url
  }))
  const { body } = await rest(org, 'POST', '/composite/batch', { haltOnError: true, batchRequests })
  const { results } = body as { results: { statusCode: number }[] }
  expect(results.map(({ statusCode }) => statusCode)).toEqual([200, 404, 412])
})

test('a wrong method is a 405, a body of an unknown form a 415, a call too many a 403', async () => {
  expect((await rest(org, 'POST', '/limits', {})).status).toBe(405)
  const response = await fetch(`${org.url}/services/data/v62.0/sobjects/Account`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${org.accessToken}` },
    body: 'Name=x'
  })
  expect(response.status).toBe(415)

  await org.control({ command: 'set', concurrentMax: 2 })
  await org.control({ command: 'fault', path: '/services/data/v62.0/recent', delayMs: 700, times: 2 })
  const slow = [rest(org, 'GET', '/recent'), rest(org, 'GET', '/recent')]
  await new Promise((resolve) => setTimeout(resolve, 200))
  await org.control({ command: 'advance', ms: 21_000 })
  expect(errorOf(await rest(org, 'GET', '/limits'))).toMatch(/^REQUEST_LIMIT_EXCEEDED: ConcurrentRequests/)
  await Promise.all(slow)
  expect((await rest(org, 'GET', '/limits')).status).toBe(200)
})

test('after fourteen graphs that failed the others are not begun', async () => {
  const before = await count('Account')
  const graph = (Name: string | undefined, i: number) => ({
    graphId: String(i),
    compositeRequest: [account('a', Name === undefined ? {} : { Name })]
  })
  const graphs = [...Array.from({ length: 13 }, () => undefined), 'Begun', undefined, 'Not begun'].map(graph)
  const { body } = await rest(org, 'POST', '/composite/graph', { graphs })
  const answered = (body as { graphs: { isSuccessful: boolean }[] }).graphs
  expect(answered.map(({ isSuccessful }) => isSuccessful).slice(-3)).toEqual([true, false, false])
  expect(JSON.stringify(answered.at(-1))).toContain('PROCESSING_HALTED')
  expect(await count('Account')).toBe(before + 1)
})
