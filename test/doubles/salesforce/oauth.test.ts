import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from 'jose'
import { Connection, OAuth2 } from 'jsforce'
import { beforeEach, expect, test } from 'vitest'
import { errorOf, openOrg, rest } from './test-client.ts'
import { defaultSwitches } from './switches.ts'
import { jsforceTo } from './jsforce-client.ts'

const callback = 'http://localhost:4567/oauth/callback'

const org = await openOrg({ callbackUrls: [callback] })
beforeEach(() => org.control({ command: 'set', ...defaultSwitches }))

function client(): OAuth2 {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  return new OAuth2({ clientId, clientSecret, loginUrl: org.url, redirectUri: callback, useVerifier: true })
}

/** What a person does in the browser: opens the page, fills in its form, is sent on. */
async function browse(address: string, answers: Readonly<Record<string, string>> = {}) {
  const page = await fetch(address, { redirect: 'manual' })
  const html = await page.text()
  if (page.status !== 200) return { status: page.status, html, url: page.headers.get('location') }
  const form = new URLSearchParams()
  for (const [, name = '', value = ''] of html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    form.set(name, value.replaceAll('&amp;', '&'))
  }
  const { username, password } = org.credentials.admin
  for (const [name, value] of Object.entries({ username, password, decision: 'allow', ...answers })) {
    form.set(name, value)
  }
  const answer = await fetch(`${org.url}/services/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual'
  })
  return { status: answer.status, html: await answer.text(), url: answer.headers.get('location') }
}

async function codeOf(oauth2: OAuth2): Promise<string> {
  const { url } = await browse(oauth2.getAuthorizationUrl({ state: 's 1' }))
  const params = new URL(url ?? '').searchParams
  expect(params.get('state')).toBe('s 1')
  return params.get('code') ?? ''
}

test('jsforce logs in by authorization code with PKCE and goes on by refresh token', async () => {
  const oauth2 = client()
  const connection = new Connection({ version: '62.0', oauth2 })
  const code = await codeOf(oauth2)
  const { organizationId } = await connection.authorize(code)
  expect(organizationId).toBe(org.orgId)
  expect((await connection.identity()).username).toBe(org.credentials.admin.username)

  const dead = connection.accessToken
  await fetch(`${org.url}/services/oauth2/revoke?token=${dead ?? ''}`)
  expect((await connection.query('SELECT Id FROM Organization')).totalSize).toBe(1)
  expect(connection.accessToken).not.toBe(dead)

  await expect(client().requestToken(code)).rejects.toThrow('expired authorization code')
})

test('a code without the right verifier, or fetched by another address, is worth nothing', async () => {
  await expect(client().requestToken(await codeOf(client()))).rejects.toThrow('invalid code verifier')
  const oauth2 = client()
  const code = await codeOf(oauth2)
  oauth2.redirectUri = 'http://localhost:4567/other'
  await expect(oauth2.requestToken(code)).rejects.toThrow('redirect_uri must match configuration')
})

test('an unregistered address is never redirected to; other refusals are told to the app', async () => {
  const oauth2 = client()
  const address = oauth2.getAuthorizationUrl()
  const foreign = await browse(address.replace('4567', '6666'))
  expect(foreign).toMatchObject({ status: 400, url: null })
  expect(foreign.html).toContain('redirect_uri_mismatch')
  const without = new URL(address)
  without.searchParams.delete('code_challenge')
  expect((await browse(without.href)).url).toContain('missing+required+code+challenge')
  expect((await browse(address, { decision: 'deny' })).url).toContain('error=access_denied')
  expect(await browse(address, { password: 'wrong' })).toMatchObject({ status: 200, url: null })
  await org.control({ command: 'set', appApproved: false })
  expect((await browse(address)).url).toContain('OAUTH_APP_ACCESS_DENIED')
})

test('a revoked refresh token takes its access tokens along', async () => {
  const oauth2 = client()
  const { access_token: access, refresh_token: refresh = '' } = await oauth2.requestToken(
    await codeOf(oauth2)
  )
  const { access_token: second } = await oauth2.refreshToken(refresh)
  await oauth2.revokeToken(refresh)
  for (const token of [access, second]) {
    expect(errorOf(await rest(org, 'GET', '/limits', undefined, token))).toMatch(/^INVALID_SESSION_ID/)
  }
  await expect(oauth2.refreshToken(refresh)).rejects.toThrow('expired access/refresh token')
})

test('username and password log in to connected apps only', async () => {
  const { username, password, securityToken } = org.credentials.admin
  await expect(client().authenticate(username, password)).rejects.toThrow('grant type not supported')
  await org.control({ command: 'set', appKind: 'connectedApp', trustedIp: false })
  await expect(client().authenticate(username, password)).rejects.toThrow('authentication failure')
  const { access_token: token } = await client().authenticate(username, password + securityToken)
  expect((await rest(org, 'GET', '/limits', undefined, token)).status).toBe(200)
})

test('introspection tells a live token from a dead one, to the app alone', async () => {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const introspect = async (token: string, secret = clientSecret) => {
    const response = await fetch(`${org.url}/services/oauth2/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId, client_secret: secret })
    })
    return { status: response.status, body: await response.json() }
  }
  expect((await introspect(org.accessToken)).body).toMatchObject({
    active: true,
    username: org.credentials.admin.username
  })
  expect((await introspect('dead')).body).toEqual({ active: false })
  expect((await introspect(org.accessToken, 'wrong')).status).toBe(401)
})

