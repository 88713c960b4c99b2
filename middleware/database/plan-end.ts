import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { GuardReason } from '../sync/guard.ts'
import type { Database } from './open.ts'
import { asHolder, contentHash, insertPlan, type StoredPlan } from './plans.ts'
import type { Held } from './record.ts'

/** Linked records of which a plan says nothing: they are as they should be. */
export async function countUnplanned(
  db: Database,
  orgId: number,
  { runId, pairId }: Pick<StoredPlan, 'runId' | 'pairId'>
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from links l where l.org_id = ${orgId} and l.pair_id = ${pairId} and l.state = 0
        and not exists (select from plan_operations o where o.org_id = ${orgId} and o.run_id = ${runId} and o.link_id = l.link_id)`.execute(
      tx
    )
    return rows[0]?.n ?? 0
  })
}

/** Begins a plan anew, because what it was made from can't be believed any more. */
export async function beginAnew(db: Database, held: Held, runId: number): Promise<void> {
  const { orgId } = held
  await asHolder(db, held, async (tx) => {
    await sql`delete from plan_operations where org_id = ${orgId} and run_id = ${runId}`.execute(tx)
    await sql`
      update runs set planned = '{}', tally = '{}', seen = 0, page_cursor = null
      where org_id = ${orgId} and run_id = ${runId} and state = 'running'`.execute(tx)
  })
}

export interface Verdict {
  readonly guard: readonly GuardReason[]
  readonly calls: Readonly<Record<Side, number>>
  /** Linked records that are as they should be; 0 where that was counted already. */
  readonly unchanged: number
  /** Nothing is left to be said yes to. */
  readonly isEmpty: boolean
}

/** Closes a plan that is complete: it can be approved for seven days. Older ones of the pair that wait are over. */
export async function finishPlan(db: Database, held: Held, run: StoredPlan, verdict: Verdict): Promise<void> {
  const { orgId } = held
  const state =
    verdict.guard.length > 0 ? 'stopped' : verdict.isEmpty && run.follows !== null ? 'done' : 'planned'
  await asHolder(db, held, async (tx) => {
    // Before the hash is taken, which covers the counts.
    if (verdict.unchanged > 0)
      await sql`
        update runs set planned = planned || jsonb_build_object('skip/unchanged/', ${verdict.unchanged}::bigint)
        where org_id = ${orgId} and run_id = ${run.runId} and state = 'running'`.execute(tx)
    await sql`
      update runs set state = ${state}, guard = ${JSON.stringify(verdict.guard)}, calls = ${JSON.stringify(verdict.calls)},
        content_hash = ${contentHash(orgId, run.runId)}, expires_at = now() + interval '7 days',
        ended_at = case when ${state} = 'done' then now() end
      where org_id = ${orgId} and run_id = ${run.runId} and state = 'running'`.execute(tx)
    if (run.follows !== null) return
    await sql`
      with over as (
        update runs set state = 'cancelled', ended_at = now(), error = ${`Plan ${run.runId} took its place.`}
        where org_id = ${orgId} and pair_id = ${run.pairId} and cause = 'plan' and state in ('planned', 'stopped') and run_id <> ${run.runId}
          and undoes is not distinct from ${run.undoes}::bigint
        returning run_id
      )
      update plan_operations o set state = null from over where o.org_id = ${orgId} and o.run_id = over.run_id and o.state = 'pending'`.execute(
      tx
    )
  })
}

/** Ends a plan that can't be carried out further, and says why. */
export async function failPlan(
  db: Database,
  held: Held,
  runId: number,
  state: 'failed' | 'expired',
  error: string
): Promise<void> {
  await asHolder(db, held, async (tx) => {
    await sql`
      update runs set state = ${state}, error = ${error}, ended_at = now()
      where org_id = ${held.orgId} and run_id = ${runId} and state in ('running', 'approved', 'applying')`.execute(
      tx
    )
  })
}

/**
 * Closes a plan that is carried out: its pair may write from now on, and looks at once for what changed since the plan was
 * begun. What was superseded gets a plan of its own, which is made next; gives whether there is one.
 */
export async function finishApply(
  db: Database,
  held: Held,
  run: StoredPlan,
  reads: boolean
): Promise<boolean> {
  const { orgId, connectionId } = held
  return asHolder(db, held, async (tx) => {
    const ended = await sql`
      update runs set state = 'done', ended_at = now() where org_id = ${orgId} and run_id = ${run.runId} and state in ('approved', 'applying')`.execute(
      tx
    )
    // What was taken back says nothing of what stands in the rest of either side.
    if (ended.numAffectedRows !== 1n || run.undoes !== null) return false
    await sql`
      update pairs set writes_from = coalesce(writes_from, now()), activated_at = coalesce(activated_at, now()),
        sf_cursor = coalesce(sf_cursor, (select poll_from from runs where org_id = ${orgId} and run_id = ${run.runId})), initial_synced_at = coalesce(initial_synced_at, now()),
        ext_cursor = coalesce(ext_cursor, (select source from scans where org_id = ${orgId} and run_id = ${run.runId} and side = 'external')), next_poll_at = least(next_poll_at, now()), next_read_at = case when ${reads} then least(next_read_at, now()) else next_read_at end
      where org_id = ${orgId} and pair_id = ${run.pairId}`.execute(tx)
    await sql`
      update inbox i set next_at = now() from pairs p
      where i.org_id = ${orgId} and i.connection_id = ${connectionId} and i.state = 0 and i.next_at = 'infinity'
        and p.org_id = i.org_id and p.pair_id = ${run.pairId} and i.object = case i.side when 'external' then p.ext_object else p.sf_object end`.execute(
      tx
    )
    const left = await sql`
      select from plan_operations where org_id = ${orgId} and run_id = ${run.runId} and state = 'superseded' limit 1`.execute(
      tx
    )
    if (left.rows.length === 0) return false
    await insertPlan(
      tx,
      { orgId, connectionId, pairId: run.pairId, rev: run.rev, total: null, pollFrom: null },
      run.runId
    )
    return true
  })
}
