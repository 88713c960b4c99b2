import { connectionIds } from '../../../database/setup.ts'
import { toId18 } from '../../../salesforce/ids.ts'
import { openPanel } from '../../../setup/panel.ts'
import type { Handlers } from '../call.ts'
import { notFound } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

export function panelHandlers(deps: HandlerDependencies): Pick<Handlers, 'openPanel'> {
  return {
    async openPanel({ orgId, caller, params, body }) {
      const record = toId18(params.record)
      if (record === null) throw notFound('record')
      const { connection } = body
      if (connection !== undefined && !(await connectionIds(deps.engine.db, orgId)).includes(connection))
        throw notFound('connection')
      return { body: await openPanel(deps, { orgId, record, user: caller.actor }, connection) }
    }
  }
}
