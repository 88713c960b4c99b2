import { sql } from 'kysely'
import { salesforceScope } from '../middleware/sync/calls.ts'
import type { Engine } from '../middleware/sync/engine.ts'
import type { PracticeConnection } from '../test/support/practice-world.ts'

/** What an initial sync came to. `reasons`: how many records were left out, by why. */
export interface Summary {
  readonly label: string
  readonly line: {
    readonly connector: string
    readonly records: number
    readonly created: number
    readonly updated: number
    readonly skipped: number
    readonly failed: number
    readonly salesforceCalls: number
    readonly seconds: number
  }
  readonly reasons: ReadonlyMap<string, number>
}

/** Counts from what is stored, not from what was meant. */
export async function summarise(
  engine: Engine,
  { connector, label, orgId, connectionId }: PracticeConnection,
  seconds: number
): Promise<Summary> {
  await engine.calls.flush()
  return engine.db.withOrg(orgId, async (tx) => {
    // The newest of each pair.
    const { rows: runs } = await sql<{ run_id: number; counters: Record<string, number> }>`
      select distinct on (pair_id) run_id, counters from runs
      where org_id = ${orgId} and connection_id = ${connectionId} and cause = 'initial' order by pair_id, run_id desc`.execute(
      tx
    )
    const { rows: reasons } = await sql<{ code: string; n: number }>`
      select code, count(*)::int as n from outcomes
      where org_id = ${orgId} and run_id = any(${runs.map((one) => one.run_id)}) and bucket in ('skipped', 'held') group by code order by n desc`.execute(
      tx
    )
    const { rows: calls } = await sql<{ used: number }>`
      select coalesce(sum(used), 0)::int as used from budget where org_id = ${orgId} and scope = ${salesforceScope}`.execute(
      tx
    )
    const sum = (...buckets: string[]) =>
      runs.reduce(
        (total, { counters }) => total + buckets.reduce((of, bucket) => of + (counters[bucket] ?? 0), 0),
        0
      )
    const line = {
      connector,
      records: runs
        .flatMap(({ counters }) => Object.values(counters))
        .reduce((total, count) => total + count, 0),
      created: sum('created'),
      updated: sum('updated', 'linked', 'unchanged'),
      skipped: sum('skipped', 'held'),
      failed: sum('failed', 'rejected', 'deferred'),
      salesforceCalls: calls[0]?.used ?? 0,
      seconds: Math.round(seconds * 100) / 100
    }
    return { label, line, reasons: new Map(reasons.map((reason) => [reason.code, reason.n])) }
  })
}
