import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'

export interface Session {
  readonly token: string
  readonly userId: string
  /** When it dies, in milliseconds since 1970 by the org's clock. */
  readonly expiresAt: number
}

/** Two hours, Salesforce's default session timeout [K]; the double does not prolong it on use. */
const lifetimeMs = 2 * 3_600_000

/** Open sessions by access token. Tokens look like Salesforce's, since clients look at them: `00D…!AQ…` [T]. */
export class Sessions {
  readonly #prefix: string
  readonly #clock: Clock
  readonly #open = new Map<string, Session>()
  /** How many were opened since the start. */
  opened = 0

  constructor({ orgId, clock }: { orgId: string; clock: Clock }) {
    this.#prefix = orgId.slice(0, 15)
    this.#clock = clock
  }

  open(userId: string, lifetime = lifetimeMs): Session {
    const token = `${this.#prefix}!AQ${randomBytes(66).toString('base64url')}`.replaceAll('-', '.')
    const session = { token, userId, expiresAt: this.#clock.now() + lifetime }
    this.#open.set(token, session)
    this.opened++
    return session
  }

  get all(): IterableIterator<Session> {
    return this.#open.values()
  }

  /** A session from before a restart. */
  restore(session: Session): void {
    this.#open.set(session.token, session)
  }

  find(token: string): Session | undefined {
    const session = this.#open.get(token)
    return session && session.expiresAt > this.#clock.now() ? session : undefined
  }

  close(token: string): boolean {
    return this.#open.delete(token)
  }

  closeAll(): number {
    const count = this.#open.size
    this.#open.clear()
    return count
  }
}
