import type { Side } from '../connectors/connector.ts'

/** How many operations of each kind a side gets. */
export type Writes = Readonly<Record<'create' | 'update' | 'delete', number>>

export interface CostInput {
  readonly writes: Readonly<Record<Side, Writes>>
  /** Records that are read again by id before they are written. */
  readonly reads: Readonly<Record<Side, number>>
  /** Records carried out together. */
  readonly chunk: number
  readonly limits: { readonly writeBatch: number; readonly findBatch: number }
}

/** What Salesforce takes in a call: ids read, rows of a collection, and from how many on a bulk job is made (facts G). */
const salesforce = { read: 2000, collection: 200, bulkFrom: 1400 } as const
/** A bulk job: make it, send the rows, close it, look, fetch three results. More looks where it takes long. */
const BULK_CALLS = 7

/** Calls that carrying out these operations is expected to take, by side. What a connector looks up itself comes on top. */
export function cost({ writes, reads, chunk, limits }: CostInput): Record<Side, number> {
  const { create, update, delete: gone } = writes.external
  return {
    salesforce:
      inChunks(reads.salesforce, chunk, (rows) => Math.ceil(rows / salesforce.read)) +
      [writes.salesforce.create, writes.salesforce.update, writes.salesforce.delete].reduce(
        (sum, rows) => sum + inChunks(rows, chunk, salesforceCalls),
        0
      ),
    external:
      inChunks(reads.external, chunk, (rows) => Math.ceil(rows / limits.findBatch)) +
      inChunks(create + update + gone, chunk, (rows) => Math.ceil(rows / limits.writeBatch))
  }
}

const salesforceCalls = (rows: number): number =>
  rows >= salesforce.bulkFrom ? BULK_CALLS : Math.ceil(rows / salesforce.collection)

function inChunks(rows: number, chunk: number, calls: (rows: number) => number): number {
  const whole = Math.floor(rows / chunk)
  const rest = rows - whole * chunk
  return whole * calls(chunk) + (rest === 0 ? 0 : calls(rest))
}

/** Rows of a page of a bulk query. */
const BULK_PAGE = 100_000

/** Salesforce calls that looking at so many records at once takes: a bulk query, and its pages. */
export const wholeCost = (records: number): number => BULK_CALLS + Math.ceil(records / BULK_PAGE)
