import type { Desk } from '../desk.ts'

/** What handlers work with. */
export interface HandlerDependencies extends Desk {
  /** Where this service is reached from outside: PUBLIC_URL, else the address it listens on. No slash at its end. */
  readonly address: () => string
  readonly version: string
}
