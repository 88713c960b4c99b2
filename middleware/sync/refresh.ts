import { setRefreshing } from '../database/schedules.ts'
import { dropScan } from '../database/staging.ts'
import type { Batch, Source } from './capture.ts'
import type { Outcome, Resolved } from './change.ts'
import { driftOf } from './drift.ts'
import type { Pair } from './pair.ts'
import { compare, differing } from './scan.ts'
import { asItIsNow } from './scan-run.ts'
import { stageSalesforce } from './stage.ts'
import type { PairWork } from './work.ts'

const PAGE = 4000

/**
 * Whether a Salesforce field changes without moving the record's stamp: a formula, a roll-up, or a field of a parent. Null
 * where the object's description was not read yet.
 */
export function calculatedIn(
  { described }: PairWork['session'],
  { spec }: Pair
): ((field: string) => boolean) | null {
  const known = described.get(spec.salesforce)
  if (known === undefined) return null
  const names = new Set(known.fields.filter((one) => one.calculated).map((one) => one.name))
  return (field) => field.includes('.') || names.has(field)
}

const inCriterion = ({ spec }: Pair) => (spec.criterion?.all ?? []).map((one) => one.field)

/** Has a pair that maps such a field, or is limited by one, refreshed once a day; and one that does not any more left alone. */
export async function scheduleRefresh({ db, held, session, pair }: PairWork): Promise<void> {
  const isCalculated = calculatedIn(session, pair)
  if (isCalculated === null) return
  const sent = pair.lines.filter((line) => line.spec.direction !== 'toSalesforce')
  const fields = [...sent.flatMap((line) => line.spec.salesforce), ...inCriterion(pair)]
  await setRefreshing(db, held.orgId, pair.pairId, fields.some(isCalculated))
}

/**
 * What the stamps of Salesforce's records do not tell, set-based: every record is staged and compared with what is known of
 * it, and only what differs comes here. The external side is looked at by calls, for those alone.
 */
export async function* refreshed(
  work: PairWork,
  { runId, after }: { readonly runId: number; readonly after: string | null }
): AsyncGenerator<Batch> {
  const scan = await stageSalesforce(work, runId)
  const place = scan.state === 'compared' ? Number(after ?? 0) : 0
  const isCalculated = calculatedIn(work.session, work.pair)
  // A record that was left out may be let in by a formula; otherwise who has no partner is none of a refresh's business.
  const lets = inCriterion(work.pair).some((field) => isCalculated?.(field) !== false)
  const compared = await compare(work, scan)
  for await (const page of differing(work, compared, { after: place, size: PAGE }))
    yield {
      side: 'salesforce',
      // What was deleted is for the poll and, past its rails, for the comparison of both sides.
      ...(await asItIsNow(work, 'salesforce', page.filter((one) => !one.deleted && (one.link !== null || lets)))), // prettier-ignore
      hints: [],
      skipSeen: false,
      checkpoint: { runPage: String(page.at(-1)?.n ?? place) }
    }
  yield { side: 'salesforce', changes: [], hints: [], skipSeen: false, checkpoint: { runState: 'done' } }
  await dropScan(work.db, compared.scan)
}

/** A comparison says why what it set right was not right before. */
export function driftIn(
  work: PairWork,
  { cause }: Pick<Source, 'cause'>,
  batch: Batch,
  resolved: readonly Resolved[],
  outcomes: readonly Outcome[]
) {
  if (cause !== 'reconcile' && cause !== 'refresh') return {}
  const isCalculated = calculatedIn(work.session, work.pair) ?? ((field: string) => field.includes('.'))
  return { drift: driftOf(work.pair, batch, resolved, outcomes, isCalculated) }
}
