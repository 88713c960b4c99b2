import { glances, type ConnectionGlance } from '../../../database/cards.ts'
import { belongingsOf, forgetConnection, markDeleted } from '../../../database/delete-connection.ts'
import { renameConnection } from '../../../database/settings.ts'
import { checkConnection } from '../../../sync/check-connection.ts'
import { createConnection } from '../../../sync/connect.ts'
import { consequences } from '../../../sync/deletion-words.ts'
import type { ConnectionCard } from '../contract/connections.ts'
import type { Handlers } from '../call.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { keyOf, storedOf } from '../desk.ts'

type ConnectionHandlers = Pick<
  Handlers,
  | 'listConnections'
  | 'getConnection'
  | 'createConnection'
  | 'renameConnection'
  | 'checkConnection'
  | 'previewDeletion'
  | 'deleteConnection'
>

export function connectionHandlers({ engine, address }: HandlerDependencies): ConnectionHandlers {
  const { db, log } = engine
  const labelOf = (connector: string) => engine.connectors.find(({ name }) => name === connector)?.label ?? connector // prettier-ignore
  const card = (one: ConnectionGlance): ConnectionCard => ({
    connection: one.connectionId,
    name: one.name,
    connector: one.connector,
    connectorLabel: labelOf(one.connector),
    state: one.state,
    links: one.links,
    openIssues: one.openIssues,
    lastSyncAt: one.lastSyncAt?.toISOString() ?? null,
    trouble: one.trouble
  })
  const cardOf = async (orgId: number, connectionId: number) => {
    const [found] = await glances(db, orgId, connectionId)
    if (found === undefined) throw notFound('connection')
    return card(found)
  }
  return {
    async listConnections({ orgId }) {
      return { body: { connections: (await glances(db, orgId)).map(card) } }
    },
    async getConnection({ orgId, params }) {
      return { body: await cardOf(orgId, params.connection) }
    },
    async createConnection({ orgId, body, caller }) {
      const { connector, name, values } = body
      const given = { connector, settings: values, ...(name !== undefined && { name }) }
      const { connectionId, token } = await createConnection(engine, orgId, given, caller.actor)
      return { body: { connection: connectionId, intake: `${address()}/hooks/salesforce/${token}` } }
    },
    async renameConnection(call) {
      if (!(await renameConnection(db, keyOf(call), call.body.name.trim()))) throw notFound('connection')
      return { body: await cardOf(call.orgId, call.params.connection) }
    },
    async checkConnection(call) {
      const { problems, warnings } = await checkConnection(engine, await storedOf(engine, keyOf(call)))
      return { body: { ok: problems.length === 0, problems: [...problems], warnings: [...warnings] } }
    },
    async previewDeletion(call) {
      const found = await belongingsOf(db, keyOf(call))
      if (found === null) throw notFound('connection')
      const { name, links, openIssues } = found
      return { body: { name, links, openIssues, ...consequences(found, labelOf(found.connector)) } }
    },
    async deleteConnection(call) {
      const key = keyOf(call)
      const found = await belongingsOf(db, key)
      if (found === null) throw notFound('connection')
      if (call.query.confirm !== found.name)
        throw new ProblemError(422, 'not-confirmed', 'Type the connection’s name as it stands to delete it.', { field: 'confirm' }) // prettier-ignore
      await markDeleted(db, key)
      // Nobody waits for it; a node that ends meanwhile leaves the rest to the upkeep.
      forgetConnection(db, key).catch((error: unknown) =>
        log.warn(
          { err: error, ...key },
          'a deleted connection is not forgotten yet; the upkeep goes on with it'
        )
      )
      return { body: undefined }
    }
  }
}
