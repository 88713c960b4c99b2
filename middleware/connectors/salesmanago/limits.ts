import type { Limits } from '../connector.ts'

/** The vendor tells no rate [U]. 400 a batch is what its own shop plug-in sends [C]; instants are whole seconds [I]. */
export const limits: Limits = {
  concurrency: 2,
  writeBatch: 400,
  findBatch: 50,
  overlapMs: 120_000,
  deadlineMs: 30_000
}
