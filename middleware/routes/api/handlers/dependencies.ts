import type { Engine } from '../../../sync/engine.ts'
import type { Waker } from '../../../sync/wake.ts'

/** What handlers work with. */
export interface HandlerDependencies {
  readonly engine: Engine
  readonly waker: Pick<Waker, 'wake'>
  /** Where this service is reached from outside: PUBLIC_URL, else the address it listens on. No slash at its end. */
  readonly address: () => string
  readonly version: string
}
