import { codeOf, wordsOf } from '../uncertain.ts'
import type { UncertainName } from '../uncertain.ts'

/** A refusal of the OAuth endpoints: HTTP 400 with `error` and `error_description` [V]. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly error: string

  constructor(error: string, description: string) {
    super(description)
    this.error = error
  }

  get body(): Record<string, string> {
    return { error: this.error, error_description: this.message }
  }
}

/** One of the refusals that `uncertain.ts` keeps. */
export const uncertainOAuth = (name: UncertainName): OAuthError => new OAuthError(codeOf(name), wordsOf(name))
