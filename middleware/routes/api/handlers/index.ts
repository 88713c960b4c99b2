import type { Handlers } from '../call.ts'
import { auditHandlers } from './audit.ts'
import { connectionHandlers } from './connections.ts'
import { connectorHandlers } from './connectors.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { informationHandlers } from './information.ts'
import { issueHandlers } from './issues.ts'
import { keyHandlers } from './keys.ts'
import { mappingHandlers } from './mapping.ts'
import { meHandlers } from './me.ts'
import { orgHandlers } from './orgs.ts'
import { panelHandlers } from './panel.ts'
import { planHandlers } from './plans.ts'
import { recordPageHandlers } from './record-page.ts'
import { recordHandlers } from './records.ts'
import { ruleHandlers } from './rules.ts'
import { runHandlers } from './runs.ts'
import { settingHandlers } from './settings.ts'
import { setupHandlers } from './setup.ts'
import { syncHandlers } from './syncs.ts'

/** Every handler of the admin API, one group a file. */
export function createHandlers(deps: HandlerDependencies): Handlers {
  return {
    ...meHandlers(deps),
    ...connectorHandlers(deps),
    ...connectionHandlers(deps),
    ...settingHandlers(deps),
    ...informationHandlers(deps),
    ...ruleHandlers(deps),
    ...syncHandlers(deps),
    ...mappingHandlers(deps),
    ...planHandlers(deps),
    ...runHandlers(deps),
    ...issueHandlers(deps),
    ...recordHandlers(deps),
    ...recordPageHandlers(deps),
    ...panelHandlers(deps),
    ...setupHandlers(deps),
    ...orgHandlers(deps),
    ...keyHandlers(deps),
    ...auditHandlers(deps)
  }
}
