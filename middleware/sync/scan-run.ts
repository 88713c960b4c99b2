import { dropScan } from '../database/staging.ts'
import { noteShared } from '../database/staged-rows.ts'
import { scanOf, type Scan } from '../database/scans.ts'
import { analyzeLinks } from '../database/statistics.ts'
import { hasMoved } from './moved.ts'
import { fromStaged, type Batch } from './capture.ts'
import type { Change } from './change.ts'
import type { Look } from './look.ts'
import { isReadOutside, type Pair } from './pair.ts'
import { compare, differing, missing, type Difference } from './scan.ts'
import { guard } from './guard.ts'
import type { Side } from '../connectors/connector.ts'
import type { Compared } from '../database/compare.ts'
import { ScanStoppedError } from './stopped.ts'
import { firstTickOf, scheduleOf } from './schedule.ts'
import { fieldsMatched, sharedValues, withoutSharing } from './shared-values.ts'
import { stageBoth } from './stage-both.ts'
import { stagedLook } from './staged-look.ts'
import type { PairWork } from './work.ts'

/** Where a set-based run stands; kept as the run's page, so that whoever goes on begins behind what is recorded. */
interface Place {
  readonly step: Step
  readonly after: number
}
const steps = ['salesforce', 'sharing', 'external', 'gone-in-salesforce', 'gone-outside'] as const
type Step = (typeof steps)[number]

const PAGE = 2000
const FIRST_PAGE = 400

/**
 * Everything both sides hold, set-based: staged, sealed and compared in the database, so that only what differs is merged
 * here. Salesforce's differences first, then what only the external side has, then what neither shows any more; that is
 * confirmed record by record before anything is taken for gone. Dying anywhere repeats at most the page in flight.
 */
export async function* scanned(
  work: PairWork,
  run: { readonly runId: number; readonly after: string | null; readonly initial: boolean }
): AsyncGenerator<Batch> {
  const { runId } = run
  const resumes = await isCompared(work, runId)
  const { salesforce, external } = await stageBoth(work, runId)
  const shared = sharedValues(work, salesforce)
  const look = stagedLook(work, work.pair, { salesforce, external }, shared)
  const sides = { salesforce: await compare(work, salesforce), external: await compare(work, external) }
  stopAtRails(work, sides)
  // A scan that began anew counts its rows anew.
  const place = placeOf(resumes ? run.after : null)
  const fields = fieldsMatched(work.pair, salesforce)
  const inSalesforce = async (step: Step, page: readonly Difference[], last: number) =>
    batchOf(step, last, await asItIsNow(work, 'salesforce', concerned(work.pair, page)), look)
  let pages = 0
  for (const step of steps.slice(steps.indexOf(place.step))) {
    const after = step === place.step ? place.after : 0
    // Batches are read ahead, and a step counts on what the step before it recorded: nothing is read before all that is.
    if (step !== 'salesforce') yield pointAt(step, after)
    if (step === 'salesforce')
      for await (const page of differing(work, sides.salesforce, { after, size: PAGE, first: FIRST_PAGE })) {
        const last = page.at(-1)?.n ?? after
        yield inSalesforce(step, await withoutSharing(work.pair, salesforce, shared, page), last)
        // Behind the first page, the second, the fourth, …: as often as the number of links doubles. Without statistics every
        // record is sought among all links, so the first page is small, and is recorded before the next one is read.
        if (++pages === 1) yield pointAt(step, last)
        if (Number.isInteger(Math.log2(pages))) await analyzeLinks(work.db)
      }
    // What one of them makes outside has to be there when the next one with the same value is looked for.
    if (step === 'sharing' && fields.length > 0 && salesforce.stagedRows > 0) {
      for (const field of fields) await noteShared(work.db, work.held, salesforce, field)
      for await (const page of differing(work, sides.salesforce, { after, size: PAGE, sharing: true })) {
        const last = page.at(-1)?.n ?? after
        yield inSalesforce(step, page.filter((one) => one.link === null), last) // prettier-ignore
        yield pointAt(step, last)
      }
    }
    if (step === 'external' && isReadOutside(work.pair))
      for await (const page of differing(work, sides.external, { after, size: PAGE }))
        yield batchOf(step, page.at(-1)?.n ?? after, await asItIsNow(work, 'external', page), null)
    if (step === 'gone-in-salesforce' && sides.salesforce.missing > 0)
      for await (const page of missing(work, sides.salesforce, { after, size: PAGE }))
        yield batchOf(step, page.at(-1)?.linkId ?? after, await confirmed(work, 'salesforce', page.map((link) => link.sfId)), null) // prettier-ignore
    if (step === 'gone-outside' && sides.external.missing > 0)
      for await (const page of missing(work, sides.external, { after, size: PAGE }))
        yield batchOf(step, page.at(-1)?.linkId ?? after, await confirmed(work, 'external', page.map((link) => link.extId)), null) // prettier-ignore
  }
  yield {
    side: 'salesforce',
    changes: [],
    hints: [],
    skipSeen: false,
    checkpoint: {
      runState: 'done',
      // They never reached JavaScript, and are outcomes all the same.
      counts: { unchanged: sides.salesforce.unchanged },
      ...(run.initial && { initial: true }),
      ...(external.source !== null && { read: { cursor: external.source, ...nextRead(work) } })
    }
  }
  for (const scan of [salesforce, external] satisfies Scan[]) await dropScan(work.db, scan)
}

