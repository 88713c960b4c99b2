import type { Database } from './open.ts'

/** Has the server look at how many links there are by now. */
export async function analyzeLinks(db: Database): Promise<void> {
  await db.call<null>('analyze_links()', [])
}

/** Writes of this process, and how many of them there are when it asks again. */
interface Written {
  count: number
  asksAt: number
}
const written = new WeakMap<Database, Written>()

/** Of so few, each may be sought among all links. */
const FEW = 100

/**
 * Before so many writes are announced: has the server look at how many links there are, where it never did or there are
 * many more by now. Without statistics each write would be sought among all links. Asked as often as the writes double.
 */
export async function analyzeGrown(db: Database, writes: number): Promise<void> {
  const known = written.get(db) ?? { count: 0, asksAt: FEW }
  written.set(db, known)
  known.count += writes
  if (known.count < known.asksAt) return
  known.asksAt = 2 * known.count
  await db.call<boolean>('analyze_grown_links()', [])
}
