import type { Database } from '../database/open.ts'
import type { Connection } from './connection.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { quotaTerms } from './quota.ts'

/** The limiters of this node, which its lanes share: one a connection, or one for each endpoint where the vendor limits those. */
export interface Limiters {
  /** @param path of the request that is to be let through */
  of(connection: Connection, path: string): Limiter
  close(): Promise<void>
}

export function createLimiters(db: Database, node: string): Limiters {
  const known = new Map<string, Limiter>()
  return {
    of({ orgId, connectionId, connector: { limits } }, path) {
      const account = `connection ${connectionId}`
      const endpoint = limits.endpointOf?.(path)
      const scope = endpoint === undefined ? account : `${account} ${endpoint}`
      const name = `${orgId} ${scope}`
      const found = known.get(name)
      if (found !== undefined) return found
      const { concurrency, deadlineMs } = limits
      const quota = limits.quota === undefined ? null : quotaTerms(limits.quota)
      const limiter = createLimiter({ db, orgId, node, scope, account, concurrency, deadlineMs, quota })
      known.set(name, limiter)
      return limiter
    },
    async close() {
      for (const limiter of known.values()) await limiter.close()
    }
  }
}
