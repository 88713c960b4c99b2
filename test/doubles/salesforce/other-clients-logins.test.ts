import { createPrivateKey, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openOrg, query, rest, send } from './test-client.ts'

// How clients of other languages log in: see `other-clients.test.ts`.

const org = await openOrg({ switches: { appKind: 'connectedApp' } })

const oauth = (fields: Readonly<Record<string, string>>, headers = {}, search = '') =>
  send(org, {
    method: 'POST',
    path: `/services/oauth2/token${search}`,
    auth: '',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString()
  })

test('a token comes as JSON, XML or a form, from fields of the body or of the address', async () => {
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const { username, password, securityToken } = org.credentials.admin
  const app = { grant_type: 'password', client_id: clientId, client_secret: clientSecret }
  const fields = { ...app, username, password: password + securityToken }
  const form = new URLSearchParams((await oauth({ ...fields, format: 'urlencoded' })).text)
  expect(form.get('instance_url')).toBe(org.url)
  const inXml = await oauth(fields, { Accept: 'application/xml' })
  expect(inXml.text).toMatch(/<OAuth><access_token>00D\w+![\w.]+<\/access_token>/)
  const inAddress = await oauth({}, {}, `?${new URLSearchParams(fields).toString()}`)
  const { access_token: token } = JSON.parse(inAddress.text) as { access_token: string }
  expect((await rest(org, 'GET', '/limits', undefined, token)).status).toBe(200)
  const refused = await oauth({ ...fields, password: 'wrong', format: 'xml' })
  expect(refused).toMatchObject({
    status: 400,
    text: expect.stringContaining('<error_description>authentication failure<') as unknown
  })
})

test.each([
  ['simple-salesforce: exp as text', { aud: 'https://login.salesforce.com', exp: 'text' }],
  ['restforce: the bare host as audience', { aud: 'login.salesforce.com', exp: 'number' }]
])('a JWT as %s', async (_, { aud, exp }) => {
  const { clientId, username, privateKey } = org.credentials.jwt
  const seconds = Math.floor(org.now() / 1000) + 120
  const claims = { iss: clientId, sub: username, aud, exp: exp === 'text' ? String(seconds) : seconds }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(head), createPrivateKey(privateKey)).toString('base64url')
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' }
  expect((await oauth({ ...grant, assertion: `${head}.${signature}` })).status).toBe(200)
  const forged = `${head}.${signature.slice(0, -8)}AAAAAAAA`
  expect((await oauth({ ...grant, assertion: forged })).text).toContain('invalid assertion')
})

/** simpleforce and simple-salesforce send the same envelope: every element under a prefix, options in its header. */
const envelope = (username: string, password: string) => `<?xml version="1.0" encoding="utf-8" ?>
<env:Envelope xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">
  <env:Header><urn:CallOptions><urn:client>RestForce</urn:client><urn:defaultNamespace>sf</urn:defaultNamespace></urn:CallOptions></env:Header>
  <env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>${username}</n1:username><n1:password>${password}</n1:password></n1:login></env:Body>
</env:Envelope>`

test.each([
  ['as text', '/services/Soap/u/54.0', false],
  ['packed, under the org’s own address', '/services/Soap/u/62.0/00D000000000000', true],
  ['at the enterprise door, version without a point', '/services/Soap/c/62', false]
])('a prefixed SOAP login, %s, opens a session for REST', async (_, path, pack) => {
  const { username, password, securityToken } = org.credentials.soap
  const login = (secret: string) =>
    send(org, {
      method: 'POST',
      path,
      auth: '',
      headers: { 'Content-Type': 'text/xml', charset: 'UTF-8', SOAPAction: 'login', ...(pack && { 'Content-Encoding': 'gzip' }) },
      body: pack ? gzipSync(envelope(username, secret)) : envelope(username, secret)
    }) // prettier-ignore
  const { text } = await login(password + securityToken)
  // These clients look for the bare names, without a prefix, and take the host from the server's address.
  expect(/<serverUrl>([^<]+)</.exec(text)?.[1]).toMatch(`${org.url}/services/Soap/`)
  const session = /<sessionId>([^<]+)</.exec(text)?.[1] ?? ''
  expect((await rest(org, 'GET', '/limits', undefined, session)).status).toBe(200)
  // … and a refusal under the prefix that Salesforce has always used.
  expect(await login('wrong')).toMatchObject({
    status: 500,
    text: expect.stringContaining('<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>') as unknown
  })
})

test('a new password logs in, and nobody sets another’s without being an admin', async () => {
  const { username } = org.credentials.soap
  const [user] = (await query(org, `SELECT Id FROM User WHERE Username = '${username}'`)).records
  const [admin] = (
    await query(org, `SELECT Id FROM User WHERE Username = '${org.credentials.admin.username}'`)
  ).records
  const path = (row: Record<string, unknown> | undefined) => `/sobjects/User/${String(row?.['Id'])}/password`
  const { clientId, clientSecret } = org.credentials.clientCredentials
  const login = async (password: string) =>
    await oauth({ grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password }) // prettier-ignore
  expect((await rest(org, 'POST', path(user), { NewPassword: 'a new one' })).status).toBe(204)
  expect((await login(org.credentials.soap.password)).status).toBe(400)
  const { status, text } = await login('a new one')
  expect(status).toBe(200)
  const { access_token: token } = JSON.parse(text) as { access_token: string }
  expect((await rest(org, 'DELETE', path(admin), undefined, token)).status).toBe(403)
  expect((await rest(org, 'DELETE', path(user), undefined, token)).body).toMatchObject({
    NewPassword: expect.stringMatching(/^\S{8,}$/) as unknown
  })
})
