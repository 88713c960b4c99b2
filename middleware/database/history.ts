import { sql } from 'kysely'
import type { Bucket } from '../sync/change.ts'
import { reportBucket, type Reported } from '../sync/report-buckets.ts'
import type { Database, OrgTransaction } from './open.ts'
import type { RunCause } from './runs.ts'

/** A line of the history grid. */
export interface PastRun {
  readonly runId: number
  readonly pairId: number
  readonly pair: string
  readonly cause: RunCause
  readonly state: string
  readonly lane: number
  /** How many records there are to look at, where that is known before. */
  readonly total: number | null
  readonly counters: Readonly<Partial<Record<Bucket, number>>>
  /** Records that were looked at. */
  readonly done: number
  /** Of them, those that were held, in conflict, rejected or failed. */
  readonly problems: number
  /** Issues last seen in it that are still open. */
  readonly openIssues: number
  readonly error: string | null
  /** Null when the engine began it by itself. */
  readonly author: string | null
  readonly undoes: number | null
  /** Of a comparison: what it set right, by cause. */
  readonly drift: Readonly<Record<string, number>>
  readonly startedAt: Date
  readonly endedAt: Date | null
}

/**
 * A connection's runs, newest first; the next page begins before the last one's number.
 * @param page `busy` leaves out looks that found nothing to do, most of a quiet day's
 */
export async function pastRuns(
  db: Database,
  orgId: number,
  connectionId: number,
  page: { readonly limit: number; readonly before?: number; readonly busy?: boolean }
): Promise<PastRun[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<PastRun>`
      select r.run_id as "runId", r.pair_id as "pairId", p.name as pair, r.cause, r.state, r.lane, r.total, r.counters,
        r.error, coalesce(r.author, r.approved_by) as author, r.undoes, case when r.cause in ('reconcile', 'refresh') then r.tally else '{}' end as drift, r.started_at as "startedAt", r.ended_at as "endedAt", n.done, n.problems,
        (select count(*)::int from issues i
          where i.org_id = r.org_id and i.connection_id = r.connection_id and i.run_id = r.run_id and i.state = 0) as "openIssues"
      from runs r join pairs p on p.org_id = r.org_id and p.pair_id = r.pair_id
      cross join lateral (
        select coalesce(sum(value::bigint), 0)::bigint as done,
          coalesce(sum(value::bigint) filter (where key in ('held', 'conflict', 'rejected', 'failed')), 0)::bigint as problems
        from jsonb_each_text(r.counters)
      ) as n
      where r.org_id = ${orgId} and r.connection_id = ${connectionId}
        and (${page.before ?? null}::bigint is null or r.run_id < ${page.before ?? null})
        and (${page.busy !== true} or r.counters <> '{}' or r.state <> 'done')
      order by r.run_id desc limit ${page.limit}`.execute(tx)
    return rows
  })
}

/** A day of the synchronization report, with how many records ended in each of its buckets. */
export interface ReportDay {
  /** Calendar day of the zone that was asked for. */
  readonly day: string
  readonly counts: Readonly<Partial<Record<Reported, number>>>
}

/** Instants from which and before which; and the zone whose days are meant, by its IANA name. */
export interface Period {
  readonly from: Date
  readonly until: Date
  readonly zone: string
}

/** The synchronization report: newest day first, days without a record left out. */
export async function dailyReport(
  db: Database,
  orgId: number,
  connectionId: number,
  period: Period
): Promise<ReportDay[]> {
  const groups = await db.withOrg(orgId, (tx) => groupsOf(tx, orgId, connectionId, period))
  const days = new Map<string, Partial<Record<Reported, number>>>()
  for (const { day, bucket, code, cause, count } of groups) {
    const counts = days.get(day) ?? {}
    const reported = reportBucket(bucket, code, cause)
    counts[reported] = (counts[reported] ?? 0) + count
    days.set(day, counts)
  }
  return [...days].map(([day, counts]) => ({ day, counts }))
}

interface Group {
  readonly day: string
  readonly bucket: Bucket
  readonly code: string | null
  readonly cause: RunCause
  readonly count: number
}

async function groupsOf(
  tx: OrgTransaction,
  orgId: number,
  connectionId: number,
  { from, until, zone }: Period
) {
  const { rows } = await sql<Group>`
    with mine as (
      select run_id, cause from runs
      where org_id = ${orgId} and connection_id = ${connectionId} and counters <> '{}'
        and started_at < ${until} and (ended_at is null or ended_at >= ${from})
    )
    select to_char(day, 'YYYY-MM-DD') as day, bucket, code, cause, sum(n)::bigint as count from (
      select (o.at at time zone ${zone})::date as day, o.bucket, o.code, mine.cause, count(*) as n
      from mine join outcomes o on o.org_id = ${orgId} and o.run_id = mine.run_id
      where o.at >= ${from} and o.at < ${until} group by 1, 2, 3, 4
      union all
      select (s.at at time zone ${zone})::date, s.bucket, null, mine.cause, sum(cardinality(s.link_ids))
      from mine join outcome_sets s on s.org_id = ${orgId} and s.run_id = mine.run_id
      where s.at >= ${from} and s.at < ${until} group by 1, 2, 4
    ) as counted group by 1, 2, 3, 4 order by 1 desc`.execute(tx)
  return rows
}

