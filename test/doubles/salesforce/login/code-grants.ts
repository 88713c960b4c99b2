import type { Call } from '../http/call.ts'
import { checkClientSecret } from './client-secret.ts'
import { verifierFits } from './grants-given.ts'
import type { Granted } from './granted.ts'
import { OAuthError, uncertainOAuth } from './oauth-error.ts'
import { mayRefresh } from './scopes.ts'

/** `authorization_code`: a code for a token, once, with the verifier that its challenge came from. */
export function authorizationCode(call: Call, form: URLSearchParams): Granted {
  const { org } = call
  const code = org.grants.takeCode(form.get('code') ?? '')
  // A public client that proves itself by its verifier needs no secret, if the app allows that [K].
  checkClientSecret(call, form, org.switches.secretRequired || code.challenge === null)
  if (form.get('redirect_uri') !== code.redirectUri) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
  }
  const verifier = form.get('code_verifier')
  if (code.challenge !== null && (verifier === null || !verifierFits(code.challenge, verifier))) {
    throw new OAuthError('invalid_grant', 'invalid code verifier')
  }
  return { person: org.people.byId(code.userId), scope: code.scope, refresh: mayRefresh(code.scope) }
}

/** `refresh_token`: a new access token for the same user and scope; the refresh token stays. */
export function refreshToken(call: Call, form: URLSearchParams): Granted {
  const { org } = call
  checkClientSecret(call, form, org.switches.secretRequired)
  const grant = org.grants.refreshGrant(form.get('refresh_token') ?? '')
  if (!grant) throw new OAuthError('invalid_grant', 'expired access/refresh token')
  return { person: org.people.byId(grant.userId), scope: grant.scope, opened: grant.accessTokens }
}

/**
 * `password`: connected apps have it, External Client Apps do not [V]. Password and security
 * token stand in one text where the caller's address is not trusted.
 */
export function password(call: Call, form: URLSearchParams): Granted {
  const { org } = call
  if (org.switches.appKind === 'externalClientApp') {
    throw uncertainOAuth('passwordGrantOff')
  }
  checkClientSecret(call, form)
  const person = org.people.find(form.get('username') ?? '')
  const given = form.get('password') ?? ''
  const fits =
    person !== undefined &&
    !person.lockedOut &&
    (given === person.password + person.securityToken ||
      (org.switches.trustedIp && given === person.password))
  if (!fits) throw new OAuthError('invalid_grant', 'authentication failure')
  return { person, scope: 'api web' }
}
