import type { Context } from '../connectors/connector.ts'
import type { Database } from '../database/open.ts'
import type { Held } from '../database/record.ts'
import type { Log } from '../log.ts'
import type { AddressKey } from '../secrets/address-key.ts'
import type { Session } from '../salesforce/session.ts'
import type { Connection } from './connection.ts'
import type { Look } from './look.ts'
import type { Pair } from './pair.ts'
import type { Purse } from './purse.ts'
import type { ConnectionRules } from './rules.ts'

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
  /** How records of either side are looked up. */
  readonly look: Look
  readonly log: Log
  /** The key of the org's address marks. */
  readonly addressKey: () => Promise<AddressKey>
  /** What the admin says of when and how much. */
  readonly rules: ConnectionRules
  /** What the lane may spend. */
  readonly purse: Purse
  /** The connection is paused: nothing but opt-outs flows. */
  readonly isPaused: boolean
  /** Plans are made or carried out: what waits for a plan to be approved is looked at too. */
  readonly planning?: true
}

/** The same for one of the connection's pairs. */
export interface PairWork extends LaneWork {
  readonly pair: Pair
}
