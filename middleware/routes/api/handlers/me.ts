import { orgWithLogin } from '../../../database/orgs.ts'
import { includes, rights } from '../../../guards/caller.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { addressOf } from './orgs-answer.ts'

export function meHandlers({ engine, version }: HandlerDependencies): Pick<Handlers, 'me'> {
  return {
    async me({ caller }) {
      const found = caller.orgId === null ? null : await orgWithLogin(engine.db, caller.orgId)
      const org =
        found === null
          ? null
          : {
              salesforceOrgId: found.salesforceOrgId,
              name: found.name || found.salesforceOrgId,
              edition: found.edition,
              sandbox: found.sandbox,
              address: addressOf(found)
            }
      const may = rights.filter((one) => includes(caller.may, one))
      return { body: { kind: caller.kind, org, actor: caller.actor, may, version } }
    }
  }
}
