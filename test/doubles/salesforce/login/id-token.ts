import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { ok } from '../http/call.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import type { Granted } from './granted.ts'

const alg = 'RS256'
const keyId = 'practice'
let made: ReturnType<typeof generateKeyPair> | undefined

/** One pair for all orgs of the process, made when it is first wanted. */
const keys = () => (made ??= generateKeyPair(alg))

export const openIdRoutes: readonly Route<Call>[] = [
  { method: 'GET', pattern: '/id/keys', handle: keySet },
  { method: 'GET', pattern: '/.well-known/openid-configuration', handle: configuration }
]

/**
 * Who logged in, signed, for a grant with the scope `openid` [K]: for the client app, good for two minutes, bound to the
 * access token by `at_hash` as OpenID Connect Core says.
 */
export async function idToken(
  { org, origin }: Call,
  { person, scope }: Pick<Granted, 'person' | 'scope'>,
  accessToken: string
): Promise<string | undefined> {
  if (!scope.split(' ').includes('openid')) return undefined
  const now = Math.floor(org.clock.now() / 1000)
  const hash = createHash('sha256').update(accessToken).digest()
  return await new SignJWT({ at_hash: hash.subarray(0, hash.length / 2).toString('base64url') })
    .setProtectedHeader({ alg, kid: keyId })
    .setIssuer(origin)
    .setSubject(`${origin}/id/${org.id}/${person.id}`)
    .setAudience(org.app.clientId)
    .setIssuedAt(now)
    .setExpirationTime(now + 120)
    .sign((await keys()).privateKey)
}

async function keySet(): Promise<Reply> {
  const { publicKey } = await keys()
  return ok({ keys: [{ ...(await exportJWK(publicKey)), alg, kid: keyId, use: 'sig' }] })
}

function configuration({ origin }: Call): Reply {
  const oauth = `${origin}/services/oauth2`
  return ok({
    issuer: origin,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    revocation_endpoint: `${oauth}/revoke`,
    userinfo_endpoint: `${oauth}/userinfo`,
    jwks_uri: `${origin}/id/keys`,
    scopes_supported: ['api', 'web', 'full', 'id', 'profile', 'email', 'openid', 'refresh_token'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [alg]
  })
}
