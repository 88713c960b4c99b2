import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Call, Reply, Route } from '../http/call.ts'
import { verifyAssertion } from './jwt-bearer.ts'
import { OAuthError } from './oauth-error.ts'
import type { Person } from './people.ts'

type Grant = (call: Call, form: URLSearchParams) => Promise<Person> | Person

/** The ways to a token. Authorization code, refresh and the like are added here. */
const grants: Readonly<Record<string, Grant>> = {
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  client_credentials: clientCredentials
}

export const tokenRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/oauth2/token', handle: token },
  { method: 'POST', pattern: '/services/oauth2/revoke', handle: revoke },
  { method: 'GET', pattern: '/services/oauth2/revoke', handle: revoke }
]

async function token(call: Call): Promise<Reply> {
  const form = new URLSearchParams(call.body)
  const grant = grants[form.get('grant_type') ?? '']
  try {
    if (!grant) throw new OAuthError('unsupported_grant_type', 'grant type not supported')
    const person = await grant(call, form)
    return { status: 200, json: tokenBody(call, person), headers: { 'Cache-Control': 'no-store' } }
  } catch (error) {
    if (error instanceof OAuthError) return { status: 400, json: error.body }
    throw error
  }
}

function tokenBody({ org, origin }: Call, person: Person): object {
  const id = `${origin}/id/${org.id}/${person.id}`
  const issuedAt = String(org.clock.now())
  const signature = createHmac('sha256', org.app.clientSecret)
    .update(id + issuedAt)
    .digest('base64')
  return {
    access_token: org.sessions.open(person.id).token,
    signature,
    scope: 'api web',
    instance_url: origin,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt
  }
}

async function jwtBearer(call: Call, form: URLSearchParams): Promise<Person> {
  const { org, origin } = call
  const username = await verifyAssertion(form.get('assertion') ?? '', {
    app: org.app,
    now: org.clock.now(),
    audiences: [
      ...[org.url, org.url.replace('127.0.0.1', 'localhost'), origin],
      ...(org.switches.audienceMyDomainOnly
        ? []
        : ['https://login.salesforce.com', 'https://test.salesforce.com'])
    ]
  })
  const person = org.people.find(username)
  if (!person || !org.switches.appApproved)
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
  if (!org.people.isActive(person)) throw new OAuthError('inactive_user', 'user is inactive') // code [V], text [K]
  return person
}

function clientCredentials({ org, headers }: Call, form: URLSearchParams): Person {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1]
  const [basicId = '', basicSecret = ''] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s)
  if ((form.get('client_id') ?? basicId) !== org.app.clientId) {
    throw new OAuthError('invalid_client_id', 'client identifier invalid')
  }
  if (!equal(form.get('client_secret') ?? basicSecret, org.app.clientSecret)) {
    throw new OAuthError('invalid_client', 'invalid client credentials')
  }
  const person = org.switches.clientCredentialsUser ? org.people.find(org.app.runAs) : undefined
  if (!person) throw new OAuthError('invalid_grant', 'no client credentials user enabled')
  if (!org.people.isActive(person)) throw new OAuthError('inactive_user', 'user is inactive')
  return person
}

function equal(given: string, held: string): boolean {
  return given.length === held.length && timingSafeEqual(Buffer.from(given), Buffer.from(held))
}

function revoke({ org, body, query }: Call): Reply {
  const given = new URLSearchParams(body).get('token') ?? query.get('token') ?? ''
  if (org.sessions.close(given)) return { status: 200, text: '' }
  return {
    status: 400,
    json: { error: 'unsupported_token_type', error_description: 'this token type is not supported' }
  }
}
