import { byTokenHash } from './connections.ts'
import type { Database } from './open.ts'

/** A token that was taken back is refused on every node after this long. */
const KEEP_MS = 5000

type Endpoint = NonNullable<Awaited<ReturnType<typeof byTokenHash>>>

/** Finds the connection behind a token's hash. Known ones are remembered for a moment, so that a burst of messages asks once. */
export function createEndpoints(db: Database) {
  const known = new Map<string, { readonly endpoint: Endpoint; readonly until: number }>()
  return {
    async byTokenHash(hash: Buffer): Promise<Endpoint | null> {
      const key = hash.toString('base64')
      const kept = known.get(key)
      if (kept !== undefined && kept.until > performance.now()) return kept.endpoint
      known.delete(key)
      const endpoint = await byTokenHash(db, hash)
      if (endpoint !== null) known.set(key, { endpoint, until: performance.now() + KEEP_MS })
      return endpoint
    }
  }
}
