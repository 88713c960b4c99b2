import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { connect, deploy, file, flow, manifest, message, zipOf } from './metadata/metadata-fixture.ts'
import { query, rest } from './test-client.ts'

let org: Org
beforeEach(async () => {
  org = await startOrg()
})
afterEach(() => org.close())

const realTime = () => ({
  'package.xml': manifest({
    Flow: ['Contact_Changed_Flow'],
    WorkflowOutboundMessage: ['Contact.Contact_Changed']
  }),
  'workflows/Contact.workflow': message(org.credentials.soap.username),
  'flows/Contact_Changed_Flow.flow': flow()
})

test('what was deployed can be listed and retrieved', async () => {
  const connection = connect(org)
  await deploy(connection, realTime())
  const listed = await connection.metadata.list([{ type: 'WorkflowOutboundMessage' }, { type: 'Flow' }])
  expect(listed.map(({ fullName, type }) => `${type} ${fullName}`)).toEqual([
    'WorkflowOutboundMessage Contact.Contact_Changed',
    'Flow Contact_Changed_Flow'
  ])
  const { metadataObjects } = await connection.metadata.describe()
  expect(metadataObjects.find(({ xmlName }) => xmlName === 'Workflow')).toMatchObject({
    directoryName: 'workflows'
  })
})

test('a deployment by REST can be watched and, before it starts, cancelled', async () => {
  await org.control({ command: 'set', deployDelayMs: 60_000 })
  const form = new FormData()
  form.set(
    'json',
    new Blob([JSON.stringify({ deployOptions: { rollbackOnError: true } })], { type: 'application/json' })
  )
  form.set('file', new Blob([new Uint8Array(zipOf(realTime()))], { type: 'application/zip' }), 'deploy.zip')
  const headers = { Authorization: `Bearer ${org.accessToken}` }
  const base = `${org.url}/services/data/v65.0/metadata/deployRequest`
  const response = await fetch(base, { method: 'POST', headers, body: form })
  const started = (await response.json()) as { id: string; deployResult: object }
  expect([response.status, started]).toMatchObject([
    201,
    { deployResult: { status: 'Pending', done: false } }
  ])
  const body = JSON.stringify({ deployResult: { status: 'Canceling' } })
  await fetch(`${base}/${started.id}`, {
    method: 'PATCH',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body
  })
  const after = await fetch(`${base}/${started.id}?includeDetails=true`, { headers })
  expect(await after.json()).toMatchObject({
    deployResult: { status: 'Canceled', done: true, success: false }
  })
})

test('a trusted URL may be deployed or created as a record; it is the same thing', async () => {
  const values = {
    DeveloperName: 'Panel',
    MasterLabel: 'Panel',
    EndpointUrl: 'https://mw.example.com',
    Context: 'LEX'
  }
  const made = await rest(org, 'POST', '/sobjects/CspTrustedSite', {
    ...values,
    IsApplicableToFrameSrc: true
  })
  expect(made.status).toBe(201)
  const result = await deploy(connect(org), {
    'package.xml': manifest({ CspTrustedSite: ['Panel'] }),
    'cspTrustedSites/Panel.cspTrustedSite': file(
      'CspTrustedSite',
      '<endpointUrl>https://new.example.com</endpointUrl>'
    )
  })
  expect(result.success).toBe(true)
  const page = await query(
    org,
    'SELECT DeveloperName, EndpointUrl, IsApplicableToFrameSrc FROM CspTrustedSite'
  )
  expect(page.records).toMatchObject([
    { EndpointUrl: 'https://new.example.com', IsApplicableToFrameSrc: true }
  ])
})
