import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { rest } from '../test-client.ts'
import { bulk, queryJob, openKeyedOrg } from './test-bulk.ts'
import { jsforceTo } from '../jsforce-client.ts'

const org = await openKeyedOrg()
const connection = jsforceTo(org)
connection.bulk2.pollInterval = 10

test('a query’s result comes in pages as small as asked, each row once', async () => {
  const id = await queryJob(
    org,
    'SELECT Id, LastName, Account.Name, SystemModstamp FROM Contact WHERE Ext_Id__c = null ORDER BY Id LIMIT 250'
  )
  const rows: string[] = []
  let locator: string | null = null
  let pages = 0
  do {
    const page = await bulk(
      org,
      'GET',
      `query/${id}/results?maxRecords=100${locator ? `&locator=${locator}` : ''}`
    )
    const [header, ...lines] = page.text.trim().split('\n"')
    expect(header).toBe('"Id","LastName","Account.Name","SystemModstamp"')
    expect(page.headers.get('sforce-numberofrecords')).toBe(String(lines.length))
    rows.push(...lines.map((line) => line.slice(0, 18)))
    locator = page.headers.get('sforce-locator')
    pages++
  } while (locator !== 'null')
  expect([pages, rows.length, new Set(rows).size]).toEqual([3, 250, 250])
  const parallel = (await rest(org, 'GET', `/jobs/query/${id}/resultPages?maxRecords=40`)).body
  expect(parallel).toMatchObject({ done: false, resultPages: { length: 5 } })
})

test('the switch for small pages overrules the client', async () => {
  await org.control({ command: 'set', bulkPageSize: 10 })
  const id = await queryJob(org, 'SELECT Id FROM Account')
  const page = await bulk(org, 'GET', `query/${id}/results?maxRecords=5000`)
  expect(page.headers.get('sforce-numberofrecords')).toBe('10')
  await org.control({ command: 'set', bulkPageSize: null })
})

test('jsforce reads a bulk query of one page; at the second page it breaks by itself', async () => {
  const stream = await connection.bulk2.query('SELECT Id, LastName FROM Contact LIMIT 100')
  expect(await stream.toArray()).toHaveLength(100)
  // The client pipes both pages into one stream that the first has ended (jsforce#1546): an uncaught exception, hence
  // a process of its own. The test before this one reads the same pages by hand.
  await org.control({ command: 'set', bulkPageSize: 60 })
  const script = `import { Connection } from 'jsforce'
    const c = new Connection({ version: '62.0', instanceUrl: '${org.url}', accessToken: '${org.accessToken}' })
    c.bulk2.pollInterval = 10
    const rows = await (await c.bulk2.query('SELECT Id FROM Contact LIMIT 100')).toArray()
    console.log(rows.length)`
  const { stderr, status } = await new Promise<{ stderr: string; status: number | null }>((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('close', (code) => resolve({ stderr: text, status: code }))
  })
  await org.control({ command: 'set', bulkPageSize: null })
  expect(status).not.toBe(0)
  expect(stderr).toContain('ERR_STREAM_WRITE_AFTER_END')
})

test('queries the Bulk API can not run are refused at once', async () => {
  const refusals = {
    'SELECT Id, MailingAddress FROM Contact': 'Selecting compound data not supported in Bulk Query',
    'SELECT COUNT(Id) FROM Contact': 'COUNT not supported in Bulk Query',
    'SELECT LastName FROM Contact GROUP BY LastName': 'Group By not supported in Bulk Query',
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account': 'Aggregate Relationships not supported in Bulk Query'
  }
  for (const [soql, message] of Object.entries(refusals)) {
    const { status, body } = await rest(org, 'POST', '/jobs/query', { operation: 'query', query: soql })
    expect([status, body]).toMatchObject([400, [{ errorCode: 'API_ERROR', message }]])
  }
  const { body } = await rest(org, 'POST', '/jobs/query', {
    operation: 'query',
    query: 'SELECT Nonsense FROM Contact'
  })
  expect(body).toMatchObject([{ errorCode: 'INVALID_FIELD' }])
})

test('queryAll finds deleted records, and the list of jobs tells of all', async () => {
  const { body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Binned' })
  await rest(org, 'DELETE', `/sobjects/Contact/${(body as { id: string }).id}`)
  const soql = "SELECT Id, IsDeleted FROM Contact WHERE LastName = 'Binned'"
  const pages = await Promise.all(
    ['query', 'queryAll'].map(async (operation) =>
      bulk(org, 'GET', `query/${await queryJob(org, soql, operation)}/results`)
    )
  )
  expect(pages.map(({ text }) => text.split('\n').length - 2)).toEqual([0, 1])
  const { records } = (await rest(org, 'GET', '/jobs/query?jobType=V2Query')).body as {
    records: { operation: string }[]
  }
  expect(new Set(records.map(({ operation }) => operation))).toEqual(new Set(['query', 'queryAll']))
})
