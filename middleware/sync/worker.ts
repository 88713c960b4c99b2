import { dueLanes } from '../database/due.ts'
import type { LaneKey } from '../database/lease.ts'
import type { Engine } from './engine.ts'
import { workLane } from './lane.ts'
import type { Waker } from './wake.ts'

const SWEEP_MS = 5000
/** What is left of a stop for giving leases back, once the calls under way are cut off. */
const GIVE_BACK_MS = 2000

/** This node's hands: takes turns at lanes that are woken, and sweeps for those whose wake-up was lost. */
export interface Worker {
  /** Ends the turns under way after their batch, and cuts them off when that takes longer than `ms`. */
  stop(ms: number): Promise<void>
}

export async function startWorker(engine: Engine, waker: Waker): Promise<Worker> {
  const stopping = new AbortController()
  const abort = new AbortController()
  const turns = new Set<Promise<void>>()

  const turn = async (key: LaneKey) => {
    if (stopping.signal.aborted) return
    try {
      const ended = await workLane(engine, key, stopping.signal, abort.signal)
      if (ended === 'more') waker.wake(key)
    } catch (error) {
      // Nothing was recorded and nothing is lost: the lease runs out and the sweep comes back to it.
      if (!abort.signal.aborted) engine.log.error({ err: error }, 'a turn failed')
    }
  }
  await waker.listen(async (key) => {
    const running = turn(key)
    turns.add(running)
    await running.finally(() => turns.delete(running))
  })

  const sweep = async () => {
    for (const key of await dueLanes(engine.db)) waker.wake(key)
  }
  const sweeper = setInterval(() => {
    sweep().catch((error: unknown) =>
      engine.log.warn({ err: error }, 'the sweep failed; it comes again in five seconds')
    )
  }, SWEEP_MS)
  await sweep()

  return {
    async stop(ms) {
      clearInterval(sweeper)
      stopping.abort()
      await waker.quiet()
      const timer = setTimeout(() => abort.abort(), Math.max(0, ms - GIVE_BACK_MS))
      await Promise.all(turns)
      clearTimeout(timer)
    }
  }
}
