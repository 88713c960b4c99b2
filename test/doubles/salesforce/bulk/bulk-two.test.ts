import { expect, test } from 'vitest'
import { query, rest } from '../test-client.ts'
import { bulk, ended, ingest, openKeyedOrg } from './test-bulk.ts'
import { jsforceTo } from '../jsforce-client.ts'

const org = await openKeyedOrg()
const connection = jsforceTo(org)
connection.bulk2.pollInterval = 10

test('jsforce loads records in bulk and learns of each row what became of it', async () => {
  const results = await connection.bulk2.loadAndWaitForResults({
    object: 'Contact',
    operation: 'insert',
    lineEnding: 'LF',
    input: [
      { LastName: 'One', Description: 'two\nlines, "quoted"', DoNotCall: true },
      { LastName: '', Description: 'Nobody' }
    ]
  })
  expect(results.successfulResults).toHaveLength(1)
  expect(results.successfulResults[0]).toMatchObject({ LastName: 'One', sf__Created: 'true' })
  expect(results.failedResults[0]).toMatchObject({
    Description: 'Nobody',
    sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --'
  })
  const { records } = await query(org, "SELECT Description, DoNotCall FROM Contact WHERE LastName = 'One'")
  expect(records[0]).toMatchObject({ Description: 'two\nlines, "quoted"', DoNotCall: true })
})

test('jsforce updates, upserts by an external id and deletes in bulk', async () => {
  const load = async (operation: 'update' | 'upsert' | 'delete', input: Record<string, string>[]) => {
    const results = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation,
      ...(operation === 'upsert' && { externalIdFieldName: 'Ext_Id__c' }),
      input
    })
    expect(results.failedResults).toEqual([])
    // By the input's column: results may come in another order.
    return input.flatMap((row) =>
      results.successfulResults
        .filter((each) =>
          Object.entries(row).every(
            ([name, value]) => new Map<string, unknown>(Object.entries(each)).get(name) === value
          )
        )
        .map(({ sf__Id, sf__Created }) => [sf__Id, sf__Created])
    )
  }
  const created = await load('upsert', [
    { Ext_Id__c: 'b-1', LastName: 'First' },
    { Ext_Id__c: 'b-2', LastName: 'Second' }
  ])
  const [first = '', second = ''] = created.map(([id]) => id)
  expect(await load('upsert', [{ Ext_Id__c: 'B-1', LastName: 'First', Title: 'Boss' }])).toEqual([
    [first, 'false']
  ])
  expect(
    await load('update', [{ Id: first, Title: '#N/A', LastName: '', Department: 'Sales' }])
  ).toHaveLength(1)
  const { records } = await query(
    org,
    `SELECT LastName, Title, Department FROM Contact WHERE Id = '${first}'`
  )
  expect(records[0]).toMatchObject({ LastName: 'First', Title: null, Department: 'Sales' })
  expect(await load('delete', [{ Id: first }, { Id: second }])).toHaveLength(2)
  expect((await query(org, `SELECT Id FROM Contact WHERE Ext_Id__c LIKE 'b-%'`)).totalSize).toBe(0)
})

test('a relationship column finds the parent by its external id; a parent that is not there fails its row', async () => {
  await rest(org, 'POST', '/sobjects/Account', { Name: 'Parent', Ext_Id__c: 'P-1' })
  const job = await ingest(
    org,
    { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
    'LastName;Account.Ext_Id__c\r\nKin;P-1\r\nOrphan;P-2\r\n'
  )
  expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 1 })
  const found = await query(org, "SELECT Account.Name FROM Contact WHERE LastName = 'Kin'")
  expect(found.records[0]).toMatchObject({ Account: { Name: 'Parent' } })
  const failed = await bulk(org, 'GET', `ingest/${String(job['id'])}/failedResults`)
  expect(failed.text.split('\r\n')).toEqual([
    '"sf__Id";"sf__Error";"LastName";"Account.Ext_Id__c"',
    '"";"INVALID_FIELD:Foreign key external ID: P-2 not found for field Ext_Id__c in entity Account:--";"Orphan";"P-2"',
    ''
  ])
})

