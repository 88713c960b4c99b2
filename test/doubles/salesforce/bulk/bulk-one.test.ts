import { expect, test } from 'vitest'
import { openOrg, query } from '../test-client.ts'
import { jsforceTo } from '../jsforce-client.ts'

const org = await openOrg({
  seed: 60,
  customFields: {
    Contact: [{ name: 'Ext_Id__c', type: 'string', length: 40, externalId: true, unique: true }]
  }
})
const connection = jsforceTo(org)
connection.bulk.pollInterval = 10

test('jsforce loads, updates and deletes in batches, a bad row failing alone', async () => {
  const created = await connection.bulk.load('Contact', 'insert', [
    { LastName: 'One', Ext_Id__c: 'k-1' },
    { LastName: '', Ext_Id__c: 'k-2' }
  ])
  expect(created.map(({ success }) => success)).toEqual([true, false])
  expect(created[1]?.errors).toEqual([
    'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --'
  ])
  const id = created[0]?.id ?? ''
  const upserted = await connection.bulk.load('Contact', 'upsert', { extIdField: 'Ext_Id__c' }, [
    { Ext_Id__c: 'k-1', LastName: 'Uno' }
  ])
  expect(upserted).toMatchObject([{ id, success: true }])
  expect(await connection.bulk.load('Contact', 'delete', [{ Id: id }])).toMatchObject([{ id, success: true }])
})

test('jsforce reads a query of Bulk API 1.0', async () => {
  const stream = await connection.bulk.query('SELECT Id, Account.Name FROM Contact')
  const rows = (await stream.toArray()) as Record<string, string>[]
  expect(rows).toHaveLength(60)
  expect(Object.keys(rows[0] ?? {})).toEqual(['Id', 'Account.Name'])
})

test('a header that names no field fails the batch', async () => {
  await expect(connection.bulk.load('Contact', 'insert', [{ LastName: 'X', Nope__c: '1' }])).rejects.toThrow(
    'InvalidBatch : Field name not found : Nope__c'
  )
})

test('JSON and XML clients are answered in their own tongue, and so are refusals', async () => {
  const call = async (path: string, type: string, body?: string, session = org.accessToken) => {
    const response = await fetch(`${org.url}/services/async/62.0/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'X-SFDC-Session': session, 'Content-Type': type },
      ...(body !== undefined && { body })
    })
    return { status: response.status, text: await response.text() }
  }
  const done = async (path: string, type: string) => {
    while (!/["'>](Completed|Failed)["<]/.test((await call(path, type)).text))
      await new Promise((go) => setTimeout(go, 5))
  }
  const json = 'application/json'
  const request = { operation: 'insert', object: 'Contact', contentType: 'JSON' }
  const job = JSON.parse((await call('job', json, JSON.stringify(request))).text) as { id: string }
  const batch = JSON.parse((await call(`job/${job.id}/batch`, json, '[{"LastName":"Json"},{"LastName":null}]')).text) as { id: string } // prettier-ignore
  await done(`job/${job.id}/batch/${batch.id}`, json)
  expect(JSON.parse((await call(`job/${job.id}/batch/${batch.id}/result`, json)).text)).toMatchObject([
    { success: true, created: true },
    { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] }
  ])
  const closed = await call(`job/${job.id}`, json, '{"state":"Closed"}')
  expect(JSON.parse(closed.text)).toMatchObject({ state: 'Closed', numberRecordsFailed: 1 })

  const xml = 'application/xml'
  const space = 'http://www.force.com/2009/06/asyncapi/dataload'
  const made = await call('job', xml, `<jobInfo xmlns="${space}"><operation>insert</operation><object>Contact</object><contentType>XML</contentType></jobInfo>`) // prettier-ignore
  const id = /<id>(\w+)<\/id>/.exec(made.text)?.[1] ?? ''
  const sent = await call(`job/${id}/batch`, xml, `<sObjects xmlns="${space}"><sObject><LastName>Xml &amp; Co</LastName></sObject></sObjects>`) // prettier-ignore
  const batchId = /<id>(\w+)<\/id>/.exec(sent.text)?.[1] ?? ''
  await done(`job/${id}/batch/${batchId}`, xml)
  expect((await call(`job/${id}/batch/${batchId}/result`, xml)).text).toContain('<success>true</success>')
  expect((await query(org, "SELECT Id FROM Contact WHERE LastName IN ('Json', 'Xml & Co')")).totalSize).toBe(
    2
  )

  const refused = await call('job', xml, '<jobInfo/>', 'no session')
  expect([refused.status, refused.text]).toEqual([
    400,
    expect.stringContaining('<exceptionCode>InvalidSessionId</exceptionCode>')
  ])
})
