import { ConnectorError, type WriteResult } from '../connectors/connector.ts'
import { announce } from '../database/record.ts'
import { linkStates, outcomeOf, type Outcome } from './change.ts'
import { fromExternal } from './mapping.ts'
import type { Operation } from './plan.ts'
import { nextTry, stopsTheLane } from './retry.ts'
import { chunksOf, inSlots } from './slots.ts'
import type { PairWork } from './work.ts'

export interface Applied {
  readonly outcomes: readonly Outcome[]
  /** Not known to have been done: left as they were, to be looked at again. */
  readonly unfinished: readonly Operation[]
  /** What stopped the lane, if anything did. */
  readonly trouble: ConnectorError | null
}

/**
 * Carries out operations in the batches the vendor takes. Each write is committed as sent before its call, so that
 * no other lane writes the record at the same time. One outcome each; a failed record never fails its neighbours.
 */
export async function apply(
  work: PairWork,
  runId: number,
  operations: readonly Operation[]
): Promise<Applied> {
  if (operations.length === 0) return { outcomes: [], unfinished: [], trouble: null }
  const { db, held, pair, connection } = work
  const announced = operations.map((one) => ({
    recordKey: one.resolved.change.id,
    createKey: one.createKey,
    kind: one.write.kind,
    stamp: one.resolved.change.stamp,
    linked: one.resolved.link !== null
  }))
  const free = await announce(db, held, pair.pairId, runId, announced)
  const outcomes = operations
    .filter((one) => !free.has(one.resolved.change.id))
    .map((one) => deferred(one, work.now()))
  const ours = operations.filter((one) => free.has(one.resolved.change.id))
  const unfinished: Operation[] = []
  let trouble: ConnectorError | null = null
  const { concurrency, writeBatch } = connection.connector.limits

  await inSlots(concurrency, chunksOf(ours, writeBatch), async (part) => {
    const results = trouble === null ? await write(work, part) : part.map(() => undefined)
    part.forEach((operation, index) => {
      const result = results[index]
      if (result === undefined) unfinished.push(operation)
      else if (!result.ok && stopsTheLane(result.error.kind)) {
        trouble ??= result.error
        unfinished.push(operation)
      } else
        outcomes.push(result.ok ? succeeded(operation, result, work) : failed(operation, result.error, work))
    })
  })
  return { outcomes, unfinished, trouble }
}

/** The results of one call, one each; a call that failed as a whole failed each of its operations. */
async function write(
  { alive, connection, context, pair }: PairWork,
  part: readonly Operation[]
): Promise<readonly WriteResult[]> {
  alive()
  try {
    return await connection.connector.write(context, {
      object: pair.spec.external,
      operations: part.map((one) => one.write)
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return part.map(() => ({ ok: false, error }))
  }
}

function succeeded(operation: Operation, result: WriteResult & { ok: true }, { pair }: PairWork): Outcome {
  const { resolved, lines, changes, bucket, write } = operation
  const kept = result.kept ?? {}
  const external = pair.lines.map((line, index) => {
    const held = kept[line.name] === undefined ? undefined : fromExternal(line, kept)
    return held !== undefined && 'ok' in held ? held.ok : (lines.external[index] ?? null)
  })
  const notKept = changes.filter(
    (change) => change.value_to === null && kept[change.line] !== undefined && kept[change.line] !== null
  )
  return outcomeOf(resolved, bucket, {
    extId: result.id,
    salesforce: lines.salesforce,
    external,
    state: write.kind === 'delete' ? linkStates.retired : linkStates.live,
    changes,
    issues: lines.issues,
    detail: notKept.length === 0 ? null : { notClearable: notKept.map((change) => change.line) }
  })
}

function failed(operation: Operation, error: ConnectorError, { now, pair, connection }: PairWork): Outcome {
  const { resolved, lines } = operation
  const at = nextTry(error.kind, resolved.change.tries, now(), Math.random(), error.retryAfterMs)
  const detail = { message: error.message }
  if (at !== 'issue')
    return outcomeOf(resolved, 'failed', {
      code: error.kind,
      detail,
      retry: { at, tries: resolved.change.tries + 1 }
    })
  const line = pair.lines.some((one) => one.name === error.field) ? (error.field ?? '') : ''
  const message = `${connection.connector.label}: ${error.message}`
  return outcomeOf(resolved, 'rejected', {
    code: error.kind,
    detail,
    issues: [...lines.issues, { line, code: error.kind, message }]
  })
}

const DEFER_MS = 1000

const deferred = ({ resolved }: Operation, now: Date): Outcome =>
  outcomeOf(resolved, 'deferred', {
    retry: { at: new Date(now.getTime() + DEFER_MS), tries: resolved.change.tries }
  })
