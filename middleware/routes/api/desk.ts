import { loadConnection } from '../../database/connections.ts'
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

/** A connection of the caller's org, opened, with its name; 404 where there is none. */
export async function connectionOf(
  { engine }: Desk,
  orgId: number,
  connectionId: number
): Promise<Connection & { readonly name: string }> {
  const stored = await loadConnection(engine.db, orgId, connectionId)
  if (stored === null) throw notFound('connection')
  return { ...openConnection(stored, engine.sealer, engine), name: stored.name }
}

/** What an external field is called by people; its own name where the mapping has no such line any more. */
export const labelOf = (connection: Connection, pairId: number, line: string): string =>
  connection.pairs.find((one) => one.pairId === pairId)?.lines.find((one) => one.name === line)?.field
    .label ?? line
