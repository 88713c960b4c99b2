import { auditEntries, type AuditEntry } from '../../../database/audit.ts'
import { placesOf, type Places } from '../../../database/audit-places.ts'
import { contract, type RouteContract, type RouteName } from '../contract/index.ts'
import type { AuditEntry as Entry } from '../contract/setup.ts'
import type { Handlers } from '../call.ts'
import { ProblemError } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

const routes: Readonly<Record<string, RouteContract>> = contract
/** Routes of which an entry says that somebody looked, not that something was done. */
const asking = Object.keys(routes).filter((name) => routes[name]?.asks === true)

export function auditHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'listAudit'> {
  return {
    async listAudit({ orgId, query }) {
      const before = query.after === undefined ? null : Number(query.after)
      if (before !== null && !Number.isSafeInteger(before))
        throw new ProblemError(422, 'page', 'after: the list has no such place.', { field: 'after' })
      const without = query.only === 'changes' ? asking : []
      const found = await auditEntries(engine.db, orgId, { limit: query.limit + 1, before, without })
      const shown = found.slice(0, query.limit)
      const places = await placesOf(engine.db, orgId, {
        connection: numbers(shown, 'connection'),
        run: [...numbers(shown, 'run'), ...numbers(shown, 'plan')],
        issue: numbers(shown, 'issue')
      })
      const items = shown.map((entry) => told(entry, places))
      return { body: { items, next: found.length > shown.length ? String(shown.at(-1)?.entryId) : null } }
    }
  }
}

function told(entry: AuditEntry, places: Places): Entry {
  const { at, kind, actor, route, detail, outcome } = entry
  const connection = connectionOf(entry, places)
  return {
    at: at.toISOString(),
    actor,
    // Who allowed a step in Salesforce was told by Salesforce itself.
    asserted: kind === 'org' && route !== 'connect',
    action: route,
    what: isRoute(route) ? contract[route].summary : route,
    connection: connection === null ? null : { connection, name: places.names.get(connection) ?? null },
    detail: detail.replace(/^connection \d+(, |$)/, ''),
    outcome: outcome ?? 'unknown'
  }
}

/** What an entry is about stands first in its detail, as its address says it: `plan 7, hash …`. */
function subject({ route, detail }: AuditEntry): { readonly kind: string; readonly number: number } | null {
  const found = isRoute(route) ? /^(connection|plan|run|issue) (\d{1,10})(?=,|$)/.exec(detail) : null
  return found?.[1] === undefined ? null : { kind: found[1], number: Number(found[2]) }
}

function connectionOf(entry: AuditEntry, { run, issue }: Places): number | null {
  const about = subject(entry)
  if (about === null) return null
  if (about.kind === 'connection') return about.number
  return (about.kind === 'issue' ? issue : run).get(about.number) ?? null
}

const numbers = (entries: readonly AuditEntry[], kind: string) =>
  entries.map(subject).flatMap((about) => (about?.kind === kind ? [about.number] : []))

const isRoute = (name: string): name is RouteName => Object.hasOwn(contract, name)
