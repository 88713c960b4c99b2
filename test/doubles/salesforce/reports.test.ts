import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultSwitches } from './switches.ts'
import { openOrg, rest } from './test-client.ts'
import { jsforceTo } from './jsforce-client.ts'

let report: string

const org = await openOrg({ seed: 2100 })
beforeAll(async () => {
  const made = await org.control({
    command: 'defineReport',
    name: 'All contacts',
    object: 'Contact',
    columns: ['LastName', 'Account.Name', 'Email', 'CreatedDate']
  })
  report = (made as { id: string }).id
})
beforeEach(() => org.control({ command: 'set', ...defaultSwitches, reportStepUp: false }))

const connect = () => jsforceTo(org)

test('jsforce runs a report and learns that 2,000 rows are not all', async () => {
  const result = await connect().analytics.report(report).execute({ details: true })
  const total = result.factMap['T!T']
  expect(result.allData).toBe(false)
  expect(total?.rows).toHaveLength(2000)
  expect(total?.aggregates[0]?.value).toBe(2100)
  expect(result.reportMetadata.detailColumns[1]).toBe('Contact.Account.Name')
})

test('filters of one run narrow it without changing the report', async () => {
  const analytics = connect().analytics.report(report)
  const { reportMetadata } = await analytics.describe()
  const last = await rest(
    org,
    'GET',
    `/query?q=${encodeURIComponent('SELECT LastName FROM Contact LIMIT 1')}`
  )
  const { LastName } = (last.body as { records: { LastName: string }[] }).records[0] ?? { LastName: '' }
  const reportFilters = [{ column: 'Contact.LastName', operator: 'equals' as const, value: LastName }]
  const metadata = { reportMetadata: { ...reportMetadata, reportFilters } }
  const result = await analytics.execute({ details: true, metadata })
  const rows = result.factMap['T!T']?.rows ?? []
  expect(result.allData).toBe(true)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.every(({ dataCells }) => dataCells[0]?.label === LastName)).toBe(true)
  expect((await analytics.execute()).factMap['T!T']?.aggregates[0]?.value).toBe(2100)
})

test('an asynchronous run is new, then running, then done', async () => {
  await org.control({ command: 'set', reportRunMs: 60_000 })
  const analytics = connect().analytics.report(report)
  const { id, status } = await analytics.executeAsync({ details: true })
  expect(status).toBe('New')
  expect((await analytics.instance(id).retrieve()).attributes.status).toBe('Running')
  await org.control({ command: 'advance', ms: 61_000 })
  const done = await analytics.instance(id).retrieve()
  expect(done.attributes.status).toBe('Success')
  expect(done.factMap['T!T']?.rows).toHaveLength(2000)
})

test('reports refuse without step-up unless a test turns that off', async () => {
  await org.control({ command: 'set', reportStepUp: true })
  expect((await rest(org, 'GET', `/analytics/reports/${report}`)).status).toBe(403)
  expect((await rest(org, 'GET', `/analytics/reports/${report}/describe`)).status).toBe(200)
  expect((await download(org.accessToken)).status).toBe(403)
  await org.control({ command: 'set', reportStepUpDescribe: true })
  expect((await rest(org, 'GET', `/analytics/reports/${report}/describe`)).status).toBe(403)
})

const download = async (sid: string) => {
  const response = await fetch(`${org.url}/${report}?ISDTP=p1&export=1&enc=UTF-8&XF=csv`, {
    headers: { Cookie: `sid=${sid}` }
  })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

test('a report comes as a workbook when Excel is asked for', async () => {
  const response = await fetch(`${org.url}/services/data/v62.0/analytics/reports/${report}`, {
    headers: {
      Authorization: `Bearer ${org.accessToken}`,
      Accept: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    }
  })
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  expect(sheet.match(/<row>/g)).toHaveLength(2100 + 3)
})

test('the export address gives every row as CSV, with its footer', async () => {
  const { status, type, text } = await download(org.accessToken)
  expect([status, type]).toEqual([200, 'text/csv; charset=UTF-8'])
  const [table = '', footer] = text.split('\n\n\n')
  const rows: Record<string, string>[] = parse(table, { columns: true })
  expect(rows).toHaveLength(2100)
  expect(Object.keys(rows[0] ?? {})).toEqual(['Last Name', 'Account: Account Name', 'Email', 'Created Date'])
  expect(footer).toMatch(/^"All contacts"\n"Copyright/)
})

test('a dead session, and one of an API-only user, end at the login page with 200', async () => {
  const { username } = org.credentials.soap
  const opened = await org.control({ command: 'openSession', username })
  for (const sid of ['dead', (opened as { accessToken: string }).accessToken]) {
    const { status, type } = await download(sid)
    expect([status, type]).toEqual([200, 'text/html; charset=UTF-8'])
  }
})

test('a dead session is sent to the login page, or on command in a circle', async () => {
  const address = `/${report}?isdtp=p1&export=1&enc=UTF-8&xf=csv`
  const visit = async () => {
    const headers = { Cookie: 'sid=dead' }
    const { status, headers: answered } = await fetch(org.url + address, { headers, redirect: 'manual' })
    return [status, answered.get('location')]
  }
  expect(await visit()).toEqual([302, `/login?ec=302&startURL=${encodeURIComponent(address)}`])
  await org.control({ command: 'set', deadSidLoops: true })
  expect(await visit()).toEqual([302, address])
  await expect(download('dead')).rejects.toThrow('fetch failed')
})

test('twenty runs may be waited for at once', async () => {
  await org.control({ command: 'set', reportSyncMs: 500 })
  const runs = Array.from({ length: 21 }, () => rest(org, 'GET', `/analytics/reports/${report}`))
  const answers = await Promise.all(runs)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
  expect(answers.find(({ status }) => status === 403)?.body).toMatchObject([{ errorCode: 'FORBIDDEN' }])
  await org.control({ command: 'set', reportSyncMs: 0 })
  expect((await rest(org, 'GET', `/analytics/reports/${report}`)).status).toBe(200)
})