test('a wrong header, wrong line ends or an abort leave all rows unprocessed', async () => {
  const csv = 'LastName,Nonsense__c\nA,B\n'
  const badHeader = await ingest(org, { object: 'Contact', operation: 'insert' }, csv)
  expect(badHeader).toMatchObject({
    state: 'Failed',
    errorMessage: 'InvalidBatch : Field name not found : Nonsense__c',
    numberRecordsProcessed: 0
  })
  expect((await bulk(org, 'GET', `ingest/${String(badHeader['id'])}/unprocessedrecords`)).text).toBe(
    '"LastName","Nonsense__c"\n"A","B"\n'
  )
  const badEnds = await ingest(
    org,
    { object: 'Contact', operation: 'insert', lineEnding: 'CRLF' },
    'LastName\nA\n'
  )
  expect(badEnds['errorMessage']).toBe(
    'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF'
  )
  const { id } = (await rest(org, 'POST', '/jobs/ingest', { object: 'Contact', operation: 'insert' }))
    .body as { id: string }
  await bulk(org, 'PUT', `ingest/${id}/batches`, 'LastName\nAborted\n')
  const again = await bulk(org, 'PUT', `ingest/${id}/batches`, 'LastName\nAborted\n')
  expect(JSON.parse(again.text)).toMatchObject([{ errorCode: 'INVALIDJOBSTATE' }])
  await rest(org, 'PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' })
  expect((await rest(org, 'PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })).body).toMatchObject([
    { errorCode: 'INVALIDJOBSTATE' }
  ])
  expect((await bulk(org, 'GET', `ingest/${id}/unprocessedrecords`)).text).toBe('"LastName"\n"Aborted"\n')
  expect((await rest(org, 'DELETE', `/jobs/ingest/${id}`)).status).toBe(204)
  expect((await rest(org, 'GET', `/jobs/ingest/${id}`)).status).toBe(404)
})

test('a small job comes whole in one multipart call', async () => {
  const body = [
    '--B0', 'Content-Type: application/json', 'Content-Disposition: form-data; name="job"', '',
    '{"object":"Contact","operation":"insert","contentType":"CSV"}',
    '--B0', 'Content-Type: text/csv', 'Content-Disposition: form-data; name="content"; filename="content"', '',
    'LastName\nInline\n', '--B0--', ''
  ].join('\r\n') // prettier-ignore
  const created = await bulk(org, 'POST', 'ingest', body, 'multipart/form-data; boundary=B0')
  expect(created.status).toBe(200)
  const { id } = JSON.parse(created.text) as { id: string }
  expect(await ended(org, `ingest/${id}`)).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 1,
    numberRecordsFailed: 0
  })
  expect((await query(org, "SELECT Id FROM Contact WHERE LastName = 'Inline'")).totalSize).toBe(1)
})

test('a hard delete needs its permission and leaves nothing to queryAll', async () => {
  const job = { object: 'Contact', operation: 'hardDelete' }
  expect((await rest(org, 'POST', '/jobs/ingest', job)).body).toMatchObject([
    { errorCode: 'FEATURE_NOT_ENABLED' }
  ])
  await org.control({ command: 'set', hardDeletePermission: true })
  const { body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Gone' })
  const { id } = body as { id: string }
  expect(await ingest(org, job, `Id\n${id}\n`)).toMatchObject({ numberRecordsFailed: 0 })
  expect((await query(org, `SELECT Id FROM Contact WHERE Id = '${id}'`, 'queryAll')).totalSize).toBe(0)
})

test('a big upload is taken whole, row by row; one above the limit is refused', async () => {
  const rows = Array.from({ length: 25_000 }, (_, n) => `Row ${n},${'ž'.repeat(200)}`).join('\n')
  const job = await ingest(org, { object: 'Contact', operation: 'insert' }, `LastName,Description\n${rows}\n`)
  expect(job).toMatchObject({ numberRecordsProcessed: 25_000, numberRecordsFailed: 0 })
  const done = await bulk(org, 'GET', `ingest/${String(job['id'])}/successfulResults`)
  expect(done.text.split('\n')).toHaveLength(25_002)
  await org.control({ command: 'set', bulkUploadMax: 10 })
  const { body } = await rest(org, 'POST', '/jobs/ingest', { object: 'Contact', operation: 'insert' })
  const refused = await bulk(
    org,
    'PUT',
    `ingest/${(body as { id: string }).id}/batches`,
    'LastName\nToo long\n'
  )
  expect(refused.status).toBe(413)
  await org.control({ command: 'set', bulkUploadMax: 150 * 1024 * 1024 })
})
