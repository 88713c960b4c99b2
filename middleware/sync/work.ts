import type { Context } from '../connectors/connector.ts'
import type { Database } from '../database/open.ts'
import type { Held } from '../database/record.ts'
import type { Log } from '../log.ts'
import type { Session } from '../salesforce/session.ts'
import type { Connection } from './connection.ts'
import type { Pair } from './pair.ts'

/** What a node has in hand while it works on a connection's lane. */
export interface LaneWork {
  readonly db: Database
  readonly connection: Connection
  readonly session: Session
  readonly context: Context
  /** Proof, in every commit, that the lane is still this node's. */
  readonly held: Held
  /** Aborted when the lease is lost or the node stops. */
  readonly signal: AbortSignal
  /** Throws when the lease has run out; asked before every call outside. */
  readonly alive: () => void
  readonly now: () => Date
  readonly log: Log
}

/** The same for one of the connection's pairs. */
export interface PairWork extends LaneWork {
  readonly pair: Pair
}