test('a refused address can neither log in nor use a session; a dead token is told by userinfo in plain text', async () => {
  await org.control({ command: 'set', ipRefused: true })
  const oauth2 = client()
  await expect(oauth2.requestToken({ grant_type: 'client_credentials' })).rejects.toThrow('ip restricted')
  expect((await rest(org, 'GET', '/limits')).status).toBe(401)
  const response = await fetch(`${org.url}/services/oauth2/userinfo`, {
    headers: { Authorization: `Bearer ${org.accessToken}` }
  })
  expect([response.status, await response.text()]).toEqual([403, 'Bad_OAuth_Token'])
})

test('instance_url has a sandbox’s form when asked for', async () => {
  await org.control({ command: 'set', sandbox: true, instanceUrlForm: 'myDomain' })
  const { instance_url: url } = await client().requestToken({ grant_type: 'client_credentials' })
  expect(url).toMatch(/--sbx\.sandbox\.my\.salesforce\.com$/)
  const { records } = await jsforceTo(org).query('SELECT IsSandbox FROM Organization')
  expect(records[0]).toMatchObject({ IsSandbox: true })
})

test('a sandbox takes its own address as a JWT’s audience, and the test host from a connected app only', async () => {
  const { clientId, privateKey, username } = org.credentials.jwt
  const login = async (audience: string) => {
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(clientId)
      .setSubject(username)
      .setAudience(audience)
      .setExpirationTime(Math.floor(org.now() / 1000) + 60)
      .sign(await importPKCS8(privateKey, 'RS256'))
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
    return (await client().requestToken(grant)).access_token
  }
  await org.control({ command: 'set', sandbox: true })
  await expect(login('https://test.salesforce.com')).rejects.toThrow('audience is invalid')
  await org.control({ command: 'set', appKind: 'connectedApp' })
  expect(await login('https://test.salesforce.com')).toMatch(/^00D/)
  await expect(login('https://login.salesforce.com')).rejects.toThrow('audience is invalid')
  expect(await login(org.url)).toMatch(/^00D/)
})

test('with the scope openid comes a token that tells, signed, who logged in', async () => {
  const login = async (scope: string) => {
    const oauth2 = client()
    const { url } = await browse(oauth2.getAuthorizationUrl({ scope }))
    const code = new URL(url ?? '').searchParams.get('code') ?? ''
    return (await oauth2.requestToken(code)) as Awaited<ReturnType<OAuth2['requestToken']>> & {
      id_token?: string
    }
  }
  const granted = await login('api openid')
  const { jwks_uri: keys } = (await (await fetch(`${org.url}/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string
  }
  const { payload } = await jwtVerify(granted.id_token ?? '', createRemoteJWKSet(new URL(keys)), {
    issuer: org.url,
    audience: org.credentials.clientCredentials.clientId
  })
  expect(payload.sub).toBe(granted.id)
  expect(await login('api')).not.toHaveProperty('id_token')
})

test('a token opens pages only with the scope for it', async () => {
  await org.control({ command: 'set', reportStepUp: false })
  const made = { command: 'defineReport', name: 'All', object: 'Contact', columns: ['LastName'] }
  const { id } = (await org.control(made)) as { id: string }
  const typeFor = async (scope: string) => {
    const oauth2 = client()
    const { url } = await browse(oauth2.getAuthorizationUrl({ scope }))
    const code = new URL(url ?? '').searchParams.get('code') ?? ''
    const { access_token: sid } = await oauth2.requestToken(code)
    const headers = { Cookie: `sid=${sid}` }
    const answer = await fetch(`${org.url}/${id}?isdtp=p1&export=1&enc=UTF-8&xf=csv`, { headers })
    return answer.headers.get('content-type')?.split(';')[0]
  }
  expect([await typeFor('api'), await typeFor('api web'), await typeFor('full')]).toEqual([
    'text/html',
    'text/csv',
    'text/csv'
  ])
})
