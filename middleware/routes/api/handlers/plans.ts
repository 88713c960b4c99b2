import { Readable } from 'node:stream'
import { approve, cancelPlan } from '../../../database/plan-approval.ts'
import { operationsOf, type StoredOperation } from '../../../database/plan-operations.ts'
import { listPlans, planOf, type StoredPlan } from '../../../database/plans.ts'
import { reasonInWords } from '../../../sync/code-words.ts'
import type { Connection } from '../../../sync/connection.ts'
import { lanes } from '../../../sync/lanes.ts'
import { planCsv } from '../../../sync/plan-csv.ts'
import { withLines } from '../../../sync/plan-preview.ts'
import { parentAwaited } from '../../../sync/plan-rows.ts'
import { requestPlans } from '../../../sync/plans.ts'
import type { Handlers } from '../call.ts'
import type { Answer } from '../contract/index.ts'
import { connectionOf, labelOf, storedOf, type Desk } from '../desk.ts'
import { notFound, ProblemError } from '../problem.ts'

type PlanHandlers = Pick<
  Handlers,
  'listPlans' | 'createPlans' | 'getPlan' | 'listOperations' | 'exportPlan' | 'approvePlan' | 'cancelPlan'
>
const SHOWN = 100

export function planHandlers(desk: Desk): PlanHandlers {
  const { engine, wake } = desk
  const found = async (orgId: number, plan: number): Promise<StoredPlan> => {
    const stored = await planOf(engine.db, orgId, plan)
    if (stored === null) throw notFound('plan')
    return stored
  }
  return {
    async listPlans({ orgId, params }) {
      await storedOf(engine, { orgId, connectionId: params.connection })
      const plans = await listPlans(engine.db, orgId, params.connection, SHOWN)
      return { body: { plans: plans.map(summary) } }
    },
    async createPlans({ orgId, params, body }) {
      await storedOf(engine, { orgId, connectionId: params.connection })
      const plans = await requestPlans(engine, orgId, params.connection, body.pair)
      wake({ orgId, connectionId: params.connection, lane: lanes.pressed })
      return { body: { plans } }
    },
    async getPlan({ orgId, params }) {
      return { body: summary(await found(orgId, params.plan)) }
    },
    async listOperations({ orgId, params, query }) {
      const plan = await found(orgId, params.plan)
      const connection = await connectionOf(engine, { orgId, connectionId: plan.connectionId })
      const after = Number(query.after ?? 0)
      if (!Number.isSafeInteger(after))
        throw new ProblemError(422, 'page', 'That is not the beginning of a page.', { field: 'after' })
      const stored = await operationsOf(engine.db, orgId, plan.runId, {
        after,
        limit: query.limit + 1,
        kind: query.kind ?? null
      })
      const shown = await withLines(engine, orgId, plan, stored.slice(0, query.limit))
      const next = stored.length > query.limit ? String(shown.at(-1)?.seq ?? after) : null
      return { body: { items: shown.map((one) => operation(connection, plan.pairId, one)), next } }
    },
    async exportPlan({ orgId, params }) {
      const plan = await found(orgId, params.plan)
      const texts = async function* () {
        for await (const { text } of planCsv(engine, orgId, plan)) yield text
      }
      return { file: `plan-${plan.runId}.csv`, stream: Readable.from(texts()) }
    },
    async approvePlan({ orgId, params, body, caller }) {
      const { hash, planned, acceptGuard } = body
      const yes = { hash, acceptGuard, by: caller.actor, ...(planned !== undefined && { planned }) }
      const plan = await found(orgId, params.plan)
      const no = await approve(engine.db, orgId, params.plan, yes)
      if (no !== null) throw new ProblemError(409, 'not-approved', no)
      wake({ orgId, connectionId: plan.connectionId, lane: lanes.pressed })
      return { body: summary(await found(orgId, params.plan)) }
    },
    async cancelPlan({ orgId, params }) {
      const plan = await found(orgId, params.plan)
      if (!(await cancelPlan(engine.db, orgId, params.plan)))
        throw new ProblemError(409, 'not-cancelled', `The plan is ${plan.state} already.`)
      return { body: summary(await found(orgId, params.plan)) }
    }
  }
}

const summary = (plan: StoredPlan): Answer<'getPlan'> => ({
  plan: plan.runId,
  connection: plan.connectionId,
  pair: plan.pair,
  state: plan.state,
  seen: plan.seen,
  total: plan.total,
  planned: { ...plan.planned },
  calls: plan.calls,
  guard: [...(plan.guard ?? [])],
  hash: plan.hash,
  expiresAt: plan.expiresAt?.toISOString() ?? null,
  approvedBy: plan.approvedBy,
  applied: { ...plan.counters },
  undoes: plan.undoes,
  error: plan.error,
  startedAt: plan.startedAt.toISOString()
})

function operation(
  connection: Connection,
  pairId: number,
  one: StoredOperation
): Answer<'listOperations'>['items'][number] {
  return {
    seq: one.seq,
    kind: one.kind,
    salesforceId: one.sfId,
    externalId: one.extId,
    writes: one.sides,
    reason: reasonInWords(one.bucket, one.code, connection.connector),
    lines: (one.lines ?? []).map(({ line, side, value_from, value_to }) => ({
      line,
      label: labelOf(connection, pairId, line),
      side,
      from: shown(value_from),
      to: shown(value_to)
    })),
    issues: (one.issues ?? []).map(({ line, message }) => ({ line, message }))
  }
}

/** The id of a parent that is made first is not known yet. */
const shown = (value: string | null): string | null => {
  const parent = parentAwaited(value)
  return parent === null ? value : `(the partner of ${parent}, which is made first)`
}
