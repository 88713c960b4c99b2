import type { Person } from './people.ts'

/** What a grant ends in: a token for `person`. */
export interface Granted {
  readonly person: Person
  readonly scope: string
  /** A refresh token comes along. */
  readonly refresh?: boolean
  /** The access tokens that die with the refresh token this grant used. */
  readonly opened?: Set<string>
}
