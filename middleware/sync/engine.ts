import type { Connector } from '../connectors/connector.ts'
import type { Database } from '../database/open.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../secrets/seal.ts'
import type { CallCounter } from './calls.ts'
import type { Limiters } from './limiters.ts'
import type { Sessions } from './sessions.ts'

/** What the loops of a node share. */
export interface Engine {
  readonly db: Database
  readonly node: string
  /** The systems this node knows how to speak with. */
  readonly connectors: readonly Connector[]
  readonly sealer: Sealer
  readonly sessions: Sessions
  readonly calls: CallCounter
  readonly limiters: Limiters
  readonly development: boolean
  readonly now: () => Date
  readonly log: Log
}
