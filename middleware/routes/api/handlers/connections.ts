import { glances, type ConnectionGlance } from '../../../database/cards.ts'
import type { ConnectionCard } from '../contract/connections.ts'
import type { Handlers } from '../call.ts'
import { notFound } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

export function connectionHandlers({
  engine
}: HandlerDependencies): Pick<Handlers, 'listConnections' | 'getConnection'> {
  const card = (one: ConnectionGlance): ConnectionCard => ({
    connection: one.connectionId,
    name: one.name,
    connector: one.connector,
    connectorLabel: engine.connectors.find(({ name }) => name === one.connector)?.label ?? one.connector,
    state: one.state,
    links: one.links,
    openIssues: one.openIssues,
    lastSyncAt: one.lastSyncAt?.toISOString() ?? null,
    trouble: one.trouble
  })
  return {
    async listConnections({ orgId }) {
      return { body: { connections: (await glances(engine.db, orgId)).map(card) } }
    },
    async getConnection({ orgId, params }) {
      const [found] = await glances(engine.db, orgId, params.connection)
      if (found === undefined) throw notFound('connection')
      return { body: card(found) }
    }
  }
}
