import { loadConnection, type StoredConnection } from '../../../database/connections.ts'
import type { Engine } from '../../../sync/engine.ts'
import { notFound } from '../problem.ts'

interface Named {
  readonly orgId: number
  readonly params: { readonly connection: number }
}

/** The connection of an address as it is stored, if it is the caller's org's; otherwise the caller is told that there is none. */
export async function storedOf({ db }: Engine, { orgId, params }: Named): Promise<StoredConnection> {
  const stored = await loadConnection(db, orgId, params.connection)
  if (stored === null) throw notFound('connection')
  return stored
}

export const keyOf = ({ orgId, params }: Named) => ({ orgId, connectionId: params.connection })
