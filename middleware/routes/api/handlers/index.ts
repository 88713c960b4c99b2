import type { Handlers } from '../call.ts'
import { connectionHandlers } from './connections.ts'
import { connectorHandlers } from './connectors.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { informationHandlers } from './information.ts'
import { meHandlers } from './me.ts'
import { syncHandlers } from './syncs.ts'

/** Every handler of the admin API, one group a file. */
export function createHandlers(deps: HandlerDependencies): Partial<Handlers> {
  return {
    ...meHandlers(deps),
    ...connectorHandlers(deps),
    ...connectionHandlers(deps),
    ...informationHandlers(deps),
    ...syncHandlers(deps)
  }
}
