import { sql } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { Canonical } from '../sync/canonical.ts'
import type { LinkState } from '../sync/change.ts'
import type { Database, OrgTransaction } from './open.ts'
import type { RunCause } from './runs.ts'

/** What the store knows of a linked record: how the link stands, what each side is known to hold, and all that led there. */
export interface RecordStory {
  readonly connectionId: number
  readonly pairId: number
  readonly link: StoryLink
  /** What it took the place of: by a merge, a conversion from another pair, or by hand. */
  readonly earlier: readonly StoryLink[]
  /** By line of revision `link.rev`; empty where nothing was merged yet. */
  readonly salesforce: readonly Canonical[]
  readonly external: readonly Canonical[]
  /** Oldest first, also of the links that this one took the place of. */
  readonly events: readonly StoryEvent[]
  readonly blocked: { readonly reason: string; readonly author: string; readonly at: Date } | null
}
export interface StoryLink {
  readonly linkId: number
  readonly sfId: string
  readonly extId: string
  readonly rev: number
  readonly state: LinkState
  readonly how: string | null
  readonly runId: number | null
  readonly cause: RunCause | null
  readonly createdAt: Date
}
export interface StoryEvent {
  readonly at: Date
  readonly linkId: number
  readonly kind: EventKind
  /** Empty when it is about the link itself. */
  readonly line: string
  readonly side: Side
  readonly from: Canonical
  readonly to: Canonical
  readonly how: string | null
  readonly actor: string | null
  readonly sourceAt: Date | null
  readonly runId: number | null
  /** Null when the run is no longer kept, or there was none. */
  readonly cause: RunCause | null
}
// prettier-ignore
export type EventKind =
  | 'written' | 'linked' | 'merged' | 'converted' | 'unlinked' | 'gone' | 'restored' | 'ended' | 'accepted' | 'retried'

/** The stories behind an id of either side, one for each pair that knows it; of a merged record, that of the one it went into. */
export async function recordStories(db: Database, orgId: number, id: string): Promise<RecordStory[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ linkId: number }>`
      select distinct on (p.pair_id) coalesce(into_live.link_id, l.link_id) as "linkId"
      from pairs p
      cross join lateral (
        select link_id, state, retired_into from links where org_id = p.org_id and pair_id = p.pair_id and sf_id = ${id} and state <> 2
        union all
        select link_id, state, retired_into from links where org_id = p.org_id and pair_id = p.pair_id and ext_id = ${id} and state <> 2
        union all
        select link_id, state, retired_into from links where org_id = p.org_id and pair_id = p.pair_id and sf_id = ${id} and state = 2
        union all
        select link_id, state, retired_into from links where org_id = p.org_id and pair_id = p.pair_id and ext_id = ${id} and state = 2
      ) as l
      left join links into_live on into_live.org_id = p.org_id and into_live.pair_id = p.pair_id and into_live.link_id = l.retired_into
      where p.org_id = ${orgId} order by p.pair_id, l.state = 2, l.link_id desc`.execute(tx)
    const stories = []
    for (const { linkId } of rows) stories.push(await storyOf(tx, orgId, linkId))
    return stories
  })
}

async function storyOf(tx: OrgTransaction, orgId: number, linkId: number): Promise<RecordStory> {
  const { rows } = await sql<
    StoryLink & Pick<RecordStory, 'connectionId' | 'pairId' | 'salesforce' | 'external'>
  >`
    select p.connection_id as "connectionId", l.pair_id as "pairId", ${linkColumns},
      coalesce(b.salesforce, '{}') as salesforce, coalesce(b.external, '{}') as external
    from pairs p join links l on l.org_id = p.org_id and l.pair_id = p.pair_id
    left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id
    left join runs r on r.org_id = l.org_id and r.run_id = l.run_id
    where p.org_id = ${orgId} and l.link_id = ${linkId}`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error(`Link ${linkId} is gone.`)
  const { connectionId, pairId, salesforce, external, ...link } = row
  const { rows: earlier } = await sql<StoryLink>`
    select ${linkColumns} from pairs p join links l on l.org_id = p.org_id and l.pair_id = p.pair_id and l.state = 2
    left join runs r on r.org_id = l.org_id and r.run_id = l.run_id
    where p.org_id = ${orgId} and p.connection_id = ${connectionId} and l.link_id <> ${linkId}
      -- Not the ids that a link had before it was renamed.
      and (l.how is not null or l.run_id is not null)
      and (l.sf_id = ${link.sfId} or l.ext_id = ${link.extId}) order by l.link_id`.execute(tx)
  const { rows: events } = await sql<StoryEvent>`
    select e.at, e.link_id as "linkId", e.kind, e.line, e.side, e.value_from as from, e.value_to as to, e.how, e.actor,
      e.source_at as "sourceAt", e.run_id as "runId", r.cause
    from events e left join runs r on r.org_id = e.org_id and r.run_id = e.run_id
    where e.org_id = ${orgId} and e.link_id = any (${[linkId, ...earlier.map((one) => one.linkId)]}::bigint[])
    order by e.at`.execute(tx)
  const { rows: blocked } = await sql<NonNullable<RecordStory['blocked']>>`
    select reason, author, at from blocked
    where org_id = ${orgId} and pair_id = ${pairId}
      and ((side = 'salesforce' and record_id = ${link.sfId}) or (side = 'external' and record_id = ${link.extId})) limit 1`.execute(
    tx
  )
  return { connectionId, pairId, link, earlier, salesforce, external, events, blocked: blocked[0] ?? null }
}

const linkColumns = sql`
  l.link_id as "linkId", l.sf_id as "sfId", l.ext_id as "extId", l.rev, l.state, l.how, l.run_id as "runId", r.cause,
  l.created_at as "createdAt"`