/**
 * Stops before anything is written when a side holds nothing, or when so many linked records are missing that deleting their
 * partners would pass the rails. Throws `ScanStoppedError`.
 */
function stopAtRails(
  { pair, rules, connection }: PairWork,
  { salesforce, external }: Record<Side, Compared>
): void {
  const { remove } = pair.spec.policy
  const deletes =
    (remove.toExternal === 'delete' ? salesforce.missing : 0) +
    (remove.toSalesforce === 'delete' ? external.missing : 0)
  const known = (one: Compared) => (one.missing > 0 ? { [one.scan.side]: one.scan.stagedRows } : {})
  const counts = { deletes, blanks: 0, owners: 0, seen: { ...known(salesforce), ...known(external) } }
  const linked = Math.max(salesforce.missing + salesforce.unchanged, external.missing + external.unchanged)
  const reasons = guard(counts, linked, rules.rails, connection.connector.label)
  if (reasons.length > 0) throw new ScanStoppedError(reasons.map((one) => one.message).join(' '))
}

/** Both sides were staged and compared for this run and this mapping before. */
export async function isCompared({ db, held, pair }: PairWork, runId: number): Promise<boolean> {
  for (const side of ['salesforce', 'external'] as const) {
    const known = await scanOf(db, { orgId: held.orgId, runId, side })
    if (known?.state !== 'compared' || known.rev !== pair.rev) return false
  }
  return true
}

/** From here on changes outside are read, where any of them matters. */
function nextRead({ pair, now, rules, connection }: PairWork): { readonly nextAt?: string } {
  if (!isReadOutside(pair)) return {}
  const tick = firstTickOf(scheduleOf('external', rules, connection.connector), now())
  return tick === null ? {} : { nextAt: tick.toISOString() }
}

function placeOf(text: string | null): Place {
  const [step, after] = (text ?? 'salesforce 0').split(' ')
  const known = steps.find((one) => one === step)
  return known === undefined ? { step: 'salesforce', after: 0 } : { step: known, after: Number(after) }
}

const batchOf = (step: Step, after: number, { changes, links }: Read, look: Look | null): Batch => ({
  side: step === 'external' || step === 'gone-outside' ? 'external' : 'salesforce',
  changes,
  links,
  hints: [],
  skipSeen: false,
  checkpoint: { runPage: `${step} ${after}` },
  ...(step.startsWith('gone') && { absent: true }),
  ...(look !== null && { look })
})

/** Nothing is read behind it before all that came before it is recorded. */
const pointAt = (step: Step, after: number): Batch => batchOf(step, after, nothing, null)

/** Changes, and the links that were read with them, as a batch holds both. */
type Read = Required<Pick<Batch, 'changes' | 'links'>>
const nothing: Read = { changes: [], links: new Map() }

/** Who has no partner yet is let in by the pair's report, where it has one. */
export const concerned = ({ spec }: Pair, page: readonly Difference[]): readonly Difference[] =>
  spec.report === undefined ? page : page.filter((one) => one.link !== null)

const fromSalesforceRow = ({ id, stamp, deleted, masterRecordId, values }: Difference): Change =>
  fromStaged({ id, stamp, deleted, master: masterRecordId, values })

const fromExternalRow = ({ id, stamp, deleted, values }: Difference): Change => ({
  side: 'external', id, stamp, values: deleted ? null : values, deleted, masterId: null, tries: 0
}) // prettier-ignore

/**
 * The rows of a page. One that shows something else than its link, which was written since the scan began (perhaps by the
 * scan's own steps), may show what was before that write; taken for an edit it would undo the write. It is read again.
 */
export async function asItIsNow(work: PairWork, side: Side, page: readonly Difference[]): Promise<Read> {
  const change = side === 'salesforce' ? fromSalesforceRow : fromExternalRow
  const { lines } = work.pair
  const isOld = ({ touched, link, values }: Difference) =>
    touched && link !== null && lines.some((line, at) => hasMoved(line, at, side, values, link))
  const [old, rest] = [page.filter(isOld), page.filter((one) => !isOld(one))]
  const links = new Map(rest.map((one) => [one.id, one.link]))
  const changes = rest.map(change)
  if (old.length === 0) return { changes, links }
  return { changes: [...changes, ...(await confirmed(work, side, old.map((one) => one.id))).changes], links } // prettier-ignore
}

/** A record that a scan lacks is only a candidate: what its side says of it by id decides. */
export async function confirmed(
  { look, pair }: PairWork,
  side: Batch['side'],
  ids: readonly string[]
): Promise<Read> {
  const found = await look.byIds(pair, side, ids)
  const changes = ids.map((id): Change => {
    const there = found.get(id)
    const gone = side === 'external' ? there === undefined || there.deleted : there?.deleted === true
    const values = there === undefined || gone ? null : there.values
    return { side, id, stamp: there?.stamp ?? null, values, deleted: gone, masterId: null, tries: 1 }
  })
  // Their links are as old as the page.
  return { changes, links: new Map() }
}
