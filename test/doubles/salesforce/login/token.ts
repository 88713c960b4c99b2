import { createHmac } from 'node:crypto'
import type { Call, Reply, Route } from '../http/call.ts'
import { checkClientSecret } from './client-secret.ts'
import { authorizationCode, password, refreshToken } from './code-grants.ts'
import type { Granted } from './granted.ts'
import { audiences, instanceUrl, isLoginHost } from './hosts.ts'
import { idToken } from './id-token.ts'
import { verifyAssertion } from './jwt-bearer.ts'
import { elements } from '../soap/xml.ts'
import { OAuthError, uncertainOAuth } from './oauth-error.ts'

type TokenBody = Record<string, string>
type Grant = (call: Call, form: URLSearchParams) => Promise<Granted> | Granted

/** The ways to a token. */
const grants: Readonly<Record<string, Grant>> = {
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  client_credentials: clientCredentials,
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  password
}

export const tokenRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/oauth2/token', handle: token }
]

async function token(call: Call): Promise<Reply> {
  const { people, switches } = call.org
  // The fields may stand in the address too, as many Apex examples have them [K].
  const form = new URLSearchParams([...call.query, ...new URLSearchParams(call.body)])
  const grant = grants[form.get('grant_type') ?? '']
  try {
    if (!grant) throw new OAuthError('unsupported_grant_type', 'grant type not supported')
    if (!switches.appInstalled) throw uncertainOAuth('appNotFound')
    if (switches.ipRefused) throw uncertainOAuth('addressRefused')
    const granted = await grant(call, form)
    if (!people.isActive(granted.person)) throw uncertainOAuth('userInactive')
    const reply = inFormat(call, form, 200, await tokenBody(call, granted))
    return { ...reply, headers: { ...reply.headers, 'Cache-Control': 'no-store' } }
  } catch (error) {
    if (error instanceof OAuthError) return inFormat(call, form, 400, error.body)
    throw error
  }
}

/** JSON, XML or form, by the field `format` or by `Accept` [V]. */
function inFormat({ headers }: Call, form: URLSearchParams, status: number, body: TokenBody): Reply {
  const wanted = `${form.get('format') ?? ''} ${headers.accept ?? ''}`.trim()
  if (/^(urlencoded|application\/x-www-form-urlencoded)/.test(wanted)) {
    const type = 'application/x-www-form-urlencoded;charset=UTF-8'
    return { status, text: new URLSearchParams(body).toString(), headers: { 'Content-Type': type } }
  }
  if (/^(xml|application\/xml)/.test(wanted)) {
    const text = `<?xml version="1.0" encoding="UTF-8"?>${elements('OAuth', body)}`
    return { status, text, headers: { 'Content-Type': 'application/xml;charset=UTF-8' } }
  }
  return { status, json: body }
}

async function tokenBody(call: Call, { person, scope, refresh, opened }: Granted): Promise<TokenBody> {
  const { org, origin } = call
  const id = `${origin}/id/${org.id}/${person.id}`
  const issuedAt = String(org.clock.now())
  const signature = createHmac('sha256', org.app.clientSecret)
    .update(id + issuedAt)
    .digest('base64')
  const { token: accessToken } = org.sessions.open(person.id, undefined, scope)
  opened?.add(accessToken)
  const signed = await idToken(call, { person, scope }, accessToken)
  return {
    access_token: accessToken,
    ...(refresh && { refresh_token: org.grants.addRefreshToken(person.id, scope, accessToken) }),
    signature,
    scope,
    ...(signed !== undefined && { id_token: signed }),
    instance_url: instanceUrl(org.switches, origin),
    id,
    token_type: 'Bearer',
    issued_at: issuedAt
  }
}

async function jwtBearer(call: Call, form: URLSearchParams): Promise<Granted> {
  const { org, origin } = call
  const username = await verifyAssertion(form.get('assertion') ?? '', {
    app: org.app,
    now: org.clock.now(),
    audiences: audiences(org.switches, [org.url, org.url.replace('127.0.0.1', 'localhost'), origin])
  })
  const person = org.people.find(username)
  if (!person || !org.switches.appApproved)
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
  return { person, scope: 'api web' }
}

function clientCredentials(call: Call, form: URLSearchParams): Granted {
  const { org, headers } = call
  if (isLoginHost(headers.host)) throw new OAuthError('invalid_grant', 'request not supported on this domain')
  checkClientSecret(call, form)
  const person = org.switches.clientCredentialsUser ? org.people.find(org.app.runAs) : undefined
  if (!person) throw new OAuthError('invalid_grant', 'no client credentials user enabled')
  return { person, scope: 'api web' }
}
