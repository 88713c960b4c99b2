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
      return { body: await openPanel(deps, { orgId, record, user: caller.actor }, body.connection) }
    }
  }
}
