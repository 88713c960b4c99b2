import { loadConnection, type StoredConnection } from '../../database/connections.ts'
import type { LaneKey } from '../../database/lease.ts'
import { openConnection, type Connection } from '../../sync/connection.ts'
import type { Engine } from '../../sync/engine.ts'
import { notFound } from './problem.ts'

/** What handlers work with. */
export interface Desk {
  readonly engine: Engine
  /** Says that there is work for a lane. May get lost: a sweep finds what it missed. */
  readonly wake: (key: LaneKey) => void
}

interface Key {
  readonly orgId: number
  readonly connectionId: number
}

/** Which connection the address of a call names. */
export const keyOf = ({ orgId, params }: { readonly orgId: number; readonly params: { readonly connection: number } }): Key => ({ orgId, connectionId: params.connection }) // prettier-ignore

/** A connection as it is stored, if it is the caller's org's; otherwise the caller is told that there is none. */
export async function storedOf({ db }: Engine, { orgId, connectionId }: Key): Promise<StoredConnection> {
  const stored = await loadConnection(db, orgId, connectionId)
  if (stored === null) throw notFound('connection')
  return stored
}

/** The same, opened: with its connector, pairs and settings. */
export async function connectionOf(engine: Engine, key: Key): Promise<Connection> {
  return openConnection(await storedOf(engine, key), engine.sealer, engine)
}

/** What an external field is called by people; its own name where the mapping has no such line any more. */
export const labelOf = (connection: Connection, pairId: number, line: string): string =>
  connection.pairs.find((one) => one.pairId === pairId)?.lines.find((one) => one.name === line)?.field
    .label ?? line
