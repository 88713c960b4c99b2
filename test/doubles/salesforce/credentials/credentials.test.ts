import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ApexException, startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { connect, deploy, file, manifest } from '../metadata/metadata-fixture.ts'
import { asUser, errorOf, query, rest } from '../test-client.ts'

let org: Org
let target: Server
let seen: IncomingHttpHeaders[]
beforeEach(async () => {
  seen = []
  target = createServer((request, response) => {
    seen.push(request.headers)
    response.end('{"ok":true}')
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  org = await startOrg()
  expect((await deploy(connect(org), credentials())).problems).toEqual([])
})
afterEach(async () => {
  await org.close()
  await new Promise((resolve) => target.close(resolve))
})

const parameter = (tag: string, parts: Record<string, string>) =>
  `<${tag}>${Object.entries(parts)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')}</${tag}>`
const external = (name: string, protocol: string, header = '') =>
  file(
    'ExternalCredential',
    `<authenticationProtocol>${protocol}</authenticationProtocol>` +
      parameter('externalCredentialParameters', {
        parameterGroup: 'Main',
        parameterName: 'Main',
        parameterType: 'NamedPrincipal',
        sequenceNumber: '1'
      }) +
      header +
      `<label>${name}</label>`
  )
const token = parameter('externalCredentialParameters', {
  parameterGroup: 'DefaultGroup',
  parameterName: 'Authorization',
  parameterType: 'AuthHeader',
  parameterValue: 'Bearer {!$Credential.Custom_One.Token}'
})
const credentials = () => ({
  'package.xml': manifest({ ExternalCredential: ['Bothways', 'Custom_One'], NamedCredential: ['Bothways'] }),
  'externalCredentials/Bothways.externalCredential': external('Bothways', 'Basic'),
  'externalCredentials/Custom_One.externalCredential': external('Custom_One', 'Custom', token),
  'namedCredentials/Bothways.namedCredential': file(
    'NamedCredential',
    '<label>Bothways</label>' +
      parameter('namedCredentialParameters', {
        parameterName: 'Url',
        parameterType: 'Url',
        parameterValue: 'https://set-up.invalid'
      }) +
      parameter('namedCredentialParameters', {
        externalCredential: 'Bothways',
        parameterName: 'ExternalCredential',
        parameterType: 'Authentication'
      })
  )
})
const principal = (externalCredential: string) => ({
  externalCredential,
  principalName: 'Main',
  principalType: 'NamedPrincipal'
})
const secret = (externalCredential: string, values: Record<string, string>) => ({
  ...principal(externalCredential),
  authenticationProtocol: externalCredential === 'Bothways' ? 'Basic' : 'Custom',
  credentials: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, encrypted: true }])
  )
})
const path = '/named-credentials/credential'
const read = async (name: string) =>
  (await rest(org, 'GET', `${path}?${new URLSearchParams(principal(name)).toString()}`)).body

test('a credential is made once, replaced by PUT, patched where custom, and never shows its secret', async () => {
  expect((await rest(org, 'PUT', path, secret('Custom_One', { Token: 'a' }))).status).toBe(404)
  expect((await rest(org, 'POST', path, secret('Custom_One', { Token: 's3cret-1' }))).status).toBe(201)
  const twice = await rest(org, 'POST', path, secret('Custom_One', { Token: 's3cret-2' }))
  expect([twice.status, errorOf(twice)]).toEqual([400, expect.stringContaining('already exists')])
  expect((await rest(org, 'PUT', path, secret('Custom_One', { Token: 's3cret-3' }))).status).toBe(200)
  expect((await rest(org, 'PATCH', path, secret('Custom_One', { Other: 's3cret-4' }))).status).toBe(200)
  const shown = await read('Custom_One')
  expect(shown).toMatchObject({
    authenticationStatus: 'Unknown',
    credentials: { Token: { encrypted: true, revision: 2 }, Other: { revision: 1 } }
  })
  expect(JSON.stringify(shown)).not.toContain('s3cret')
  const unknown = await rest(org, 'POST', path, { ...secret('Custom_One', {}), principalName: 'Nobody' })
  expect(unknown.status).toBe(404)
})

test('who may neither manage named credentials nor customize the application is refused', async () => {
  const username = org.credentials.soap.username
  const opened = await asUser(org, username)
  const refused = await rest(org, 'POST', path, secret('Bothways', { username: 'x' }), opened.accessToken)
  expect([refused.status, errorOf(refused)]).toEqual([403, expect.stringContaining('INSUFFICIENT_ACCESS')])
})

