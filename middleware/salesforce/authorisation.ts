import { SalesforceError } from './errors.ts'
import type { Authorised } from './login.ts'

/** How long a refusal stands unasked: a wrong password sent by every waiting job would lock the user out. */
const refusalMs = 60_000

export interface Authorisation {
  /** The login of now; the first caller starts it, all others wait for the same one. */
  current(): Promise<Authorised>
  /** A login newer than `dead`: one new login, however many calls found out that it is dead. */
  after(dead: Authorised): Promise<Authorised>
}

/** Keeps one login for everybody. A refused one (`auth`) is thrown at all who wait, and again for a minute. */
export function createAuthorisation(logIn: () => Promise<Authorised>, now: () => Date): Authorisation {
  let login: Promise<Authorised> | undefined
  let refusal: { readonly error: SalesforceError; readonly until: number } | undefined

  const start = async (): Promise<Authorised> => {
    try {
      const authorised = await logIn()
      refusal = undefined
      return authorised
    } catch (error) {
      login = undefined
      if (error instanceof SalesforceError && error.kind === 'auth') {
        refusal = { error, until: now().getTime() + refusalMs }
      }
      throw error
    }
  }
  const current = () => {
    if (refusal !== undefined && now().getTime() < refusal.until) return Promise.reject(refusal.error)
    return (login ??= start())
  }
  return {
    current,
    async after(dead) {
      const used = login
      // Only whoever still sees the dead one replaces it, and nobody while it is being replaced.
      if (used !== undefined && (await used) === dead && login === used) login = undefined
      return current()
    }
  }
}
