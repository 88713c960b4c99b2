import { SignJWT, importPKCS8 } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { classicCall, metadata, soap } from './access/door-clients.ts'
import { errorOf, openOrg, rest } from './test-client.ts'
import { defaultSwitches } from './switches.ts'

const org = await openOrg()
beforeEach(() => org.control({ command: 'set', ...defaultSwitches }))

interface Claims {
  readonly subject?: string
  readonly audience?: string
  readonly seconds?: number
  readonly issuer?: string
}

async function jwtLogin({ subject, audience, seconds = 60, issuer }: Claims = {}) {
  const { clientId, privateKey, username } = org.credentials.jwt
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(issuer ?? clientId)
    .setSubject(subject ?? username)
    .setAudience(audience ?? org.url)
    .setExpirationTime(Math.floor(org.now() / 1000) + seconds)
    .sign(await importPKCS8(privateKey, 'RS256'))
  return token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
}

async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${org.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

async function soapLogin(username: string, password: string, version = '62.0') {
  const body =
    '<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Header/><se:Body>' +
    `<login xmlns="urn:partner.soap.sforce.com"><username>${username}</username><password>${password}</password></login>` +
    '</se:Body></se:Envelope>'
  const response = await fetch(`${org.url}/services/Soap/u/${version}`, {
    method: 'POST',
    body,
    headers: { SOAPAction: '""' }
  })
  const xml = await response.text()
  return {
    status: response.status,
    fault: /<sf:exceptionCode>(\w+)</.exec(xml)?.[1],
    session: /<sessionId>([^<]+)/.exec(xml)?.[1]
  }
}

test('a JWT signed by the app’s key opens a session that works', async () => {
  const answer = await jwtLogin()
  expect(answer).toMatchObject({ status: 200, body: { instance_url: org.url, token_type: 'Bearer' } })
  const { status, headers } = await rest(org, 'GET', '/limits', undefined, answer.body['access_token'])
  expect(status).toBe(200)
  expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/100000$/)
})

test.each([
  ['an unknown user', { subject: 'nobody@example.com' }, "user hasn't approved this consumer"],
  ['a foreign audience', { audience: 'https://other.example.com' }, 'audience is invalid'],
  ['a life of an hour', { seconds: 3600 }, 'invalid assertion'],
  ['a past expiry', { seconds: -10 }, 'expired authorization code'],
  ['an unknown client', { issuer: 'somebody' }, 'client identifier invalid']
] as const)('a JWT with %s is refused', async (_, claims, description) => {
  expect(await jwtLogin(claims)).toMatchObject({ status: 400, body: { error_description: description } })
})

test('client credentials work in the form and in the Basic header, and only with the right secret', async () => {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const grant = { grant_type: 'client_credentials' }
  const basic = (secret: string) => ({
    Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
  })
  expect(await token({ ...grant, client_id: clientId, client_secret: clientSecret })).toMatchObject({
    status: 200
  })
  expect(await token(grant, basic(clientSecret))).toMatchObject({ status: 200 })
  expect(await token(grant, basic('wrong'))).toMatchObject({ status: 400, body: { error: 'invalid_client' } })
  await org.control({ command: 'set', clientCredentialsUser: false })
  expect(await token(grant, basic(clientSecret))).toMatchObject({
    body: { error_description: 'no client credentials user enabled' }
  })
})

test('an inactive user is refused by name', async () => {
  const { username } = org.credentials.jwt
  await org.control({ command: 'setUser', username, active: false })
  expect(await jwtLogin()).toMatchObject({ status: 400, body: { error: 'inactive_user' } })
  await org.control({ command: 'setUser', username, active: true })
})

test('a session ends with its user, and an app that is not in the org logs nobody in', async () => {
  const { username } = org.credentials.jwt
  const { body } = await jwtLogin()
  const ask = async () => (await rest(org, 'GET', '/limits', undefined, body['access_token'])).status
  expect(await ask()).toBe(200)
  await org.control({ command: 'setUser', username, active: false })
  expect(await ask()).toBe(401)
  await org.control({ command: 'setUser', username, active: true })
  await org.control({ command: 'set', appInstalled: false })
  expect(await jwtLogin()).toMatchObject({ status: 400, body: { error: 'app_not_found' } })
})

