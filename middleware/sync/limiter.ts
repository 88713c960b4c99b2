import { ConnectorError, type Context } from '../connectors/connector.ts'
import { leaseCalls, returnCalls, takeSlots } from '../database/budget.ts'
import type { Database } from '../database/open.ts'
import type { QuotaTerms } from './quota.ts'

/** What a vendor allows, all nodes together. */
export interface LimiterOptions {
  readonly db: Database
  readonly orgId: number
  readonly node: string
  /** What may have so many calls under way: the connection, or one of its endpoints where the vendor counts by endpoint. */
  readonly scope: string
  /** What the quota is of, where that is more than the scope: several limiters then lease from it. */
  readonly account?: string
  /** Calls under way at a time. */
  readonly concurrency: number
  /** No call lasts longer. */
  readonly deadlineMs: number
  /** Null: the vendor names no quota. */
  readonly quota: QuotaTerms | null
}

export interface Limiter {
  /**
   * Makes a call when the vendor allows one more. Waits for a free slot, and for seconds for the quota; when the quota's
   * wait is longer it throws `ConnectorError` `rate-limited` with `retryAfterMs`, so that the lane rests in place of a node.
   * @param signal of the caller; a call that waits is given up with its reason
   */
  run<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T>
  /** Gives back what was leased and not used. Calls under way go on. */
  close(): Promise<void>
}

/** Other nodes get their part this soon. */
const RENEW_MS = 500
const ASK_AGAIN_MS = 200
const SPARE_MS = 10_000
const LONGEST_WAIT_MS = 5000
const IDLE_MS = 1000

interface Waiter {
  readonly signal: AbortSignal
  go(): void
  fail(error: unknown): void
}

/** The limits are kept in the database; a node leases from them a lump at a time, so that hardly a call asks there. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { db, node, concurrency, deadlineMs, quota } = options
  const scope = { orgId: options.orgId, scope: `slots ${options.scope}` }
  const calls = { orgId: options.orgId, scope: `quota ${options.account ?? options.scope}` }
  // The share outlives a call that begins just before it is taken again, also where taking it again has to wait.
  const forMs = deadlineMs + SPARE_MS
  const waiting: Waiter[] = []
  let busy = 0
  let slots = { held: 0, wanted: 0, renewAt: 0, endsAt: 0 }
  let lease = { left: 0, slice: 0, endsAt: 0 }
  let pumping = false
  let idle: NodeJS.Timeout | undefined
  let changed = Promise.withResolvers<undefined>()
  let last: Promise<unknown> = Promise.resolve()

  /** One question to the database at a time: a share given back must not be deleted after it was taken anew. */
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const answer = last.then(ask)
    last = answer.catch(() => undefined)
    return answer
  }
  const wantedSlots = () => Math.min(concurrency, busy + waiting.length)
  const renewSlots = () =>
    inTurn(async () => {
      const asked = performance.now()
      const wanted = wantedSlots()
      const held = await takeSlots(db, scope, node, { wanted, busy, max: concurrency, forMs })
      slots = {
        held,
        wanted,
        renewAt: asked + (held < wanted ? ASK_AGAIN_MS : RENEW_MS),
        endsAt: asked + forMs
      }
    })
  const renewDue = () => performance.now() >= slots.renewAt || wantedSlots() > slots.wanted
  const slotFree = () => busy < slots.held && performance.now() + deadlineMs < slots.endsAt
  const callLeft = () => quota === null || (lease.left > 0 && performance.now() < lease.endsAt)

  /** Waits until the first of those that wait may go; throws what none of them can wait for. */
  const makeRoom = async (): Promise<unknown> => {
    if (renewDue()) return renewSlots()
    // A call that ends, one more that wants to begin, or another node that gives back.
    if (!slotFree()) return Promise.race([changed.promise, pause(ASK_AGAIN_MS)])
    if (quota === null || callLeft()) return undefined
    const asked = performance.now()
    const { granted, slice, leftMs, waitMs } = await inTurn(() => leaseCalls(db, calls, quota, quota.lump))
    lease = { left: granted, slice, endsAt: asked + leftMs }
    if (granted > 0) return undefined
    if (waitMs > LONGEST_WAIT_MS) throw exhausted(waitMs)
    return Promise.race([changed.promise, pause(waitMs)])
  }

  const pump = async () => {
    if (pumping) return
    pumping = true
    clearTimeout(idle)
    try {
      while (waiting.length > 0) {
        if (slotFree() && callLeft() && performance.now() < slots.renewAt) {
          const next = waiting.shift()
          if (next === undefined) break
          busy += 1
          lease.left -= 1
          next.go()
        } else await makeRoom()
      }
    } catch (error) {
      for (const waiter of waiting.splice(0)) waiter.fail(error)
    } finally {
      pumping = false
      if (busy === 0) rest()
    }
  }

  const signalChange = () => {
    changed.resolve(undefined)
    changed = Promise.withResolvers()
  }
  const giveBack = async () => {
    const unused = lease.left
    if (slots.held === 0 && unused <= 0) return
    slots = { held: 0, wanted: 0, renewAt: 0, endsAt: 0 }
    lease = { ...lease, left: 0 }
    const { slice } = lease
    await inTurn(async () => {
      await takeSlots(db, scope, node, { wanted: 0, busy, max: concurrency, forMs })
      if (unused > 0) await returnCalls(db, calls, slice, unused)
    })
  }
  /** Nothing to do for a second: another node may have it all. What fails here runs out by itself. */
  const rest = () => {
    clearTimeout(idle)
    idle = setTimeout(() => {
      if (busy === 0 && waiting.length === 0 && !pumping) giveBack().catch(() => undefined)
    }, IDLE_MS)
    idle.unref()
  }

  const admitted = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        signal,
        go() {
          signal.removeEventListener('abort', leave)
          resolve()
        },
        fail(error) {
          signal.removeEventListener('abort', leave)
          reject(
            error instanceof Error ? error : new Error('The call was not let through.', { cause: error })
          )
        }
      }
      const leave = () => {
        const index = waiting.indexOf(waiter)
        if (index >= 0) waiting.splice(index, 1)
        waiter.fail(signal.reason)
        signalChange()
      }
      signal.throwIfAborted()
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(waiter)
      signalChange()
      void pump()
    })

  return {
    async run(signal, call) {
      await admitted(signal)
      try {
        return await call()
      } finally {
        busy -= 1
        signalChange()
        if (busy === 0 && !pumping) rest()
      }
    },
    async close() {
      clearTimeout(idle)
      await giveBack()
    }
  }
}

/** The same context, each call let through by its limiter. */
export const limiting = (context: Context, limiterOf: (path: string) => Limiter): Context => ({
  ...context,
  http: {
    send: (method, path, body) =>
      limiterOf(path).run(context.signal, () => context.http.send(method, path, body))
  }
})

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function exhausted(waitMs: number): ConnectorError {
  const minutes = Math.max(1, Math.round(waitMs / 60_000))
  const message = `The vendor's quota is used up; more calls come free in about ${minutes} minute${minutes === 1 ? '' : 's'}.`
  return new ConnectorError('rate-limited', message, { retryAfterMs: Math.ceil(waitMs) })
}
