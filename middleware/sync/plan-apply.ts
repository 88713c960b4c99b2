import { notAsSeen, operationsOf, type StoredOperation } from '../database/plan-operations.ts'
import { failPlan, finishApply } from '../database/plan-end.ts'
import { planOf, type StoredPlan } from '../database/plans.ts'
import { record } from '../database/record.ts'
import { apply } from './apply.ts'
import { outcomeOf, recordKey } from './change.ts'
import { callsOf } from './metered.ts'
import { isReadOutside } from './pair.ts'
import { isApproved } from './plan-rows.ts'
import { APPLY_CHUNK, decideAll } from './plan-run.ts'
import { lengthOfSide, readNow } from './plan-source.ts'
import { admit } from './record-quota.ts'
import { applyUndo } from './undo-plan.ts'
import type { PairWork } from './work.ts'

/**
 * Carries out an approved plan: chunk by chunk both sides are read again and decided on again, and only what comes to the
 * approved operation is done. The rest is superseded, and planned again. A chunk is committed with its place; a SIGKILL repeats
 * at most the chunk in flight, of which nothing is written twice. Throws what stops the whole lane.
 */
export async function applyPlan(
  work: PairWork,
  runId: number,
  stopping: AbortSignal,
  chunk = APPLY_CHUNK
): Promise<number> {
  const { db, held, pair } = work
  let worked = 0
  for (;;) {
    const run = await planOf(db, held.orgId, runId)
    if (run?.state !== 'approved' && run?.state !== 'applying') return worked
    const ended = overBecause(run, pair.rev, work.now())
    if (ended !== null) {
      await failPlan(db, held, runId, ended.state, ended.error)
      return worked + 1
    }
    const rows = await operationsOf(db, held.orgId, runId, { after: run.appliedSeq, limit: chunk })
    if (rows.length === 0) {
      await finishApply(db, held, run, isReadOutside(pair))
      return worked + 1
    }
    worked += await (run.undoes === null
      ? applyChunk(work, run, rows.slice(0, lengthOfSide(rows)))
      : applyUndo(work, { ...run, undoes: run.undoes }, rows))
    if (stopping.aborted) return worked
  }
}

function overBecause(
  run: StoredPlan,
  rev: number,
  now: Date
): { state: 'failed' | 'expired'; error: string } | null {
  if (rev !== run.rev)
    return {
      state: 'failed',
      error: 'The mapping was changed after the plan was made. The rest was not carried out; make a new plan.'
    }
  if (run.state === 'approved' && run.expiresAt !== null && run.expiresAt <= now)
    return {
      state: 'expired',
      error: 'The plan was older than seven days before it could begin. Make a new one.'
    }
  return null
}

async function applyChunk(
  work: PairWork,
  run: StoredPlan,
  rows: readonly StoredOperation[]
): Promise<number> {
  const { db, held, pair } = work
  const side = rows[0]?.side ?? 'salesforce'
  const byId = new Map(rows.map((one) => [(side === 'salesforce' ? one.sfId : one.extId) ?? '', one]))
  await work.purse.ask(2)
  const changes = await readNow(work, side, [...byId.keys()])
  const batch = { side, changes, hints: [], checkpoint: {}, skipSeen: false }
  const { resolved, decided, consent, rows: now } = await decideAll(work, batch)
  const nowById = new Map(now.map((one) => [one.id, one]))

  const referenced = [...byId].flatMap(([id, { seq, lines }]) => {
    const row = nowById.get(id)
    return lines === null && row !== undefined ? [{ seq, row }] : []
  })
  const moved = await notAsSeen(db, held.orgId, run, referenced)
  const approved = new Set<string>()
  const superseded: number[] = []
  for (const [id, row] of byId)
    if (isApproved(row, nowById.get(id) ?? null, !moved.has(row.seq))) approved.add(id)
    else superseded.push(row.seq)

  const idOf = new Map(resolved.map((one) => [recordKey(one), one.change.id]))
  const operations = decided.operations.filter((one) => approved.has(one.resolved.change.id))
  const idle = decided.outcomes.filter((one) => approved.has(idOf.get(one.key) ?? ''))
  const { go, trouble: quota } = await admit(work, operations)
  await work.purse.ask(callsOf(go))
  const applied = await apply(work, run.runId, go)
  const trouble = applied.trouble ?? quota
  const left = resolved
    .filter((one) => byId.has(one.change.id) && !approved.has(one.change.id))
    .map((one) =>
      outcomeOf(one, 'superseded', { code: 'changed-since-planned', stamp: null, extStamp: null })
    )
  // A chunk counts as done only when all of it is; what was written of it is recorded in any case.
  const done = trouble === null
  await record(db, held, {
    pairId: pair.pairId,
    rev: pair.rev,
    runId: run.runId,
    outcomes: [...idle, ...applied.outcomes, ...(done ? left : [])],
    done: [],
    checkpoint: done ? { plan: { seq: rows.at(-1)?.seq ?? 0, superseded } } : {},
    consent
  })
  if (trouble !== null) throw trouble
  return rows.length
}
