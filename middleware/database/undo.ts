import { sql } from 'kysely'
import type { Bucket, Link, LineChange } from '../sync/change.ts'
import { linksById } from './links.ts'
import type { Database } from './open.ts'
import { fenced } from './record.ts'
import type { RunCause, RunKey } from './runs.ts'

/** A run that may be taken back. */
export interface EndedRun {
  readonly runId: number
  readonly connectionId: number
  readonly pairId: number
  readonly cause: RunCause
  readonly state: string
}

export async function runById(db: Database, orgId: number, runId: number): Promise<EndedRun | null> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<EndedRun>`
      select run_id as "runId", connection_id as "connectionId", pair_id as "pairId", cause, state from runs
      where org_id = ${orgId} and run_id = ${runId}`.execute(tx)
    return rows[0] ?? null
  })
}

/** Asks for a plan that takes a run back; the pressed lane makes it. One that is being made already is joined. */
export async function startUndo(
  db: Database,
  { orgId, connectionId, pairId, lane }: RunKey,
  { undoes, rev, author }: { readonly undoes: number; readonly rev: number; readonly author: string }
): Promise<number> {
  return fenced(
    db.withOrg(orgId, async (tx) => {
      const { rows } = await sql<{ run_id: number }>`
      insert into runs (org_id, connection_id, pair_id, lane, cause, rev, author, undoes)
      values (${orgId}, ${connectionId}, ${pairId}, ${lane}, 'plan', ${rev}, ${author}, ${undoes})
      on conflict (org_id, pair_id, coalesce(undoes, 0)) where cause = 'plan' and state = 'running' do update set total = runs.total
      returning run_id`.execute(tx)
      const id = rows[0]?.run_id
      if (id === undefined) throw new Error('The plan was not stored.')
      return id
    })
  )
}

/** What a run did to a record. */
export interface RunWork {
  readonly linkId: number
  readonly sfId: string | null
  readonly extId: string | null
  readonly bucket: Bucket
  readonly code: string | null
  /** Why the two are one, see `links.how`. */
  readonly how: string | null
  /** The link as it stands; null when it is over. */
  readonly link: Link | null
  /** What it wrote, each line of a side once: the first value it found, and the last one it left. */
  readonly writes: readonly LineChange[]
  /** Another run, or somebody, has written to the record or changed its link since. */
  readonly touchedSince: boolean
}
export interface RunPlace {
  readonly bucket: string
  readonly seq: number
}

/** The records that a run did something to, page by page. */
export async function workOfRun(
  db: Database,
  orgId: number,
  { runId, pairId }: Pick<EndedRun, 'runId' | 'pairId'>,
  page: { readonly after: RunPlace | null; readonly limit: number; readonly links?: readonly number[] }
): Promise<{ readonly work: readonly RunWork[]; readonly next: RunPlace | null }> {
  const { bucket, seq } = page.after ?? { bucket: '', seq: 0 }
  const rows = await db.withOrg(orgId, async (tx) => {
    const found = await sql<Omit<RunWork, 'link' | 'writes'> & { seq: number; writes: LineChange[] | null }>`
      select o.link_id as "linkId", o.sf_id as "sfId", o.ext_id as "extId", o.bucket, o.code, o.seq, l.how, w.writes,
        exists (
          select from events e where e.org_id = o.org_id and e.link_id = o.link_id and e.at >= o.at
            and e.run_id is distinct from o.run_id and e.kind <> 'retried') as "touchedSince"
      from (
        select * from outcomes
        where org_id = ${orgId} and run_id = ${runId} and (bucket, seq) > (${bucket}, ${seq}) and link_id is not null
          ${page.links === undefined ? sql`` : sql`and link_id = any(${[...page.links]}::bigint[])`}
          and bucket not in ('skipped', 'held', 'waiting', 'deferred', 'superseded')
        order by bucket, seq limit ${page.limit}
      ) as o left join links l on l.org_id = o.org_id and l.pair_id = o.pair_id and l.link_id = o.link_id
      left join lateral (
        select jsonb_agg(jsonb_build_object('line', line, 'side', side, 'value_from', first, 'value_to', last)) as writes from (
          select line, side, (array_agg(value_from order by at))[1] as first, (array_agg(value_to order by at desc))[1] as last
          from events e where e.org_id = o.org_id and e.link_id = o.link_id and e.run_id = o.run_id and e.kind = 'written'
          group by line, side
        ) as lines
      ) as w on true order by o.bucket, o.seq`.execute(tx)
    return found.rows
  })
  const links = await linksById(db, orgId, pairId, rows.map((one) => one.linkId)) // prettier-ignore
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return {
    work: rows.map((one) => ({ ...one, writes: one.writes ?? [], link: links.get(one.linkId) ?? null })),
    next: last === undefined ? null : { bucket: last.bucket, seq: last.seq }
  }
}
