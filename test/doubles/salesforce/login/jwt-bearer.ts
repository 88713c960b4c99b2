import { compactVerify, decodeJwt } from 'jose'
import type { JWTPayload } from 'jose'
import type { ClientApp } from './client-app.ts'
import { OAuthError } from './oauth-error.ts'

/** Three minutes: how far ahead `exp` may lie [V]. */
const longestMs = 180_000

interface Expected {
  readonly app: ClientApp
  /** Milliseconds since 1970. */
  readonly now: number
  readonly audiences: readonly string[]
}

/** The username a good assertion speaks for. Texts other than the facts' are [K]. */
export async function verifyAssertion(assertion: string, { app, now, audiences }: Expected): Promise<string> {
  const claims = read(assertion)
  if (claims.iss !== app.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid')
  try {
    // The claims are checked below: Salesforce words their refusals apart, and takes `exp` as text too [V: simple-salesforce].
    await compactVerify(assertion, app.publicKey, { algorithms: ['RS256'] })
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion')
  }
  const audience = [claims.aud ?? []].flat()
  if (!audience.some((each) => audiences.includes(withScheme(each.replace(/\/$/, ''))))) {
    throw new OAuthError('invalid_grant', 'audience is invalid')
  }
  const expiresAt = milliseconds(Number(claims.exp))
  if (!(expiresAt > now)) throw new OAuthError('invalid_grant', 'expired authorization code')
  // A few seconds are left for clocks that differ.
  if (expiresAt > now + longestMs + 5_000) throw new OAuthError('invalid_grant', 'invalid assertion')
  if (!claims.sub) throw new OAuthError('invalid_grant', 'invalid assertion')
  return claims.sub
}

/** The Salesforce CLI sends `exp` in milliseconds, and Salesforce takes it [V: @salesforce/core 9.4 tryJwtAuth]. */
const milliseconds = (exp: number) => (exp > 1e11 ? exp : exp * 1000)

/** Restforce sends the bare host, and is let in [V: restforce jwt_bearer]. */
const withScheme = (audience: string) => (/^https?:/.test(audience) ? audience : `https://${audience}`)

function read(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion)
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion')
  }
}
