import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { Bucket, Issue, LineChange } from '../sync/change.ts'
import type { Approved, PlanKind, PlanRow } from '../sync/plan-rows.ts'
import type { Database } from './open.ts'
import { asHolder, type StoredPlan } from './plans.ts'
import type { Held } from './record.ts'

/** An operation of a stored plan. */
export interface StoredOperation extends Approved {
  readonly seq: number
  readonly side: Side
  readonly sfId: string | null
  readonly extId: string | null
  readonly linkId: number | null
  readonly bucket: Bucket
  readonly code: string | null
  readonly lines: readonly LineChange[] | null
  readonly issues: readonly Issue[] | null
  readonly state: 'superseded' | 'again' | 'pending' | null
}

const columns = sql`
  seq, side, sf_id as "sfId", ext_id as "extId", link_id as "linkId", sides, kind, bucket, code, lines, issues, state`

/** Creates and links behind this many operations are stored without their values, which a million would need 700 MB for. */
export const BY_REFERENCE_AFTER = 50_000

export interface PlanPage {
  readonly rows: readonly PlanRow[]
  /** Counts of the rows that are stored; those of records the plan has already are left out. */
  readonly counted: (rows: readonly PlanRow[]) => {
    planned: Record<string, number>
    tally: Record<string, number>
  }
  readonly seen: number
  readonly cursor: string | null
  readonly byReferenceAfter: number
}

/** Commits a page of a plan with its counts and the place where reading goes on. Throws `FenceLostError`. */
export async function savePlanPage(db: Database, held: Held, run: StoredPlan, page: PlanPage): Promise<void> {
  const { orgId } = held
  const { runId } = run
  const given = page.rows.map((one, at) => ({
    at,
    record_key: one.key,
    side: one.side,
    sf_id: one.sfId,
    ext_id: one.extId,
    link_id: one.linkId,
    sides: one.sides,
    kind: one.kind,
    bucket: one.bucket,
    code: one.code,
    create_key: one.createKey,
    lines: one.lines,
    issues: one.issues.length === 0 ? null : one.issues,
    salesforce: one.salesforce,
    external: one.external
  }))
  await asHolder(db, held, async (tx) => {
    const { rows: stored } = await sql<{ key: string }>`
      insert into plan_operations (org_id, run_id, seq, pair_id, record_key, side, sf_id, ext_id, link_id, sides, kind, bucket, code,
        create_key, lines, issues, sf_hash, ext_hash, state)
      select ${orgId}, ${runId}, last.seq + g.at + 1, ${run.pairId}, g.record_key, g.side, g.sf_id, g.ext_id, g.link_id, g.sides, g.kind,
        g.bucket, g.code, hashtextextended(g.create_key, 0),
        case when g.kind in ('create', 'link') and last.seq + g.at >= ${page.byReferenceAfter}::bigint then null else g.lines end, g.issues,
        hash_array_extended(g.salesforce, ${run.rev}), hash_array_extended(g.external, ${run.rev}),
        case when ${run.follows}::bigint is null then null else 'pending' end
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (at int, record_key text, side text, sf_id text, ext_id text, link_id bigint,
          sides text, kind text, bucket text, code text, create_key text, lines jsonb, issues jsonb, salesforce text[], external text[]),
        (select coalesce(max(seq), 0) as seq from plan_operations where org_id = ${orgId} and run_id = ${runId}) as last
      on conflict (org_id, run_id, record_key) do nothing
      returning record_key as key`.execute(tx)
    const keys = new Set(stored.map((one) => one.key))
    const { planned, tally } = page.counted(page.rows.filter((one) => keys.delete(one.key)))
    await sql`
      update runs set planned = add_counters(planned, ${JSON.stringify(planned)}::jsonb), tally = add_counters(tally, ${JSON.stringify(tally)}::jsonb),
        seen = seen + ${page.seen}, page_cursor = coalesce(${page.cursor}, page_cursor)
      where org_id = ${orgId} and run_id = ${runId}`.execute(tx)
    if (run.follows !== null && page.cursor !== null)
      await sql`
        update plan_operations set state = 'again'
        where org_id = ${orgId} and run_id = ${run.follows} and state = 'superseded' and seq <= ${page.cursor}::bigint`.execute(
        tx
      )
  })
}

