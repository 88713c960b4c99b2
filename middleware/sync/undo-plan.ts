import { savePlanPage, type StoredOperation } from '../database/plan-operations.ts'
import { failPlan } from '../database/plan-end.ts'
import type { StoredPlan } from '../database/plans.ts'
import { record } from '../database/record.ts'
import { workOfRun, type RunPlace, type RunWork } from '../database/undo.ts'
import { apply } from './apply.ts'
import { outcomeOf, recordKey, type Issue, type Outcome, type Resolved } from './change.ts'
import type { Rails } from './guard.ts'
import { callsOf } from './metered.ts'
import type { Operation } from './operation.ts'
import { countsOf, isApproved, rowsOf, type PlanRow } from './plan-rows.ts'
import { finish } from './plan-run.ts'
import { admit } from './record-quota.ts'
import { resolvedOf, undo } from './undo.ts'
import type { PairWork } from './work.ts'

const PAGE = 500

/** How records that a run wrote to are taken back, and what stays as it is. */
interface Decided {
  readonly resolved: readonly Resolved[]
  readonly operations: readonly Operation[]
  readonly outcomes: readonly Outcome[]
  readonly rows: readonly PlanRow[]
}

/** Reads both sides and decides; writes nothing. */
async function decide({ pair, connection, look }: PairWork, works: readonly RunWork[]): Promise<Decided> {
  // Of a record that a run came to twice, that it was made or linked is what counts.
  const byWeight = works.toSorted((a, b) => weight(a) - weight(b))
  const once = [...new Map(byWeight.map((one) => [one.linkId, one])).values()]
  const links = once.flatMap((one) => one.link ?? [])
  const salesforce = await look.byIds(pair, 'salesforce', links.map((one) => one.sfId)) // prettier-ignore
  const external = await look.byIds(pair, 'external', links.map((one) => one.extId)) // prettier-ignore
  const there = (found: ReturnType<typeof salesforce.get>) =>
    found === undefined || found.deleted ? null : found
  const undone = once.map((work) => {
    const facts = {
      work,
      salesforce: there(salesforce.get(work.link?.sfId ?? '')),
      external: there(external.get(work.link?.extId ?? ''))
    }
    const place = { pair, label: connection.connector.label }
    return { resolved: resolvedOf(facts), ...undo(place, facts) }
  })
  const resolved = undone.map((one) => one.resolved)
  const operations = undone.flatMap(({ decided }) => ('resolved' in decided ? [decided] : []))
  const outcomes = undone.flatMap(({ decided }) => ('resolved' in decided ? [] : [decided]))
  const kept = new Map(undone.map((one): [string, readonly Issue[]] => [recordKey(one.resolved), one.kept]))
  const rows = rowsOf(pair, resolved, { operations, outcomes }).rows
  return { resolved, operations, outcomes, rows: rows.map((row) => ({ ...row, issues: kept.get(row.key) ?? [] })) } // prettier-ignore
}

const weight = ({ bucket }: RunWork): number => ['linked', 'created'].indexOf(bucket)

/** Makes the plan of taking a run back: every value that would return, and why the others stay. */
export async function makeUndo(
  work: PairWork,
  run: StoredPlan,
  { rails, stopping }: { readonly rails: Rails; readonly stopping: AbortSignal }
): Promise<number> {
  const { db, held, pair } = work
  if (pair.rev !== run.rev) {
    await failPlan(db, held, run.runId, 'failed', 'The mapping was changed while the plan was made. Ask for it again.') // prettier-ignore
    return 1
  }
  const undone = { runId: run.undoes ?? 0, pairId: pair.pairId }
  let after = run.cursor === null ? null : (JSON.parse(run.cursor) as RunPlace)
  let seen = 0
  do {
    await work.purse.ask(2)
    const page = await workOfRun(db, held.orgId, undone, { after, limit: PAGE })
    const { rows } = await decide(work, page.work)
    await savePlanPage(db, held, run, {
      rows,
      counted: (stored) => countsOf(pair, stored),
      seen: page.work.length,
      cursor: page.next === null ? null : JSON.stringify(page.next),
      byReferenceAfter: Number.MAX_SAFE_INTEGER
    })
    seen += page.work.length
    after = page.next
  } while (after !== null && !stopping.aborted)
  if (after === null) await finish(work, run.runId, rails)
  return seen + 1
}

/**
 * Carries out a chunk of such a plan: decided anew from what stands now, and only what was approved of it is done. What was
 * edited since stays, and is not planned again: whoever wants it gone asks anew.
 */
export async function applyUndo(
  work: PairWork,
  run: StoredPlan & { readonly undoes: number },
  planned: readonly StoredOperation[]
): Promise<number> {
  const { db, held, pair } = work
  const links = planned.flatMap((one) => one.linkId ?? [])
  await work.purse.ask(2)
  const of = { runId: run.undoes, pairId: pair.pairId }
  const found = await workOfRun(db, held.orgId, of, { after: null, limit: links.length * 10, links })
  const { resolved, operations, outcomes, rows } = await decide(work, found.work)
  const approved = new Map(planned.map((one) => [one.linkId, one]))
  const may = new Set(
    rows.flatMap((row) => (isStillApproved(approved.get(row.linkId), row) ? [row.key] : []))
  )
  const { go, trouble: quota } = await admit(work, operations.filter((one) => may.has(one.key))) // prettier-ignore
  await work.purse.ask(callsOf(go))
  const applied = await apply(work, run.runId, go)
  const trouble = applied.trouble ?? quota
  const left = resolved
    .filter((one) => !may.has(recordKey(one)))
    .map((one) => outcomeOf(one, 'superseded', { code: 'changed-since-planned' }))
  const done = trouble === null
  const idle = outcomes.filter((one) => may.has(one.key))
  await record(db, held, {
    pairId: pair.pairId,
    rev: pair.rev,
    runId: run.runId,
    outcomes: [...idle, ...applied.outcomes, ...(done ? left : [])].map(asSeenBefore),
    done: [],
    checkpoint: done ? { plan: { seq: planned.at(-1)?.seq ?? 0, superseded: [] } } : {}
  })
  if (trouble !== null) throw trouble
  return planned.length
}

/** Less than was approved is always right; more, or something else, never. */
function isStillApproved(approved: StoredOperation | undefined, now: PlanRow): boolean {
  if (approved === undefined) return false
  if (now.sides === 'none') return now.bucket === 'skipped' || now.bucket === approved.bucket
  return now.bucket === approved.bucket && isApproved(approved, now, false)
}

/** Only the lines that went back were looked at: what else was edited is still to be found by its stamp. */
const asSeenBefore = (outcome: Outcome): Outcome => ({ ...outcome, stamp: null, extStamp: null, retry: null })
