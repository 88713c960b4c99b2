import type { Call, Reply, Route } from '../http/call.ts'
import { authorizePage, refusalPage } from './authorize-page.ts'
import { OAuthError } from './oauth-error.ts'
import type { Person } from './people.ts'
import { grantedScope } from './scopes.ts'

/** The page a browser is sent to; a test may post its form: `username`, `password`, `decision=allow|deny`. */
export const authorizeRoutes: readonly Route<Call>[] = [
  { method: 'GET', pattern: '/services/oauth2/authorize', handle: authorize },
  { method: 'POST', pattern: '/services/oauth2/authorize', handle: authorize }
]

const html = (status: number, text: string): Reply => ({
  status,
  text,
  // Login pages refuse to be framed.
  headers: {
    'Content-Type': 'text/html; charset=UTF-8',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store'
  }
})

function authorize(call: Call): Reply {
  const params = new URLSearchParams(call.query)
  for (const [name, value] of new URLSearchParams(call.body)) params.set(name, value)
  const redirectUri = params.get('redirect_uri') ?? ''
  try {
    checkClient(call, params.get('client_id'), redirectUri)
  } catch (error) {
    if (error instanceof OAuthError) return html(400, refusalPage(error.error, error.message))
    throw error
  }
  try {
    const scope = checkRequest(call, params)
    const decision = params.get('decision')
    if (decision === null) return html(200, authorizePage(params, ''))
    if (decision !== 'allow') throw new OAuthError('access_denied', 'end-user denied authorization')
    const person = logIn(call, params)
    if (typeof person === 'string') return html(200, authorizePage(params, person))
    if (!call.org.switches.appApproved) {
      throw new OAuthError('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app')
    }
    const challenge = params.get('code_challenge')
    const code = call.org.grants.addCode({ userId: person.id, redirectUri, scope, challenge })
    return backTo(redirectUri, { code }, params)
  } catch (error) {
    if (error instanceof OAuthError) {
      return backTo(redirectUri, { error: error.error, error_description: error.message }, params)
    }
    throw error
  }
}

/** Nothing is ever sent to an address that the app did not register. */
function checkClient({ org }: Call, clientId: string | null, redirectUri: string): void {
  if (clientId !== org.app.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid')
  if (!org.app.callbackUrls.has(redirectUri)) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
  }
}

/** The scope granted. */
function checkRequest({ org }: Call, params: URLSearchParams): string {
  if (params.get('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response type not supported')
  }
  const challenge = params.get('code_challenge')
  if (challenge === null && org.switches.pkceRequired) {
    throw new OAuthError('invalid_request', 'missing required code challenge')
  }
  const method = params.get('code_challenge_method') ?? 'S256'
  if (challenge !== null && (method.toUpperCase() !== 'S256' || !/^[\w-]{43}=?$/.test(challenge))) {
    throw new OAuthError('invalid_request', 'invalid code challenge')
  }
  return grantedScope(params.get('scope'))
}

/** Who logged in, or the line the page shows instead. */
function logIn({ org }: Call, params: URLSearchParams): Person | string {
  const person = org.people.find(params.get('username') ?? '')
  const fits = person?.password === params.get('password') && !person.lockedOut && org.people.isActive(person)
  return fits
    ? person
    : 'Please check your username and password. If you still can’t log in, contact your administrator.'
}

function backTo(
  redirectUri: string,
  answer: Readonly<Record<string, string>>,
  params: URLSearchParams
): Reply {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  const state = params.get('state')
  if (state !== null) url.searchParams.set('state', state)
  return { status: 302, headers: { Location: url.href, 'Cache-Control': 'no-store' } }
}