test('SOAP login refuses for every reason Salesforce has', async () => {
  const { username, password, securityToken } = org.credentials.soap
  const fault = async (secret = password, version?: string) =>
    (await soapLogin(username, secret, version)).fault
  expect((await soapLogin(username, password)).session).toMatch(/^00D/)
  expect(await fault('wrong')).toBe('INVALID_LOGIN')
  expect(await fault(password, '65.0')).toBe('INVALID_OPERATION')
  expect(await fault(password, '30.0')).toBe('UNSUPPORTED_API_VERSION')
  await org.control({ command: 'set', trustedIp: false })
  expect(await fault()).toBe('LOGIN_MUST_USE_SECURITY_TOKEN')
  expect(await fault(password + securityToken)).toBeUndefined()
  await org.control({ command: 'set', trustedIp: true, apiEnabled: false })
  expect(await fault()).toBe('API_DISABLED_FOR_ORG')
  await org.control({ command: 'set', apiEnabled: true, soapLogin: false })
  expect(await fault()).toBe('INVALID_OPERATION')
  await org.control({ command: 'set', soapLogin: true, soapLoginWantsPermission: true })
  expect(await fault()).toBe('INVALID_OPERATION')
  const userPermissions = ['UseAnyApiAuth']
  await org.control({ command: 'grantPermissionSet', name: 'Any_Auth', username, userPermissions })
  expect(await fault()).toBeUndefined()
  await org.control({ command: 'set', soapLoginWantsPermission: false })
  await org.control({ command: 'setUser', username, passwordExpired: true })
  expect(await fault()).toBe('INVALID_OPERATION_WITH_EXPIRED_PASSWORD')
  await org.control({ command: 'setUser', username, passwordExpired: false, lockedOut: true })
  expect(await fault()).toBe('PASSWORD_LOCKOUT')
})

test('a dead session is a 401, a used-up day a 403, a retired version a 410', async () => {
  const dead = await rest(org, 'GET', '/limits', undefined, 'no')
  expect(errorOf(dead)).toBe('INVALID_SESSION_ID: Session expired or invalid')
  await org.control({ command: 'set', apiUsed: 9, apiMax: 10 })
  expect((await rest(org, 'GET', '/limits')).headers.get('sforce-limit-info')).toBe('api-usage=10/10')
  expect(errorOf(await rest(org, 'GET', '/limits'))).toBe(
    'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.'
  )
  expect((await fetch(`${org.url}//services/data/v30.0/limits`)).status).toBe(410)
})

test('every REST response tells the API usage, refusals included', async () => {
  await org.control({ command: 'set', apiUsed: 3, apiMax: 10 })
  await org.control({ command: 'fault', path: '/services/data/v62.0/recent', status: 503 })
  const authorization = { Authorization: `Bearer ${org.accessToken}` }
  for (const [path, status, headers] of [
    ['/services/data', 200, {}],
    ['/services/data/v62.0/limits', 401, { Authorization: 'Bearer dead' }],
    ['//services/data/v30.0/limits', 410, authorization],
    [`/services/data/v62.0/${'x'.repeat(16_400)}`, 414, authorization],
    ['/services/data/v62.0/recent', 503, authorization],
    ['/services/apexrest/none', 401, {}]
  ] as const) {
    const answer = await fetch(org.url + path, { headers })
    expect([path.slice(0, 40), answer.status, answer.headers.get('sforce-limit-info')]).toEqual([
      path.slice(0, 40),
      status,
      'api-usage=3/10'
    ])
  }
})

test('a refused address, an edition without the API and a used-up day close every door', async () => {
  const doors = async () => [
    errorOf(await rest(org, 'GET', '/limits')).split(':')[0],
    /<faultcode>sf:(\w+)/.exec(await soap(org, '<getUserInfo/>'))?.[1],
    /exceptionCode":"(\w+)/.exec(await classicCall(org, '', '{}'))?.[1],
    /faultcode>sf:(\w+)/.exec(await metadata(org, '<describeMetadata><asOfVersion>62.0</asOfVersion></describeMetadata>'))?.[1]
  ] // prettier-ignore
  await org.control({ command: 'set', ipRefused: true })
  expect((await soapLogin(org.credentials.soap.username, org.credentials.soap.password)).fault).toBe(
    'LOGIN_DURING_RESTRICTED_DOMAIN'
  )
  const lost = 'INVALID_SESSION_ID'
  expect(await doors()).toEqual([lost, lost, 'InvalidSessionId', lost])
  await org.control({ command: 'set', ipRefused: false, apiEnabled: false })
  const off = 'API_DISABLED_FOR_ORG'
  expect(await doors()).toEqual([off, off, 'FeatureNotEnabled', off])
  await org.control({ command: 'set', apiEnabled: true, apiMax: 0 })
  const spent = 'REQUEST_LIMIT_EXCEEDED'
  expect(await doors()).toEqual([spent, spent, 'ExceededQuota', spent])
})
