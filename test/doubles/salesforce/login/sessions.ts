import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Switches } from '../switches.ts'

export interface Session {
  readonly token: string
  readonly userId: string
  /** When it dies, in milliseconds since 1970 by the org's clock. */
  readonly expiresAt: number
  /** Of the grant that opened it; SOAP logins have none. */
  readonly scope?: string
}

/**
 * Open sessions by access token. Tokens look like Salesforce's, since clients look at them: `00D…!AQ…` [T]. The double
 * does not prolong a session on use.
 */
export class Sessions {
  readonly #prefix: string
  readonly #clock: Clock
  readonly #switches: Switches
  readonly #open = new Map<string, Session>()
  /** How many were opened since the start. */
  opened = 0

  constructor({ orgId, clock, switches }: { orgId: string; clock: Clock; switches: Switches }) {
    this.#prefix = orgId.slice(0, 15)
    this.#clock = clock
    this.#switches = switches
  }

  /** `lifetime` in milliseconds. */
  open(userId: string, lifetime = this.#switches.sessionSeconds * 1000, scope?: string): Session {
    const token = `${this.#prefix}!AQ${randomBytes(66).toString('base64url')}`.replaceAll('-', '.')
    const expiresAt = this.#clock.now() + lifetime
    const session = { token, userId, expiresAt, ...(scope !== undefined && { scope }) }
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