/** Records that the plan creates already, by the value that makes them unique. */
export async function creatorsOf(
  db: Database,
  orgId: number,
  runId: number,
  keys: readonly string[]
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ key: string; id: string }>`
      select k as key, coalesce(case side when 'external' then ext_id else sf_id end, '') as id
      from unnest(${[...keys]}::text[]) as k join plan_operations o on o.create_key = hashtextextended(k, 0)
      where o.org_id = ${orgId} and o.run_id = ${runId}`.execute(tx)
    return new Map(rows.map(({ key, id }) => [key, id]))
  })
}

/** A page of a plan, behind `after`; `kind` null: of every kind. */
export async function operationsOf(
  db: Database,
  orgId: number,
  runId: number,
  {
    after,
    limit,
    kind = null,
    state = null
  }: {
    readonly after: number
    readonly limit: number
    readonly kind?: PlanKind | null
    readonly state?: StoredOperation['state']
  }
): Promise<StoredOperation[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<StoredOperation>`
      select ${columns} from plan_operations
      where org_id = ${orgId} and run_id = ${runId} and seq > ${after}
        ${kind === null ? sql`` : sql`and kind = ${kind}`} ${state === null ? sql`` : sql`and state = ${state}`}
      order by seq limit ${limit}`.execute(tx)
    return rows
  })
}

/** Of these operations, the ones of which a side is no longer as it was seen. The hash is reckoned in SQL only. */
export async function notAsSeen(
  db: Database,
  orgId: number,
  run: StoredPlan,
  now: readonly { readonly seq: number; readonly row: PlanRow }[]
): Promise<Set<number>> {
  const given = now.map(({ seq, row }) => ({ seq, salesforce: row.salesforce, external: row.external }))
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ seq: number }>`
      select o.seq from plan_operations o
      join jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (seq bigint, salesforce text[], external text[]) on g.seq = o.seq
      where o.org_id = ${orgId} and o.run_id = ${run.runId}
        and (o.sf_hash is distinct from hash_array_extended(g.salesforce, ${run.rev}) or o.ext_hash is distinct from hash_array_extended(g.external, ${run.rev}))`.execute(
      tx
    )
    return new Set(rows.map((one) => one.seq))
  })
}

/** Of these records, the ones that wait for a following plan to be approved: no other lane writes them meanwhile. */
export async function pendingOf(
  db: Database,
  orgId: number,
  pairId: number,
  side: Side,
  ids: readonly string[]
): Promise<Set<string>> {
  return db.withOrg(orgId, async (tx) => {
    const id = side === 'external' ? sql`ext_id` : sql`sf_id`
    const { rows } = await sql<{ id: string }>`
      select ${id} as id from plan_operations
      where org_id = ${orgId} and pair_id = ${pairId} and state in ('pending', 'superseded') and ${id} = any(${[...ids]})`.execute(
      tx
    )
    return new Set(rows.map((one) => one.id))
  })
}

/** Of these records, the ones that an open plan of their pair creates or links. */
export async function plannedOf(
  db: Database,
  orgId: number,
  pairId: number,
  keys: readonly string[]
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ key: string }>`
      select record_key as key from plan_operations
      where org_id = ${orgId} and kind in ('create', 'link') and record_key = any(${[...keys]})
        and run_id in (select run_id from runs where org_id = ${orgId} and pair_id = ${pairId} and cause = 'plan'
          and state in ('running', 'planned', 'stopped', 'approved', 'applying'))`.execute(tx)
    return new Set(rows.map((one) => one.key))
  })
}
