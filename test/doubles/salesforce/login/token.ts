import { createHmac } from 'node:crypto'
import type { Call, Reply, Route } from '../http/call.ts'
import { checkClientSecret } from './client-secret.ts'
import { authorizationCode, password, refreshToken } from './code-grants.ts'
import type { Granted } from './granted.ts'
import { audiences, instanceUrl, isLoginHost } from './hosts.ts'
import { verifyAssertion } from './jwt-bearer.ts'
import { OAuthError } from './oauth-error.ts'

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
  const form = new URLSearchParams(call.body)
  const grant = grants[form.get('grant_type') ?? '']
  try {
    if (!grant) throw new OAuthError('unsupported_grant_type', 'grant type not supported')
    if (switches.ipRefused) throw new OAuthError('invalid_grant', 'ip restricted') // [V]
    const granted = await grant(call, form)
    // Code [V], text [K].
    if (!people.isActive(granted.person)) throw new OAuthError('inactive_user', 'user is inactive')
    return { status: 200, json: tokenBody(call, granted), headers: { 'Cache-Control': 'no-store' } }
  } catch (error) {
    if (error instanceof OAuthError) return { status: 400, json: error.body }
    throw error
  }
}

function tokenBody({ org, origin }: Call, { person, scope, refresh, opened }: Granted): object {
  const id = `${origin}/id/${org.id}/${person.id}`
  const issuedAt = String(org.clock.now())
  const signature = createHmac('sha256', org.app.clientSecret)
    .update(id + issuedAt)
    .digest('base64')
  const { token: accessToken } = org.sessions.open(person.id)
  opened?.add(accessToken)
  return {
    access_token: accessToken,
    ...(refresh && { refresh_token: org.grants.addRefreshToken(person.id, scope, accessToken) }),
    signature,
    scope,
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
