import {
  LEASE_MS,
  releaseLease,
  renewLease,
  setupOf,
  takeLease,
  yieldLease,
  type LaneKey
} from '../database/lease.ts'
import type { Database } from '../database/open.ts'
import { FenceLostError, type Held } from '../database/record.ts'

const RENEW_MS = 3000
/** Calls stop this long before the lease does, so that none is begun that outlives it. */
const MARGIN_MS = 1000

/** A lane in hand. */
export interface Lease {
  readonly held: Held
  /** Aborted when the lane is lost. */
  readonly signal: AbortSignal
  /** Aborted when the connection was paused, or set up otherwise: the turn ends behind its batch, and the next one knows. */
  readonly changed: AbortSignal
  /** Throws `FenceLostError` when the lease has run out by this process's own clock, which a stalled process can't trust otherwise. */
  readonly alive: () => void
  /** Gives the lane back; false when there is more to do, and then it is kept. */
  release(): Promise<boolean>
  /** Gives the lane back although there is more to do. */
  yield(): Promise<void>
  /** Stops renewing; the lane stays taken until its time is over, or was put to rest. */
  drop(): void
}

/** Takes a lane and keeps it; null when another node has it. */
export async function holdLease(db: Database, key: LaneKey, node: string): Promise<Lease | null> {
  const controller = new AbortController()
  // Measured before asking: the database's clock starts later than ours, so ours never believes too long.
  let until = performance.now() + LEASE_MS
  const fence = await takeLease(db, key, node)
  if (fence === null) return null
  const changed = new AbortController()
  // Before the connection is loaded: what is saved in between ends the turn for nothing, and never goes unnoticed.
  const setup = await setupOf(db, key)
  const lose = () => controller.abort(new FenceLostError('The lease of this lane was lost.'))

  const renew = async () => {
    const asked = performance.now()
    if (await renewLease(db, key, fence)) until = asked + LEASE_MS
    else lose()
    if ((await setupOf(db, key)) !== setup) changed.abort()
  }
  const timer = setInterval(() => {
    if (performance.now() > until) lose()
    // A database that does not answer is no reason to stop before the lease is over.
    else renew().catch(() => undefined)
  }, RENEW_MS)

  return {
    held: { ...key, fence },
    signal: controller.signal,
    changed: changed.signal,
    alive() {
      if (performance.now() > until - MARGIN_MS) lose()
      controller.signal.throwIfAborted()
    },
    release: () => releaseLease(db, key, fence),
    yield: () => yieldLease(db, key, fence),
    drop: () => clearInterval(timer)
  }
}
