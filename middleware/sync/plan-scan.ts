import type { Side } from '../connectors/connector.ts'
import type { Compared } from '../database/compare.ts'
import { beginAnew } from '../database/plan-end.ts'
import type { StoredPlan } from '../database/plans.ts'
import { scanOf } from '../database/scans.ts'
import { dropScan } from '../database/staging.ts'
import { flows, isReadOutside } from './pair.ts'
import { batchOf, type PlanBatch } from './plan-source.ts'
import { reported } from './report-source.ts'
import { compare, differing, missing } from './scan.ts'
import { asItIsNow, concerned, confirmed, isCompared } from './scan-run.ts'
import { stageBoth } from './stage-both.ts'
import { stagedLook } from './staged-look.ts'
import type { PairWork } from './work.ts'

const PAGE = 2000

const steps = ['report', 'salesforce', 'external', 'gone-in-salesforce', 'gone-outside', 'end'] as const
type Step = (typeof steps)[number]

/** Where a plan stands: what it looks through, and behind what. */
interface Place {
  readonly step: Step
  readonly after: number
}

/**
 * What both sides hold and the links do not know: both are staged and compared in the database, and only what differs comes
 * here. A record that a scan lacks is asked for by its id before anything is planned for it; of a side that shows nothing at
 * all, nothing is taken for gone, and the plan stops there. Goes on where the plan's cursor says; where what was staged can't
 * be believed any more, the plan begins anew.
 */
export async function* bothSides(work: PairWork, run: StoredPlan): AsyncGenerator<PlanBatch> {
  const { runId } = run
  let place = placeOf(run.cursor)
  if (place?.step !== 'end') {
    if (place !== null && !(await isCompared(work, runId))) {
      await beginAnew(work.db, work.held, runId)
      place = null
    }
    yield* differences(work, runId, place)
  }
  for (const side of ['salesforce', 'external'] as const) {
    const scan = await scanOf(work.db, { orgId: work.held.orgId, runId, side })
    if (scan !== null && scan.state !== 'done') await dropScan(work.db, scan)
  }
}

async function* differences(work: PairWork, runId: number, from: Place | null): AsyncGenerator<PlanBatch> {
  const { pair } = work
  const scans = await stageBoth(work, runId)
  const look = stagedLook(work, pair, scans)
  const salesforce = await compare(work, scans.salesforce)
  const external = await compare(work, scans.external)
  if (from === null)
    yield {
      ...batchOf('salesforce', { changes: [] }, textOf('report', 0)),
      scanned: { salesforce: salesforce.scan.stagedRows, ...seenOutside(work, external) }
    }
  const place = from ?? { step: 'report', after: 0 }
  for (const step of steps.slice(steps.indexOf(place.step))) {
    const after = step === place.step ? place.after : 0
    if (step === 'report' && pair.spec.report !== undefined)
      for await (const page of reported(work, () => Promise.resolve({})))
        yield { ...page, ...batchOf('salesforce', page, textOf(step, 0)), look }
    if (step === 'salesforce')
      for await (const page of differing(work, salesforce, { after, size: PAGE }))
        yield { ...batchOf('salesforce', await asItIsNow(work, 'salesforce', concerned(pair, page)), textOf(step, page.at(-1)?.n ?? after)), look } // prettier-ignore
    if (step === 'external' && isReadOutside(pair))
      for await (const page of differing(work, external, { after, size: PAGE }))
        yield { ...batchOf('external', await asItIsNow(work, 'external', page), textOf(step, page.at(-1)?.n ?? after)), look } // prettier-ignore
    if (step === 'gone-in-salesforce') yield* gone(work, salesforce, step, after)
    if (step === 'gone-outside') yield* gone(work, external, step, after)
  }
  yield batchOf('salesforce', { changes: [] }, textOf('end', 0))
}

/** Links whose record a scan lacks, as their side says by id. */
async function* gone(work: PairWork, found: Compared, step: Step, after: number): AsyncGenerator<PlanBatch> {
  const { side } = found.scan
  if (found.missing === 0 || found.scan.stagedRows === 0) return
  for await (const page of missing(work, found, { after, size: PAGE })) {
    const ids = page.map((link) => (side === 'salesforce' ? link.sfId : link.extId))
    yield batchOf(side, await confirmed(work, side, ids), textOf(step, page.at(-1)?.linkId ?? after))
  }
}

/** That nothing is outside yet is a question only where something should be there, or comes from there. */
const seenOutside = (
  { pair }: PairWork,
  { scan, missing: lacks }: Compared
): Partial<Record<Side, number>> =>
  flows(pair).toSalesforce || lacks > 0 ? { external: scan.stagedRows } : {}

const textOf = (step: Step, after: number): string => `${step} ${after}`

function placeOf(cursor: string | null): Place | null {
  const [name, after] = (cursor ?? '').split(' ')
  const step = steps.find((one) => one === name)
  return step === undefined ? null : { step, after: Number(after) }
}