/** A record of a run, and what became of it. */
export interface RecordOutcome {
  readonly at: Date
  readonly runId: number
  readonly pairId: number
  readonly sfId: string | null
  readonly extId: string | null
  readonly bucket: Bucket
  readonly code: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
}
export interface RecordPage {
  readonly records: readonly RecordOutcome[]
  /** Where the next page begins; null after the last. */
  readonly next: string | null
}

/**
 * The records of a connection that ended in a bucket of the report within a period, page by page.
 * @param bucket null for all of them; @param runId only those of one run
 */
export async function reportedRecords(
  db: Database,
  orgId: number,
  connectionId: number,
  which: Period & { readonly bucket: Reported | null; readonly runId?: number },
  page: { readonly limit: number; readonly after?: string | null }
): Promise<RecordPage> {
  const [run, kind, place, item] = placeOf(page.after)
  return db.withOrg(orgId, async (tx) => {
    const groups = (await groupsOf(tx, orgId, connectionId, which)).filter(
      (one) => which.bucket === null || reportBucket(one.bucket, one.code, one.cause) === which.bucket
    )
    const wanted = JSON.stringify(groups.map(({ cause, bucket, code }) => ({ cause, bucket, code })))
    const { rows } = await sql<RecordOutcome & { kind: number; place: number; item: number }>`
      with wanted as (
        select distinct cause, bucket, code from jsonb_to_recordset(${wanted}::jsonb) as w (cause text, bucket text, code text)
      ), mine as (
        select run_id, pair_id, cause from runs
        where org_id = ${orgId} and connection_id = ${connectionId} and run_id >= ${run} and counters <> '{}'
          and (${which.runId ?? null}::bigint is null or run_id = ${which.runId ?? null})
          and started_at < ${which.until} and (ended_at is null or ended_at >= ${which.from}) order by run_id
      )
      select told.*, mine.run_id as "runId", mine.pair_id as "pairId" from mine cross join lateral (
        select 0 as kind, o.seq as place, 0::bigint as item, o.at, o.sf_id as "sfId", o.ext_id as "extId", o.bucket, o.code, o.detail
        from outcomes o join wanted w on w.cause = mine.cause and w.bucket = o.bucket and w.code is not distinct from o.code
        where o.org_id = ${orgId} and o.run_id = mine.run_id and o.at >= ${which.from} and o.at < ${which.until}
        union all
        select 1, s.chunk, ids.item, s.at, l.sf_id, l.ext_id, s.bucket, null, null
        from outcome_sets s join wanted w on w.cause = mine.cause and w.bucket = s.bucket and w.code is null
        cross join lateral unnest(s.link_ids) with ordinality as ids (link_id, item)
        left join links l on l.org_id = s.org_id and l.pair_id = mine.pair_id and l.link_id = ids.link_id
        where s.org_id = ${orgId} and s.run_id = mine.run_id and s.at >= ${which.from} and s.at < ${which.until}
      ) as told
      where (mine.run_id, told.kind, told.place, told.item) > (${run}, ${kind}, ${place}, ${item})
      order by mine.run_id, told.kind, told.place, told.item limit ${page.limit + 1}`.execute(tx)
    const records = rows.slice(0, page.limit)
    const last = rows.length > page.limit ? records.at(-1) : undefined
    return {
      records: records.map(({ at, runId, pairId, sfId, extId, bucket, code, detail }) => ({
        at,
        runId,
        pairId,
        sfId,
        extId,
        bucket,
        code,
        detail
      })),
      next: last === undefined ? null : `${last.runId}.${last.kind}.${last.place}.${last.item}`
    }
  })
}

/** Thrown for a page that was never given. */
export class PageError extends Error {
  override readonly name = 'PageError'
}

function placeOf(after: string | null | undefined): readonly [number, number, number, number] {
  if (after === undefined || after === null) return [0, 0, 0, 0]
  const [run, kind, place, item] = after.split('.').map(Number)
  if (
    !/^\d+(\.\d+){3}$/.test(after) ||
    run === undefined ||
    kind === undefined ||
    place === undefined ||
    item === undefined
  )
    // prettier-ignore
    throw new PageError(`"${after}" is not the beginning of a page. Leave it out for the first one.`)
  return [run, kind, place, item]
}
