import { operationsOf } from '../database/plan-operations.ts'
import type { StoredPlan } from '../database/plans.ts'
import { listAll } from '../salesforce/list.ts'
import { readByIds } from '../salesforce/read.ts'
import { fromChange, fromExternalRecord, fromSalesforceRecord, type Batch } from './capture.ts'
import type { Side } from '../connectors/connector.ts'
import type { Change } from './change.ts'
import { flows, salesforceFields } from './pair.ts'
import type { PairWork } from './work.ts'

const BATCH = 2000

/** Where a plan's reading stands: the side that is read, and behind what. */
interface Place {
  readonly side: Side
  /** Of the external side it is the connector's own cursor, from which changes are read once the plan is carried out. */
  readonly after: string | null
  /** Everything is read. */
  readonly end?: true
}

const textOf = (place: Place) => JSON.stringify(place)
const placeOf = (cursor: string | null): Place =>
  cursor === null ? { side: 'salesforce', after: null } : (JSON.parse(cursor) as Place)

/**
 * Every record of both sides, Salesforce's first; the external side only where something of it flows to Salesforce. A plan
 * goes on behind its cursor, which each batch brings along as `runPage`.
 */
export async function* bothSides(work: PairWork, cursor: string | null): AsyncGenerator<Batch> {
  const place = placeOf(cursor)
  if (place.end) return
  const external = flows(work.pair).toSalesforce
  if (place.side === 'salesforce') yield* salesforceSide(work, place.after, external)
  if (external) yield* externalSide(work, place.side === 'external' ? place.after : null)
}

async function* salesforceSide(
  work: PairWork,
  afterId: string | null,
  goesOn: boolean
): AsyncGenerator<Batch> {
  const { session, pair, signal } = work
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), afterId, signal }
  work.alive()
  for await (const page of listAll(session, request)) {
    const here = { side: 'salesforce', after: page.afterId } as const
    const next: Place = !page.done
      ? here
      : goesOn
        ? { side: 'external', after: null }
        : { ...here, end: true }
    yield batchOf('salesforce', page.records.map((one) => fromSalesforceRecord(one, 0)), textOf(next)) // prettier-ignore
    work.alive()
  }
}

async function* externalSide(work: PairWork, from: string | null): AsyncGenerator<Batch> {
  const { connection, context, pair } = work
  for (let cursor = from; ;) {
    work.alive()
    const page = await connection.connector.read(context, {
      object: pair.spec.external,
      cursor,
      limit: BATCH
    })
    cursor = page.cursor
    yield batchOf('external', page.changes.map(fromChange), textOf({ side: 'external', after: cursor, ...(page.done && { end: true }) })) // prettier-ignore
    if (page.done) return
  }
}

/** The records of a plan that changed since they were planned, as they are now. Goes on behind the operation `after`. */
export async function* superseded(work: PairWork, { follows, cursor }: StoredPlan): AsyncGenerator<Batch> {
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
    yield batchOf(first.side, await readNow(work, first.side, ids), String(after))
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

const batchOf = (side: Side, changes: readonly Change[], runPage: string): Batch => ({
  side,
  changes,
  hints: [],
  checkpoint: { runPage },
  skipSeen: false
})
