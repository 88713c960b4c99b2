import { ok } from '../http/call.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { checkClientSecret } from './client-secret.ts'
import { OAuthError } from './oauth-error.ts'

export const introspectRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/oauth2/introspect', handle: introspect },
  { method: 'POST', pattern: '/services/oauth2/revoke', handle: revoke },
  { method: 'GET', pattern: '/services/oauth2/revoke', handle: revoke }
]

/** What a token is good for, told to the app that owns it; a dead one is only `{active: false}` [K]. */
function introspect(call: Call): Reply {
  const { org, origin } = call
  const form = new URLSearchParams(call.body)
  try {
    checkClientSecret(call, form)
  } catch (error) {
    if (error instanceof OAuthError) return { status: 401, json: error.body }
    throw error
  }
  const token = form.get('token') ?? ''
  const session = org.sessions.find(token)
  const refresh = org.grants.refreshGrant(token)
  const userId = session?.userId ?? refresh?.userId
  if (userId === undefined) return ok({ active: false })
  const { username } = org.people.byId(userId)
  const about = {
    active: true,
    scope: refresh?.scope ?? 'api web',
    client_id: org.app.clientId,
    username,
    sub: `${origin}/id/${org.id}/${userId}`,
    token_type: refresh ? 'refresh_token' : 'access_token'
  }
  if (!session) return ok(about)
  const exp = Number.isFinite(session.expiresAt) ? { exp: Math.floor(session.expiresAt / 1000) } : {}
  return ok({ ...about, ...exp, iat: Math.floor(org.clock.now() / 1000) })
}

/** An access token alone, or a refresh token with all it opened [K]. */
function revoke({ org, body, query }: Call): Reply {
  const given = new URLSearchParams(body).get('token') ?? query.get('token') ?? ''
  const grant = org.grants.revokeRefreshToken(given)
  for (const token of grant?.accessTokens ?? []) org.sessions.close(token)
  if (grant || org.sessions.close(given)) return { status: 200, text: '' }
  return {
    status: 400,
    json: { error: 'unsupported_token_type', error_description: 'this token type is not supported' }
  }
}
