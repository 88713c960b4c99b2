import { compactVerify, decodeJwt } from 'jose'
import type { JWTPayload } from 'jose'
import type { ClientApp } from './client-app.ts'
import { uncertainOAuth } from './oauth-error.ts'

/** Three minutes: how far ahead `exp` may lie [V]. */
const longestMs = 180_000

interface Expected {
  readonly app: ClientApp
  /** Milliseconds since 1970. */
  readonly now: number
  readonly audiences: readonly string[]
}

/** The username a good assertion speaks for. */
export async function verifyAssertion(assertion: string, { app, now, audiences }: Expected): Promise<string> {
  const claims = read(assertion)
  if (claims.iss !== app.clientId) throw uncertainOAuth('clientUnknown')
  try {
    // The claims are checked below: Salesforce words their refusals apart, and takes `exp` as text too [V: simple-salesforce].
    await compactVerify(assertion, app.publicKey, { algorithms: ['RS256'] })
  } catch {
    throw uncertainOAuth('jwtInvalid')
  }
  const audience = [claims.aud ?? []].flat()
  if (!audience.some((each) => audiences.includes(withScheme(each.replace(/\/$/, ''))))) {
    throw uncertainOAuth('jwtAudience')
  }
  const expiresAt = milliseconds(Number(claims.exp))
  if (!(expiresAt > now)) throw uncertainOAuth('jwtExpired')
  // A few seconds are left for clocks that differ.
  if (expiresAt > now + longestMs + 5_000) throw uncertainOAuth('jwtInvalid')
  if (!claims.sub) throw uncertainOAuth('jwtInvalid')
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
    throw uncertainOAuth('jwtInvalid')
  }
}
