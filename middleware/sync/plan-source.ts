import { operationsOf } from '../database/plan-operations.ts'
import type { StoredPlan } from '../database/plans.ts'
import { readByIds } from '../salesforce/read.ts'
import { fromExternalRecord, type Batch } from './capture.ts'
import { fromSalesforceRecord } from './from-record.ts'
import type { Side } from '../connectors/connector.ts'
import type { Change } from './change.ts'
import { salesforceFields } from './pair.ts'
import type { PairWork } from './work.ts'

const BATCH = 2000

/** A part of what a plan looks at. `scanned`: how many records each side showed, where that was found out just now. */
export interface PlanBatch extends Batch {
  readonly scanned?: Readonly<Partial<Record<Side, number>>>
}

/** The records of a plan that changed since they were planned, as they are now. Goes on behind the operation `after`. */
export async function* superseded(
  work: PairWork,
  { follows, cursor }: StoredPlan
): AsyncGenerator<PlanBatch> {
  for (let after = Number(cursor ?? 0); ;) {
    const rows = await operationsOf(work.db, work.held.orgId, follows ?? 0, {
      after,
      limit: BATCH,
      state: 'superseded'
    })
    const first = rows[0]
    if (first === undefined) return
    const part = rows.slice(0, lengthOfSide(rows))
    after = part.at(-1)?.seq ?? after
    const ids = part.flatMap((one) => (first.side === 'salesforce' ? one.sfId : one.extId) ?? [])
    yield batchOf(first.side, { changes: await readNow(work, first.side, ids) }, String(after))
  }
}

/** How many of these are of the side of the first. */
export function lengthOfSide(rows: readonly { readonly side: Side }[]): number {
  const other = rows.findIndex((one) => one.side !== rows[0]?.side)
  return other === -1 ? rows.length : other
}

/** Records as they are now, by their ids; gone ones too. */
export async function readNow(work: PairWork, side: Side, ids: readonly string[]): Promise<Change[]> {
  const { session, pair, signal } = work
  work.alive()
  if (side === 'external') {
    const found = await work.look.byIds(pair, side, ids)
    return [...new Set(ids)].map((id) => fromExternalRecord(id, found.get(id), 0))
  }
  const pages = readByIds(session, pair.spec.salesforce, ids, salesforceFields(pair), { signal })
  return (await Array.fromAsync(pages)).flat().map((one) => fromSalesforceRecord(one, 0))
}

export const batchOf = (
  side: Side,
  { changes, links }: Pick<Batch, 'changes' | 'links'>,
  runPage: string
): Batch => ({
  side,
  changes,
  ...(links && { links }),
  hints: [],
  checkpoint: { runPage },
  skipSeen: false
})
