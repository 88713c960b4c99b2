import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Where the search for opt-outs past the ordinary work of a pair stands. */
export interface ConsentWork {
  /** By the database's clock. */
  readonly due: boolean
  /** Salesforce is searched from here; ISO. */
  readonly from: string
  /** The external side is read from here; the connector's own text. */
  readonly cursor: string | null
  /** Nothing of the pair flows yet: its first sync has not begun. */
  readonly isNew: boolean
}

export async function consentWork(db: Database, orgId: number, pairId: number): Promise<ConsentWork> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ due: boolean; from: Date; cursor: string | null; isNew: boolean }>`
      select next_consent_at <= now() as due, consent_from as "from", coalesce(consent_cursor, ext_cursor) as cursor,
        sf_cursor is null as "isNew"
      from pairs where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
    const [row] = rows
    if (row === undefined) return { due: false, from: new Date().toISOString(), cursor: null, isNew: false }
    return { ...row, from: row.from.toISOString() }
  })
}

/** How far the search came. `nextAt` null: not before somebody asks. */
export async function consentSearched(
  db: Database,
  orgId: number,
  pairId: number,
  done: { readonly from?: string; readonly cursor?: string | null; readonly nextAt?: Date | null }
): Promise<void> {
  const { from, cursor, nextAt } = done
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set
        consent_from = coalesce(${from ?? null}::timestamptz, consent_from),
        consent_cursor = ${cursor === undefined ? sql`consent_cursor` : cursor},
        next_consent_at = ${nextAt === undefined ? sql`next_consent_at` : (nextAt?.toISOString() ?? 'infinity')}
      where org_id = ${orgId} and pair_id = ${pairId}`.execute(tx)
  })
}

/** Hints about Salesforce records of an object that are due, counted no further than `most`, and when the oldest came. */
export async function waitingOf(
  db: Database,
  key: { readonly orgId: number; readonly connectionId: number },
  object: string,
  most: number
): Promise<{ readonly count: number; readonly oldest: Date | null }> {
  return db.withOrg(key.orgId, async (tx) => {
    const { rows } = await sql<{ count: number; oldest: Date | null }>`
      select count(*)::int as count, min(at) as oldest from (
        select at from inbox
        where org_id = ${key.orgId} and connection_id = ${key.connectionId} and state = 0 and lane = 2
          and side = 'salesforce' and object = ${object} and next_at <= now()
        order by next_at limit ${most}) as first`.execute(tx)
    return rows[0] ?? { count: 0, oldest: null }
  })
}

/** Has opt-outs searched for now, from the instant of the oldest hint that waits. */
export async function callConsentFor(db: Database, orgId: number, pairId: number, from: Date): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      update pairs set next_consent_at = now(), consent_from = greatest(consent_from, ${from})
      where org_id = ${orgId} and pair_id = ${pairId} and next_consent_at > now()`.execute(tx)
  })
}
