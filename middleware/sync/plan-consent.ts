import { linkStates, recordKey, type Resolved } from './change.ts'
import { externalId, salesforceId, type Operation, type PlanContext } from './operation.ts'
import { planLines } from './plan-lines.ts'
import type { Plan } from './plan.ts'

/**
 * The opt-outs that a record's two sides don't both show, and nothing else of it: for records that wait behind others, are
 * paused, or don't meet the pair's criterion. Null where there is nothing to send, or nobody to send it to.
 */
export function planConsent({ pair, label, consent }: PlanContext, one: Resolved): Operation | null {
  const { change, link } = one
  if (one.held !== null || one.skipped !== null || one.fate !== null || change.values === null) return null
  if (link !== null && link.state !== linkStates.live) return null
  const ids = { salesforce: salesforceId(one), external: externalId(one) }
  if (ids.salesforce === null || ids.external === null) return null
  const view = consent?.(one)
  const lines = planLines(pair, label, {
    known: link?.rev === pair.rev ? link : null,
    salesforce: one.salesforce?.values ?? null,
    external: one.external?.values ?? null,
    whole: one.external !== null,
    linked: true,
    newer: null,
    parents: () => null,
    // An opt-out does not ask; what is allowed besides waits for its turn.
    may: { toExternal: false, toSalesforce: false },
    only: 'consent',
    ...(view !== undefined && { optedIn: view.optedIn, optedOut: view.out })
  })
  if (lines.changes.length === 0) return null
  const update = (id: string, values: typeof lines.toExternal) =>
    Object.keys(values).length === 0 ? null : ({ kind: 'update', id, values } as const)
  return {
    key: recordKey(one),
    resolved: one,
    external: update(ids.external, lines.toExternal),
    salesforce: update(ids.salesforce, lines.toSalesforce),
    lines,
    waits: null,
    createKey: null,
    bucket: 'updated',
    state: linkStates.live,
    code: 'opt-out',
    only: 'consent'
  }
}

/** A batch of the consent lane: records without an opt-out to send are left as if nobody had looked. */
export const planConsents = (context: PlanContext, resolved: readonly Resolved[]): Plan => ({
  operations: resolved.flatMap((one) => planConsent(context, one) ?? []),
  outcomes: []
})
