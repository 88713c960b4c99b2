import type { Database } from '../database/open.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../secrets/seal.ts'
import type { CallCounter } from './calls.ts'
import type { Sessions } from './sessions.ts'

/** What the loops of a node share. */
export interface Engine {
  readonly db: Database
  readonly node: string
  readonly sealer: Sealer
  readonly sessions: Sessions
  readonly calls: CallCounter
  readonly development: boolean
  readonly now: () => Date
  readonly log: Log
}
