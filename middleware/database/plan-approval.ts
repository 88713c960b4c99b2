import { sql } from 'kysely'
import { refusal, type Approvable, type Yes } from '../sync/plan-approval.ts'
import type { Database } from './open.ts'
import { contentHash } from './plans.ts'

/** Approves a plan; gives why not, or null when it was. Two that are approved at once: one is. */
export async function approve(
  db: Database,
  orgId: number,
  runId: number,
  yes: Yes & { readonly by: string }
): Promise<string | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<
      Approvable & { pairRev: number | null; now: Date; connectionId: number; actual: string }
    >`
      select r.state, r.rev, r.content_hash as hash, r.planned, r.guard, r.expires_at as "expiresAt", r.connection_id as "connectionId",
        (select p.rev from pairs p where p.org_id = r.org_id and p.pair_id = r.pair_id) as "pairRev", now() as now, ${contentHash(orgId, runId)} as actual
      from runs r where r.org_id = ${orgId} and r.run_id = ${runId} and r.cause = 'plan' for update`.execute(
      tx
    )
    const [plan] = rows
    if (plan === undefined) return `There is no plan ${runId}. "bothways plans" lists them.`
    // Whoever approves another plan of the connection, or begins its initial sync, waits here.
    await sql`select from connections where org_id = ${orgId} and connection_id = ${plan.connectionId} for update`.execute(
      tx
    )
    const busy = await sql<{ what: string }>`
      select case cause when 'plan' then 'Plan ' || run_id || ' is being carried out.' else 'The initial sync is under way.' end as what
      from runs where org_id = ${orgId} and connection_id = ${plan.connectionId}
        and ((cause = 'plan' and state in ('approved', 'applying')) or (cause = 'initial' and state = 'running')) limit 1`.execute(
      tx
    )
    const reason = refusal(plan, yes, {
      rev: plan.pairRev,
      hash: plan.actual,
      busy: busy.rows[0]?.what ?? null,
      now: plan.now
    })
    if (reason === null)
      await sql`
        update runs set state = 'approved', approved_by = ${yes.by}, approved_at = now()
        where org_id = ${orgId} and run_id = ${runId}`.execute(tx)
    return reason
  })
}

/**
 * Cancels a plan that is not over; what it wrote already stays. Records it held for approval go back to the live sync. False
 * when there is none.
 */
export async function cancelPlan(db: Database, orgId: number, runId: number): Promise<boolean> {
  return db.withOrg(orgId, async (tx) => {
    const done = await sql`
      update runs set state = 'cancelled', ended_at = now()
      where org_id = ${orgId} and run_id = ${runId} and cause = 'plan' and state in ('running', 'planned', 'stopped', 'approved', 'applying', 'expired')`.execute(
      tx
    )
    if (done.numAffectedRows !== 1n) return false
    await sql`
      with freed as (
        update plan_operations set state = null where org_id = ${orgId} and run_id = ${runId} and state in ('pending', 'superseded')
        returning pair_id, side, case side when 'external' then ext_id else sf_id end as id
      )
      insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane)
      select ${orgId}, p.connection_id, 'released:' || f.pair_id || ':' || f.side || ':' || f.id, case f.side when 'external' then p.ext_object else p.sf_object end, f.side, f.id, 2
      from freed f join pairs p on p.org_id = ${orgId} and p.pair_id = f.pair_id where f.id is not null
      on conflict (org_id, connection_id, notification_id) do update set state = 0, tries = 0, next_at = now()`.execute(
      tx
    )
    return true
  })
}

/** Plans that nobody approved in seven days can't be any more. The operations of those that are over are kept as long as history. */
export async function tidyPlans(db: Database, orgId: number, historyDays: number): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    await sql`
      delete from plan_operations where org_id = ${orgId} and run_id in (
        select run_id from runs where org_id = ${orgId} and cause = 'plan' and ended_at < now() - make_interval(days => ${historyDays})
        order by run_id limit 20)`.execute(tx)
    await sql`
      update runs set state = 'expired', ended_at = now()
      where org_id = ${orgId} and cause = 'plan' and state in ('planned', 'stopped') and expires_at <= now()`.execute(
      tx
    )
  })
}
