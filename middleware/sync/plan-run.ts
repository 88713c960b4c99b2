import { BY_REFERENCE_AFTER, creatorsOf, savePlanPage } from '../database/plan-operations.ts'
import { countUnplanned, failPlan, finishPlan } from '../database/plan-end.ts'
import { countLinks, planOf, type StoredPlan } from '../database/plans.ts'
import type { PlanBatch } from './plan-source.ts'
import type { Batch } from './capture.ts'
import { consentOf } from './consent-batch.ts'
import { cost, type Writes } from './cost.ts'
import { guard, type GuardCounts } from './guard.ts'
import { knowing } from './look.ts'
import { metered } from './metered.ts'
import type { PlanContext } from './operation.ts'
import { parentsOf } from './parents.ts'
import { withPlannedParents } from './plan-parents.ts'
import { heldTwin } from './held.ts'
import { plan } from './plan.ts'
import { countsOf, rowsOf, type PlanRow } from './plan-rows.ts'
import type { Rails } from './guard.ts'
import { resolve } from './resolve.ts'
import type { PairWork } from './work.ts'

/** Records that are carried out together. */
export const APPLY_CHUNK = 2000

/** What all records of a batch come to, decided and nothing written. `ahead`: parents that are only planned count as there. */
export async function decideAll(work: PairWork, batch: Batch, ahead = false) {
  const { pair, connection } = work
  const look = knowing(batch.look ?? work.look, pair, batch.changes)
  const resolved = await resolve({ ...work, look }, batch)
  const linked = await parentsOf(work, resolved)
  const parents = ahead ? await withPlannedParents(work, resolved, linked) : linked
  const { view, notes } = await consentOf(work, resolved)
  const context: PlanContext = { pair, label: connection.connector.label, consent: view, ...parents }
  const decided = plan(context, resolved)
  return { context, resolved, decided, consent: notes, ...rowsOf(pair, resolved, decided) }
}

/**
 * Makes a plan: capture → resolve → merge → plan, and instead of applying, stores what would be done and why the rest is not.
 * Each batch is committed with its place (`checkpoint.runPage`), so that a killed node's plan goes on there. Nothing is written
 * on either side. Gives how many records it looked at.
 */
export async function makePlan(
  work: PairWork,
  run: StoredPlan,
  batches: AsyncIterable<PlanBatch>,
  {
    rails,
    stopping,
    byReferenceAfter = BY_REFERENCE_AFTER
  }: {
    readonly rails: Rails
    readonly stopping: AbortSignal
    readonly byReferenceAfter?: number
  }
): Promise<number> {
  const { db, held, pair } = work
  if (pair.rev !== run.rev) {
    await failPlan(
      db,
      held,
      run.runId,
      'failed',
      'The mapping was changed while the plan was made. Make a new one.'
    )
    return 1
  }
  let seen = 0
  for await (const batch of metered(work, batches)) {
    const { context, resolved, rows: found, unchanged } = await decideAll(work, batch, true)
    const rows = await holdTwins(work, run, context, found, resolved)
    // What a whole plan leaves as it is never comes here; that is counted at its end.
    const same = run.follows === null ? 0 : unchanged.length
    await savePlanPage(db, held, run, {
      rows,
      counted: (stored) => {
        const { planned, tally } = countsOf(pair, stored)
        if (same > 0) planned['skip/unchanged/'] = same
        for (const [side, n] of Object.entries(batch.scanned ?? {})) tally[`seen ${side}`] = n
        return { planned, tally }
      },
      seen: batch.scanned?.salesforce ?? (run.follows === null ? 0 : batch.changes.length),
      cursor: batch.checkpoint.runPage ?? null,
      byReferenceAfter
    })
    seen += batch.changes.length
    if (stopping.aborted) return seen
  }
  await finish(work, run.runId, rails)
  return seen + 1
}

/** Two records with one unique value on different pages: the second is held, as it is on one page. */
async function holdTwins(
  work: PairWork,
  { runId }: StoredPlan,
  { label }: PlanContext,
  rows: readonly PlanRow[],
  resolved: Parameters<typeof rowsOf>[1]
): Promise<readonly PlanRow[]> {
  const keys = rows.flatMap((one) => one.createKey ?? [])
  const creators = await creatorsOf(work.db, work.held.orgId, runId, keys)
  const twins = resolved.filter(({ change }) => {
    const row = rows.find((one) => one.id === change.id)
    const first = row?.createKey == null ? undefined : creators.get(row.createKey)
    return first !== undefined && first !== change.id
  })
  if (twins.length === 0) return rows
  const first = (id: string) => creators.get(rows.find((one) => one.id === id)?.createKey ?? '') ?? ''
  const outcomes = twins.map((one) => heldTwin({ label }, one, first(one.change.id)))
  const held = rowsOf(work.pair, twins, { operations: [], outcomes }).rows
  const ids = new Set(held.map((one) => one.id))
  return [...rows.filter((one) => !ids.has(one.id)), ...held]
}

/** Closes a plan whose records are all looked at. */
export async function finish(work: PairWork, runId: number, rails: Rails): Promise<void> {
  const { db, held, pair, connection } = work
  const run = await planOf(db, held.orgId, runId)
  if (run === null) return
  const { tally, planned } = run
  const links = sumOf(planned, (kind) => kind === 'link')
  const linked = (await countLinks(db, held.orgId, pair.pairId)) + links
  const whole = run.follows === null && run.undoes === null
  const counts = guardCounts(tally, whole)
  const isBlind = Object.values(counts.seen).includes(0)
  await finishPlan(db, held, run, {
    unchanged: whole && !isBlind ? await countUnplanned(db, held.orgId, run) : 0,
    guard: guard(counts, linked, rails, connection.connector.label),
    calls: callsOf(work, tally),
    isEmpty: sumOf(planned, (kind) => !['skip', 'wait', 'held'].includes(kind)) === 0
  })
}

/** Records of a plan by their kind. */
export const sumOf = (planned: StoredPlan['planned'], fits: (kind: string) => boolean): number =>
  Object.entries(planned).reduce((sum, [name, n]) => sum + (fits(name.split('/')[0] ?? '') ? n : 0), 0)

const guardCounts = (tally: StoredPlan['tally'], whole: boolean): GuardCounts => {
  const seen = Object.fromEntries(
    (['salesforce', 'external'] as const).flatMap((side) =>
      tally[`seen ${side}`] === undefined ? [] : [[side, tally[`seen ${side}`]]]
    )
  )
  const { deletes = 0, blanks = 0, owners = 0 } = tally
  // What follows a plan reads single records: nothing says that a side is empty.
  return { deletes, blanks, owners, seen: whole ? seen : {} }
}

function callsOf({ connection }: PairWork, tally: StoredPlan['tally']) {
  const writes = (side: string): Writes => ({
    create: tally[`create ${side}`] ?? 0,
    update: tally[`update ${side}`] ?? 0,
    delete: tally[`delete ${side}`] ?? 0
  })
  return cost({
    writes: { salesforce: writes('salesforce'), external: writes('external') },
    reads: { salesforce: tally['read salesforce'] ?? 0, external: tally['read external'] ?? 0 },
    chunk: APPLY_CHUNK,
    limits: connection.connector.limits
  })
}
