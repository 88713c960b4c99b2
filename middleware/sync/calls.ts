import type { Context } from '../connectors/connector.ts'
import { countCalls } from '../database/runs.ts'
import type { Database } from '../database/open.ts'
import type { Log } from '../log.ts'
import type { CallLimits } from './budget.ts'

const FLUSH_MS = 2000

/** Counts every call outside, in memory, and stores the counts every two seconds: a count is never worth a commit of its own. */
export interface CallCounter {
  count(orgId: number, scope: string, limits?: CallLimits | null): void
  /** What Salesforce last said of the org's daily calls. */
  limitsOf(orgId: number): CallLimits | undefined
  /** The same context, its calls counted. */
  counting(context: Context, orgId: number, scope: string): Context
  /** Stores what was counted since the last time. */
  flush(): Promise<void>
  /** Stores what is left and stops. */
  close(): Promise<void>
}

interface Tally {
  readonly orgId: number
  readonly scope: string
  calls: number
  limits: CallLimits | null
}

export function createCallCounter(db: Database, log: Log, now: () => Date = () => new Date()): CallCounter {
  const tallies = new Map<string, Tally>()
  const limits = new Map<number, CallLimits>()
  const flush = async () => {
    const pending = [...tallies.values()]
    tallies.clear()
    for (const { orgId, scope, calls, limits: said } of pending)
      await countCalls(db, orgId, scope, calls, said)
  }
  const timer = setInterval(() => {
    flush().catch((error: unknown) => log.warn({ err: error }, 'counted calls were not stored'))
  }, FLUSH_MS)
  timer.unref()

  const count = (orgId: number, scope: string, said: CallLimits | null = null) => {
    const key = `${orgId} ${scope}`
    const tally = tallies.get(key) ?? { orgId, scope, calls: 0, limits: null }
    tally.calls += 1
    if (said !== null) {
      tally.limits = said
      limits.set(orgId, { ...said, at: now().getTime() })
    }
    tallies.set(key, tally)
  }
  return {
    count,
    limitsOf: (orgId) => limits.get(orgId),
    counting: (context, orgId, scope) => ({
      ...context,
      http: {
        send(method, path, body) {
          count(orgId, scope)
          return context.http.send(method, path, body)
        }
      }
    }),
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    }
  }
}

export const salesforceScope = 'salesforce'
/** Salesforce calls of one lane of a connection: what the admin's cap is about. */
export const laneScope = (connectionId: number, lane: string): string => `salesforce ${connectionId} ${lane}`
export const connectionScope = (connectionId: number): string => `connection ${connectionId}`
