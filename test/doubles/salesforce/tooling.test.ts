import { afterEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { connect, deploy, flow, manifest, message } from './metadata/metadata-fixture.ts'
import { readZip } from './metadata/zip.ts'
import { errorOf, query, rest } from './test-client.ts'

let org: Org
afterEach(() => org.close())

const source = 'test/fixtures/sfdx-source/force-app'

test('the Tooling API shows flows with their versions and switches the active one', async () => {
  org = await startOrg()
  const connection = connect(org)
  const files = {
    'package.xml': manifest({ Flow: ['Sender'], WorkflowOutboundMessage: ['Contact.Contact_Changed'] }),
    'workflows/Contact.workflow': message(org.credentials.soap.username),
    'flows/Sender.flow': flow()
  }
  await deploy(connection, files)
  await deploy(connection, files)
  const soql = 'SELECT Id, DeveloperName, ActiveVersion.VersionNumber FROM FlowDefinition'
  const shown = await connection.tooling.query<{ Id: string }>(soql)
  expect(shown.records).toMatchObject([{ DeveloperName: 'Sender', ActiveVersion: { VersionNumber: 2 } }])
  const path = `/tooling/sobjects/FlowDefinition/${shown.records[0]?.Id ?? ''}`
  expect((await rest(org, 'PATCH', path, { Metadata: { activeVersionNumber: 1 } })).status).toBe(204)
  const versions = await connection.tooling.query(
    'SELECT VersionNumber, Status FROM Flow ORDER BY VersionNumber'
  )
  expect(versions.records).toMatchObject([{ Status: 'Active' }, { Status: 'Obsolete' }])
  await rest(org, 'PATCH', path, { Metadata: { activeVersionNumber: 0 } })
  expect((await rest(org, 'GET', path)).body).toMatchObject({ Metadata: { activeVersionNumber: 0 } })
})

test('a source folder is deployed as it is, or as an install leaves it', async () => {
  org = await startOrg({ source })
  await query(org, 'SELECT Practice_Score__c FROM Contact')
  await org.close()

  org = await startOrg({ source, installed: 'bothways' })
  await query(
    org,
    'SELECT bothways__Practice_Score__c, (SELECT Id FROM bothways__Practice_Links__r) FROM Contact'
  )
  await query(org, 'SELECT bothways__Contact__r.Name FROM bothways__Practice_Link__c')
  const unprefixed = await rest(org, 'GET', '/query?q=SELECT+Practice_Score__c+FROM+Contact')
  expect(errorOf(unprefixed)).toContain('INVALID_FIELD')
  expect((await rest(org, 'GET', '/sobjects/Practice_Link__c/describe')).status).toBe(404)

  const connection = connect(org)
  const { id } = await connection.metadata.retrieve({
    apiVersion: 65,
    singlePackage: true,
    unpackaged: {
      types: [{ name: 'PermissionSet', members: ['bothways__Practice_User'] }],
      version: '65.0'
    } as never
  })
  const { zipFile } = (await connection.metadata.checkRetrieveStatus(id)) as unknown as {
    zipFile: string
  }
  const text = permissionSetIn(zipFile)
  expect(text).toContain('<field>Contact.bothways__Practice_Score__c</field>')
  expect(text).toContain('<apexClass>bothways__PracticeGreeting</apexClass>')
  expect(text).not.toMatch(/Contact\.Title|<object>Contact<|ApiEnabled/)
})

function permissionSetIn(zip: string): string {
  const file = readZip(Buffer.from(zip, 'base64')).get(
    'unpackaged/permissionsets/bothways__Practice_User.permissionset'
  )
  return new TextDecoder().decode(file)
}
