import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { OAuthError } from './oauth-error.ts'

/** What a browser login ended in, waiting for the app to fetch it. */
export interface AuthorizationCode {
  readonly userId: string
  readonly redirectUri: string
  readonly scope: string
  /** S256 of the verifier; null when the app sent none. */
  readonly challenge: string | null
}

/** 15 minutes: how long a code waits [K]. */
const codeLifeMs = 15 * 60_000

export interface RefreshGrant {
  readonly userId: string
  readonly scope: string
  /** Access tokens opened with it: they die when it is revoked [K]. */
  readonly accessTokens: Set<string>
}

/** Authorization codes and refresh tokens of the org. */
export class GrantsGiven {
  readonly #clock: Clock
  readonly #codes = new Map<string, AuthorizationCode & { readonly expiresAt: number }>()
  readonly #refresh = new Map<string, RefreshGrant>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  addCode(code: AuthorizationCode): string {
    const text = `aPrx${randomBytes(36).toString('base64url')}==`
    this.#codes.set(text, { ...code, expiresAt: this.#clock.now() + codeLifeMs })
    return text
  }

  /** A code works once; a second use is told as expired, which is how a used one looks [K]. */
  takeCode(text: string): AuthorizationCode {
    const code = this.#codes.get(text)
    if (!code && !text.startsWith('aPrx')) throw new OAuthError('invalid_grant', 'invalid authorization code')
    this.#codes.delete(text)
    if (!code || code.expiresAt <= this.#clock.now()) {
      throw new OAuthError('invalid_grant', 'expired authorization code')
    }
    return code
  }

  addRefreshToken(userId: string, scope: string, accessToken: string): string {
    const token = `5Aep${randomBytes(60).toString('base64url').replaceAll('-', '.')}`
    this.#refresh.set(token, { userId, scope, accessTokens: new Set([accessToken]) })
    return token
  }

  get refreshTokens(): readonly (readonly [token: string, grant: RefreshGrant])[] {
    return [...this.#refresh]
  }

  /** A refresh token from before a restart. */
  restore(token: string, grant: RefreshGrant): void {
    this.#refresh.set(token, grant)
  }

  refreshGrant(token: string): RefreshGrant | undefined {
    return this.#refresh.get(token)
  }

  /** Forgets a refresh token; answers what it had opened. */
  revokeRefreshToken(token: string): RefreshGrant | undefined {
    const grant = this.#refresh.get(token)
    this.#refresh.delete(token)
    return grant
  }

  /** Forgets all refresh tokens; how many. */
  revokeAll(): number {
    const count = this.#refresh.size
    this.#refresh.clear()
    return count
  }
}

/** A challenge without a method is S256, as jsforce sends it [T]; `plain` does not exist [K]. */
export function verifierFits(challenge: string, verifier: string): boolean {
  return createHash('sha256').update(verifier).digest('base64url') === challenge.replace(/=+$/, '')
}
