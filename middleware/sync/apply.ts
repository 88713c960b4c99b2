import { ConnectorError, type WriteOperation, type WriteResult } from '../connectors/connector.ts'
import { announce } from '../database/record.ts'
import { analyzeGrown } from '../database/statistics.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { writeRecords, type WriteOutcome, type WriteRow } from '../salesforce/write.ts'
import { externalIdOf, keyOfRecord, outcomeOf, retryOf, salesforceIdOf, type Outcome } from './change.ts'
import type { Operation, SalesforceWrite } from './operation.ts'
import { createdWith } from './create-with.ts'
import { conclude, type Results } from './conclude.ts'
import { sentBy } from './landed.ts'
import { stopsTheLane } from './retry.ts'
import { chunksOf, inSlots } from './slots.ts'
import type { PairWork } from './work.ts'

export interface Applied {
  readonly outcomes: readonly Outcome[]
  /** Not known to have been done: left as they were, to be looked at again. */
  readonly unfinished: readonly Operation[]
  /** What stopped the lane, if anything did. */
  readonly trouble: ConnectorError | SalesforceError | null
}

/**
 * Carries out operations in the batches the sides take: outside first, then in Salesforce. Each write is committed as sent
 * before its call, so that no other lane writes the record at the same time. One outcome each; a failed record never fails
 * its neighbours, and what one side took is recorded although the other refused.
 */
export async function apply(
  work: PairWork,
  runId: number,
  operations: readonly Operation[],
  asOf: string | null = null
): Promise<Applied> {
  if (operations.length === 0) return { outcomes: [], unfinished: [], trouble: null }
  const { db, held, pair } = work
  await analyzeGrown(db, operations.length)
  const { free, later } = await announce(db, held, pair.pairId, runId, operations.map((one) => announced(work, one)), asOf) // prettier-ignore
  const outcomes = operations
    .filter((one) => !free.has(one.key))
    .map((one) => deferred(one, later.get(one.key) ?? new Date(work.now().getTime() + DEFER_MS)))
  const ours = operations.filter((one) => free.has(one.key))

  const outside = await writeOutside(work, ours)
  const stopped = outside.trouble !== null
  const inside = stopped
    ? { results: new Map<string, WriteOutcome>(), trouble: null }
    : await writeSalesforce(work, ours)
  const unfinished: Operation[] = []
  for (const one of ours) {
    const results: Results = {
      external: outside.results.get(one.key),
      salesforce: inside.results.get(one.key)
    }
    const open = (one.external !== null && results.external === undefined) || (one.salesforce !== null && results.salesforce === undefined) // prettier-ignore
    const done = results.external?.ok === true || results.salesforce?.ok === true
    // What one side took of a linked record is remembered as sent, like what the other side may have taken.
    if (open && (!done || sentBy(one, pair) !== null)) unfinished.push(one)
    else outcomes.push(conclude(work, one, results, work.now(), Math.random()))
  }
  return { outcomes, unfinished, trouble: outside.trouble ?? inside.trouble }
}

/** A create that was sent twice would make two records, unless the vendor holds its key unique. */
const LANDED_MS = 30_000
export const SALESFORCE_LANDS_MS = 130_000 + LANDED_MS

function announced({ pair, connection }: PairWork, one: Operation) {
  const lookUp = one.external?.kind === 'create' && pair.object.createRepeats === 'look-up'
  const { resolved } = one
  return {
    recordKey: one.key,
    sfId: salesforceIdOf(resolved),
    extId: externalIdOf(resolved),
    linkId: resolved.link?.linkId ?? null,
    createKey: one.createKey,
    partnerKey: linkedAnew(one) === null ? null : keyOfRecord(null, linkedAnew(one)),
    isPartnerSeen: resolved.change.side === 'external',
    kind: kindOf(one),
    stamp:
      resolved.salesforce?.stamp ?? (resolved.change.side === 'salesforce' ? resolved.change.stamp : null),
    extStamp:
      resolved.external?.stamp ?? (resolved.change.side === 'external' ? resolved.change.stamp : null),
    landsMs:
      one.salesforce?.kind === 'create'
        ? SALESFORCE_LANDS_MS
        : lookUp
          ? connection.connector.limits.deadlineMs + LANDED_MS
          : null,
    sent: sentBy(one, pair)
  }
}

