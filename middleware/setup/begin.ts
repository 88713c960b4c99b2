import { authorizeAddress } from '../salesforce/oauth.ts'
import { clientAppOf } from './client-app.ts'
import { redirectUri, type Setup } from './setup.ts'
import { newAttempt, sealAttempt, type Wish } from './tickets.ts'

/** Where the browser goes to log in, and what it keeps meanwhile. */
export interface Begun {
  readonly url: string
  readonly state: string
  readonly cookie: string
}

/** Begins a login of an admin. Throws `SetupError`. */
export async function begin(setup: Setup, wish: Wish): Promise<Begun> {
  const app = await clientAppOf(setup, wish.orgId)
  const attempt = newAttempt(setup, wish)
  const { state, verifier } = attempt
  const url = authorizeAddress(app, { redirectUri: redirectUri(setup), state, verifier })
  return { url, state, cookie: sealAttempt(setup, attempt) }
}