test('a callout needs principal access and Read on UserExternalCredential, by default for everybody', async () => {
  const { port } = target.address() as AddressInfo
  org.onApex('GET /ping', async ({ callout }) => ({
    status: (await callout('callout:Bothways/api/v1/me')).status
  }))
  org.onApex('GET /foreign', async ({ callout }) => {
    await callout('callout:Bothways/x', { namespace: 'bothways' })
    throw new ApexException('Test', 'not refused')
  })
  const calloutUrl = `http://127.0.0.1:${port}`
  const set = await rest(org, 'PUT', '/named-credentials/named-credential-setup/Bothways', { calloutUrl })
  expect(set.body).toMatchObject({ calloutUrl })
  await rest(org, 'POST', path, secret('Bothways', { username: 'org', password: 'key' }))
  const username = org.credentials.soap.username
  const sync = (await asUser(org, username)).accessToken
  const ping = async (session: string, name = 'ping') => {
    const headers = { Authorization: `Bearer ${session}` }
    const response = await fetch(`${org.url}/services/apexrest/${name}`, { headers })
    return await response.text()
  }
  const refusal = "System.CalloutException: We couldn't access the credential(s)."
  expect(await ping(org.accessToken)).toContain(refusal) // even an admin

  const { principals } = (await rest(org, 'GET', '/named-credentials/external-credentials/Bothways'))
    .body as {
    principals: { id: string }[]
  }
  await org.control({
    command: 'grantPermissionSet',
    name: 'Callers',
    username: org.credentials.admin.username
  })
  await org.control({ command: 'assignPermissionSet', name: 'Callers' })
  const ParentId = (await query(org, "SELECT Id FROM PermissionSet WHERE Name = 'Callers'")).records[0]?.[
    'Id'
  ]
  const access = { ParentId, SetupEntityId: principals[0]?.id }
  expect((await rest(org, 'POST', '/sobjects/SetupEntityAccess', access)).status).toBe(201)
  expect(errorOf(await rest(org, 'POST', '/sobjects/SetupEntityAccess', access))).toContain('DUPLICATE_VALUE')
  const nothing = { ParentId, SetupEntityId: '7FpBw0000000zzzAAA' }
  expect(errorOf(await rest(org, 'POST', '/sobjects/SetupEntityAccess', nothing))).toContain(
    'INVALID_CROSS_REFERENCE'
  )

  expect(await ping(org.accessToken)).toBe('{"status":200}')
  expect(seen[0]?.authorization).toBe(`Basic ${Buffer.from('org:key').toString('base64')}`)
  expect(await ping(sync)).toContain(refusal) // principal access alone is not enough
  const objectPermissions = [{ object: 'UserExternalCredential', allowRead: true }]
  await org.control({ command: 'grantPermissionSet', name: 'Callers', objectPermissions })
  expect(await ping(sync)).toBe('{"status":200}')
  expect(await ping(org.accessToken, 'foreign')).toContain(refusal) // a package may not use what is not its own
})

test('where installed packages are locked, their credential and sets stay as they are, and the org’s own do what they did', async () => {
  const installed = await startOrg({
    source: 'force-app',
    installed: 'bothways',
    switches: { translationWorkbench: true, packageLocked: true }
  })
  try {
    const setup = '/named-credentials/named-credential-setup'
    const calloutUrl = 'https://sync.example.com'
    const locked = await rest(installed, 'PUT', `${setup}/bothways__Bothways`, { calloutUrl })
    expect([locked.status, errorOf(locked)]).toEqual([400, expect.stringContaining('CANNOT_MODIFY_MANAGED_OBJECT')])
    const own = {
      developerName: 'Bothways_Middleware',
      masterLabel: 'Bothways',
      calloutUrl,
      externalCredentials: [{ developerName: 'bothways__Bothways' }],
      parameters: [{ parameterName: 'a', parameterType: 'AllowedManagedPackageNamespaces', parameterValue: 'bothways' }]
    }
    expect((await rest(installed, 'POST', setup, own)).body).toMatchObject({ calloutUrl, developerName: 'Bothways_Middleware' })
    expect((await rest(installed, 'POST', setup, own)).status).toBe(400)
    expect((await rest(installed, 'PUT', `${setup}/Bothways_Middleware`, { calloutUrl })).status).toBe(200)

    const { principals } = (await rest(installed, 'GET', '/named-credentials/external-credentials/bothways__Bothways')).body as { principals: { id: string }[] }
    const SetupEntityId = principals[0]?.id
    const [managed] = (await query(installed, "SELECT Id FROM PermissionSet WHERE Name LIKE '%Bothways_User'")).records
    const refused = await rest(installed, 'POST', '/sobjects/SetupEntityAccess', { ParentId: managed?.['Id'], SetupEntityId })
    expect(errorOf(refused)).toContain('CANNOT_MODIFY_MANAGED_OBJECT')
    const made = (await rest(installed, 'POST', '/sobjects/PermissionSet', { Name: 'Bothways_Callout', Label: 'Callout' })).body as { id: string }
    expect((await rest(installed, 'POST', '/sobjects/SetupEntityAccess', { ParentId: made.id, SetupEntityId })).status).toBe(201)
  } finally {
    await installed.close()
  }
}) // prettier-ignore
