import type { Database } from '../database/open.ts'
import type { Connection } from './connection.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { quotaTerms } from './quota.ts'

/** The limiters of this node, one a connection, which its lanes share. */
export interface Limiters {
  of(connection: Connection): Limiter
  close(): Promise<void>
}

export function createLimiters(db: Database, node: string): Limiters {
  const known = new Map<string, Limiter>()
  return {
    of({ orgId, connectionId, connector: { limits } }) {
      const name = `${orgId} ${connectionId}`
      const found = known.get(name)
      if (found !== undefined) return found
      const { concurrency, deadlineMs } = limits
      const quota = limits.quota === undefined ? null : quotaTerms(limits.quota)
      const limiter = createLimiter({ db, orgId, node, scope: `connection ${connectionId}`, concurrency, deadlineMs, quota }) // prettier-ignore
      known.set(name, limiter)
      return limiter
    },
    async close() {
      for (const limiter of known.values()) await limiter.close()
    }
  }
}
