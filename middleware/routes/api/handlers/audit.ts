import { auditEntries } from '../../../database/audit.ts'
import { contract, type RouteName } from '../contract/index.ts'
import type { Handlers } from '../call.ts'
import { ProblemError } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

export function auditHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'listAudit'> {
  return {
    async listAudit({ orgId, query }) {
      const before = query.after === undefined ? null : Number(query.after)
      if (before !== null && !Number.isSafeInteger(before))
        throw new ProblemError(422, 'page', 'after: the list has no such place.', { field: 'after' })
      const found = await auditEntries(engine.db, orgId, { limit: query.limit + 1, before })
      const shown = found.slice(0, query.limit)
      const items = shown.map(({ at, kind, actor, route, detail, outcome }) => ({
        at: at.toISOString(),
        actor: kind === 'org' ? `${actor}, as the org asserts` : actor,
        what: isRoute(route) ? contract[route].summary : route,
        detail,
        outcome: outcome === null ? ('unknown' as const) : outcome
      }))
      return { body: { items, next: found.length > shown.length ? String(shown.at(-1)?.entryId) : null } }
    }
  }
}

const isRoute = (name: string): name is RouteName => Object.hasOwn(contract, name)
