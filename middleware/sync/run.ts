import { ConnectorError } from '../connectors/connector.ts'
import { record, snapshot } from '../database/record.ts'
import { endRun, startRun } from '../database/runs.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { apply, type Applied } from './apply.ts'
import { ahead } from './ahead.ts'
import type { Source } from './capture.ts'
import type { Operation } from './operation.ts'
import { consentOf, type BatchConsent } from './consent-batch.ts'
import { knowing } from './look.ts'
import { parentsOf } from './parents.ts'
import { planConsents } from './plan-consent.ts'
import { plan } from './plan.ts'
import { driftIn } from './refresh.ts'
import { resolve } from './resolve.ts'
import { OutOfBudget } from './purse.ts'
import { callsOf, metered } from './metered.ts'
import { admit } from './record-quota.ts'
import type { PairWork } from './work.ts'

/**
 * One execution of the pipeline over a source: capture → resolve → merge → plan → apply → record, batch by batch.
 * Each batch is committed as one, with its checkpoint, in their order. Where the source reads ahead, four are in flight: one
 * is recorded, two are written, and one is read and planned. Dying anywhere repeats at most these, of which the last was
 * not written yet, and writes that were not recorded are found by what was announced of them.
 * Gives how many records it looked at. Throws what stops the whole lane.
 */
export async function run(work: PairWork, source: Source, stopping: AbortSignal): Promise<number> {
  const { db, held, pair } = work
  const key = { orgId: held.orgId, connectionId: held.connectionId, lane: held.lane, pairId: pair.pairId }
  let runId: number | undefined
  // All that was given to be written so far is recorded.
  let recorded: Promise<void> = Promise.resolve()
  let recordedBefore = recorded
  let written: Promise<boolean> = Promise.resolve(true)
  const end = async (error?: string) => {
    if (runId !== undefined && source.runId === undefined) await endRun(db, held.orgId, runId, error)
  }
  try {
    let seen = 0
    const begin = async () => (runId ??= source.runId ?? (await startRun(db, key, source.cause, null)))
    const batches = planned(work, source, begin)
    // A batch without changes stands where everything before it has to be recorded.
    const isPoint = (one: Planned) => (one.batch.changes.length === 0 ? recorded : Promise.resolve())
    for await (const one of source.readsAhead ? ahead(batches, isPoint) : batches) {
      const [before, writtenBefore, recordedLongBefore] = [recorded, written, recordedBefore]
      const applied = applyPlanned(work, one)
      written = applied.then(
        ({ trouble }) => trouble === null,
        () => false
      )
      recorded = (async () => {
        const trouble = await settled(before)
        await recordPlanned(work, source, one, await applied, trouble === null)
        if (trouble !== null) throw trouble
      })()
      recordedBefore = before
      // Whoever waits for it hears of its failure.
      recorded.catch(() => undefined)
      if (source.readsAhead !== true) await recorded
      seen += one.batch.changes.length
      // What is stopped here is told by what is waited for below.
      const isWell = (await writtenBefore) && (await settled(recordedLongBefore)) === null
      if (stopping.aborted || !isWell) break
    }
    await recorded
    await end()
    return seen
  } catch (error) {
    // Nothing of it is under way when the lane goes on.
    await settled(recorded)
    // What stopped it is told, also where the store can't be; then whoever comes next ends the run.
    await end(reasonOf(error)).catch(() => undefined)
    throw error
  }
}

/** What a promise failed with; null where it did not. */
const settled = (promise: Promise<unknown>): Promise<Error | null> =>
  promise.then(
    () => null,
    (error: unknown) =>
      error instanceof Error ? error : new Error('It failed without a word.', { cause: error })
  )

interface Sent extends Omit<Applied, 'trouble'> {
  readonly trouble: Applied['trouble'] | OutOfBudget
  readonly wait: readonly Operation[]
}

/** The step that writes. Throws `OutOfBudget` before anything is written. */
async function applyPlanned(work: PairWork, { runId, operations, asOf }: Planned): Promise<Sent> {
  const { go, wait, trouble: quota } = await admit(work, operations)
  await work.purse.ask(callsOf(go))
  const applied = await apply(work, runId, go, asOf)
  return { ...applied, trouble: applied.trouble ?? quota, wait }
}

/** Commits what became of a batch. Throws what stopped its writes, once that is recorded. `isNext`: all that came before it is. */
async function recordPlanned(
  work: PairWork,
  source: Source,
  { batch, resolved, runId, outcomes, notes, asOf }: Planned,
  applied: Sent,
  isNext: boolean
): Promise<void> {
  const { db, held, pair } = work
  const finished = [...outcomes, ...applied.outcomes]
  const unfinished = new Set([...applied.unfinished, ...applied.wait].map((left) => left.resolved.change.id))
  // A page counts as read only when all of it is recorded, and all before it.
  const isRead = applied.trouble === null && isNext
  await record(db, held, {
    pairId: pair.pairId, rev: pair.rev, runId,
    outcomes: finished,
    done: batch.hints.filter((hint) => !unfinished.has(hint.recordId ?? '')).map((hint) => hint.seq),
    checkpoint: isRead ? { ...batch.checkpoint, ...driftIn(work, source, batch, resolved, finished) } : {},
    asOf,
    consent: notes
  }) // prettier-ignore
  if (applied.trouble !== null) throw applied.trouble
}

type Planned = ReturnType<typeof planned> extends AsyncGenerator<infer Item> ? Item : never

/** So many batches may be written or recorded while one is planned. */
const UNRECORDED = 3

/** The steps that write nothing. */
async function* planned(work: PairWork, source: Source, begin: () => Promise<number>) {
  const { db, pair, connection } = work
  // What the batches before proved, which may not be recorded yet.
  let unrecorded: readonly BatchConsent['events'][] = []
  let asOf = await snapshot(db)
  for await (const batch of metered(work, source.batches)) {
    const runId = await begin()
    const look = knowing(batch.look ?? work.look, pair, batch.changes)
    const resolved = await resolve({ ...work, look }, batch)
    const parents = await parentsOf(work, resolved)
    const { view, notes, events } = await consentOf(work, resolved, unrecorded.flat())
    const context = { pair, label: connection.connector.label, consent: view, ...parents }
    const decided = batch.only === 'consent' ? planConsents(context, resolved) : plan(context, resolved)
    unrecorded = [...unrecorded, events].slice(-UNRECORDED)
    yield { batch, resolved, runId, ...decided, notes, asOf }
    // The next batch is read from now on.
    asOf = await snapshot(db)
  }
}

/** Why a run ended before its time, for its history; the lane says the same of itself. */
const reasonOf = (error: unknown): string =>
  error instanceof ConnectorError || error instanceof SalesforceError || error instanceof OutOfBudget
    ? error.message
    : 'It was stopped before its end; what is left is done by the next one.'