/** A write between two that are seen as one for the first time is remembered without a link, like a create; `made`: a create without an answer made one of them. */
function kindOf({ resolved: { link, landed }, external, salesforce, lines, only }: Operation): string {
  const creates = external?.kind === 'create' || salesforce?.kind === 'create'
  if (creates) return 'create'
  const isFirst = link === null || link.rev === 0
  if (isFirst && lines !== null && only === undefined) return landed === undefined ? 'link' : 'made'
  return external?.kind ?? salesforce?.kind ?? 'update'
}

interface Written<R, E> {
  /** By record key; missing: not known to have been done. */
  readonly results: ReadonlyMap<string, R>
  readonly trouble: E | null
}

async function writeOutside(
  work: PairWork,
  operations: readonly Operation[]
): Promise<Written<WriteResult, ConnectorError>> {
  const { concurrency, writeBatch } = work.connection.connector.limits
  const results = new Map<string, WriteResult>()
  let trouble: ConnectorError | null = null
  const writes = operations.flatMap(({ key, external }) => (external === null ? [] : [{ key, external }]))
  await inSlots(concurrency, chunksOf(writes, writeBatch), async (part) => {
    if (trouble !== null) return
    const answers = await callOutside(work, part.map((one) => one.external)) // prettier-ignore
    part.forEach(({ key }, index) => {
      const result = answers[index]
      if (result === undefined) return
      if (!result.ok && stopsTheLane(result.error.kind)) trouble ??= result.error
      else results.set(key, result)
    })
  })
  return { results, trouble }
}

/** The results of one call, one each; a call that failed as a whole failed each of its operations. */
async function callOutside(
  { alive, connection, context, pair }: PairWork,
  operations: readonly WriteOperation[]
): Promise<readonly WriteResult[]> {
  alive()
  try {
    return await connection.connector.write(context, { object: pair.spec.external, operations })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return operations.map(() => ({ ok: false, error }))
  }
}

async function writeSalesforce(
  { connection, session, pair, signal, alive }: PairWork,
  operations: readonly Operation[]
): Promise<Written<WriteOutcome, SalesforceError>> {
  const results = new Map<string, WriteOutcome>()
  const troubles: SalesforceError[] = []
  for (const kind of ['create', 'update', 'delete'] as const) {
    const writes = operations.flatMap(({ key, salesforce }) =>
      salesforce?.kind === kind ? [{ key, row: salesforce }] : []
    )
    if (writes.length === 0 || troubles.length > 0) continue
    alive()
    const beside = kind === 'create' ? await createdWith(connection, pair, session, signal) : { ids: {} }
    if ('trouble' in beside) {
      troubles.push(beside.trouble)
      continue
    }
    if ('refused' in beside) {
      for (const { key } of writes) results.set(key, { ok: false, uncertain: false, error: beside.refused })
      continue
    }
    const rows = writes.map((one) => ({ ...rowOf(one.row), ...beside.ids }))
    const answers = await writeRecords(
      session,
      { object: pair.spec.salesforce, operation: kind, rows },
      { signal }
    )
    writes.forEach(({ key, row }, index) => {
      const result = answers[index]
      if (result === undefined) return
      if (result.ok) results.set(key, result)
      else if (kind === 'delete' && result.error.kind === 'not-found' && row.kind === 'delete')
        results.set(key, { ok: true, id: row.id, created: false })
      else if (result.uncertain || stopsTheLane(result.error.kind)) troubles.push(result.error)
      else results.set(key, result)
    })
  }
  return { results, trouble: troubles[0] ?? null }
}

const rowOf = (write: SalesforceWrite): WriteRow =>
  write.kind === 'create' ? write.values : { ...(write.kind === 'update' && write.values), Id: write.id }

const DEFER_MS = 1000

/** The record outside that a write links for the first time; it may be on the wire under its own name. */
function linkedAnew({ resolved, only }: Operation): string | null {
  const makesLink = resolved.link === null && salesforceIdOf(resolved) !== null && only === undefined
  return makesLink ? externalIdOf(resolved) : null
}

/**
 * Two that are about to be linked are looked at from outside: what a create without an answer made is found from there.
 * It counts as a try, so that both sides are read then: news of either may wait under this one retry.
 */
function deferred(one: Operation, at: Date): Outcome {
  const { resolved } = one
  const tries = Math.max(1, resolved.change.tries)
  const extId = linkedAnew(one)
  const retry =
    extId === null ? retryOf(resolved, at, tries) : { side: 'external' as const, id: extId, at, tries }
  return outcomeOf(resolved, 'deferred', { retry })
}
