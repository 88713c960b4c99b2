import { sql, type RawBuilder } from 'kysely'
import type { Side } from '../connectors/connector.ts'
import type { Database, OrgTransaction } from './open.ts'
import { linkByHand } from './links.ts'

/** Thrown when an issue can't be dealt with as asked. The message says why and what can be done. */
export class IssueError extends Error {
  override readonly name = 'IssueError'
}

export const issueStates = { open: 0, resolved: 1, ignored: 2 } as const

export interface OpenIssue {
  readonly issueId: number
  readonly connectionId: number
  readonly pairId: number
  readonly sfObject: string
  readonly extObject: string
  /** Null of a record that has no counterpart in Salesforce yet. */
  readonly sfId: string | null
  readonly extId: string | null
  /** Empty when it is about the whole record. */
  readonly line: string
  readonly code: string
  readonly message: string
  readonly candidates: readonly { readonly id: string; readonly label: string }[] | null
  /** Of a conflict: what each side holds. */
  readonly choices: Readonly<Record<Side, string | null>> | null
  readonly seen: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Which issues: those that are open where nothing else is said. */
export interface IssueFilter {
  readonly issueId?: number
  readonly connectionId?: number
  readonly sfId?: string
  readonly code?: string
  readonly line?: string
  readonly state?: (typeof issueStates)[keyof typeof issueStates]
}

const matching = (orgId: number, filter: IssueFilter): RawBuilder<unknown> => sql`
  i.org_id = ${orgId} and i.state = ${filter.state ?? issueStates.open}
  and (${filter.issueId ?? null}::bigint is null or i.issue_id = ${filter.issueId ?? null})
  and (${filter.connectionId ?? null}::int is null or i.connection_id = ${filter.connectionId ?? null})
  and (${filter.sfId ?? null}::text is null or i.sf_id = ${filter.sfId ?? null})
  and (${filter.code ?? null}::text is null or i.code = ${filter.code ?? null})
  and (${filter.line ?? null}::text is null or i.line = ${filter.line ?? null})`

/** Issues that wait for a person, oldest first; the next page begins after the last one's number. */
export async function listIssues(
  db: Database,
  orgId: number,
  filter: IssueFilter,
  page: { readonly limit: number; readonly after?: number }
): Promise<OpenIssue[]> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<OpenIssue>`
      select issue_id as "issueId", i.connection_id as "connectionId", i.pair_id as "pairId", p.sf_object as "sfObject",
        p.ext_object as "extObject", sf_id as "sfId", ext_id as "extId", line, code, message, candidates, choices, seen,
        first_at as "firstAt", last_at as "lastAt"
      from issues i join pairs p on p.org_id = i.org_id and p.pair_id = i.pair_id
      where ${matching(orgId, filter)} and issue_id > ${page.after ?? 0}
      order by issue_id limit ${page.limit}`.execute(tx)
    return rows
  })
}

/** Open issues counted by kind, the most frequent first. */
export async function countKinds(
  db: Database,
  orgId: number,
  connectionId: number | null
): Promise<
  { readonly code: string; readonly line: string; readonly count: number; readonly example: string }[]
> {
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ code: string; line: string; count: number; example: string }>`
      select code, line, count(*)::int as count, (array_agg(message order by issue_id))[1] as example from issues
      where org_id = ${orgId} and state = ${issueStates.open} and (${connectionId}::int is null or connection_id = ${connectionId})
      group by code, line order by count(*) desc, code, line`.execute(tx)
    return rows
  })
}

/** Has the records of these issues looked at again, now and on both sides; gives how many records. */
export async function retryIssues(
  db: Database,
  orgId: number,
  filter: IssueFilter,
  author: string
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    await sql`
      insert into events (org_id, pair_id, link_id, kind, line, side, actor)
      select i.org_id, i.pair_id, l.link_id, 'retried', i.line, 'salesforce', ${author}
      from issues i join links l on l.org_id = i.org_id and l.pair_id = i.pair_id and l.sf_id = i.sf_id and l.state <> 2
      where ${matching(orgId, filter)} and i.line <> ''`.execute(tx)
    return lookAgain(tx, matching(orgId, filter))
  })
}

/** Not to be seen again as long as it says the same; gives how many. */
export async function ignoreIssues(
  db: Database,
  orgId: number,
  filter: IssueFilter,
  author: string
): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const done = await sql`
      update issues i set state = ${issueStates.ignored}, closed_by = ${author} where ${matching(orgId, filter)}`.execute(
      tx
    )
    return Number(done.numAffectedRows ?? 0n)
  })
}

/** Accepts what one side holds in a conflict. The next merge of the record writes it to the other, unless a value has moved since. */
export async function acceptSide(
  db: Database,
  orgId: number,
  issueId: number,
  side: Side,
  author: string
): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    const issue = await openIssue(tx, orgId, issueId)
    if (issue.code !== 'conflict' || issue.choices === null)
      throw new IssueError(
        `Issue ${issueId} (${issue.code}) is no conflict of two values, so neither can be accepted. Do what it says: ${issue.message}`
      )
    const is = sql`org_id = ${orgId} and pair_id = ${issue.pairId}`
    // A new row, never the old one changed: a merge under way uses up the answer that it saw.
    await sql`delete from answers where ${is} and record_key = ${issue.key} and line = ${issue.line}`.execute(
      tx
    )
    await sql`
      insert into answers (org_id, pair_id, record_key, line, take, salesforce, external, author)
      values (${orgId}, ${issue.pairId}, ${issue.key}, ${issue.line}, ${side}, ${issue.choices.salesforce}, ${issue.choices.external}, ${author})`.execute(
      tx
    )
    await sql`
      insert into events (org_id, pair_id, link_id, kind, line, side, value_to, actor)
      select org_id, pair_id, link_id, 'accepted', ${issue.line}, ${side}, ${issue.choices[side]}, ${author}
      from links where ${is} and sf_id = ${issue.sfId} and state <> 2`.execute(tx)
    await lookAgain(tx, sql`i.org_id = ${orgId} and i.issue_id = ${issueId}`)
  })
}

/** Links the issue's record to one of its candidates. */
export async function linkCandidate(
  db: Database,
  orgId: number,
  issueId: number,
  candidate: string,
  author: string
): Promise<void> {
  const issue = await db.withOrg(orgId, (tx) => openIssue(tx, orgId, issueId))
  const offered = linkable(issue)
  const [own, other] = issue.sfId === null ? [issue.extId, 'Salesforce'] : [issue.sfId, issue.extObject]
  if (own === null || !offered.some((one) => one.id === candidate))
    throw new IssueError(
      offered.length === 0
        ? `Issue ${issueId} has no candidates to link. Do what it says: ${issue.message}`
        : `"${candidate}" is none of the candidates of issue ${issueId} in ${other}. Give one of: ${offered.map((one) => one.id).join(', ')}.`
    )
  const key = { orgId, connectionId: issue.connectionId }
  const pair = { pairId: issue.pairId, salesforce: issue.sfObject }
  const [sfId, extId] = issue.sfId === null ? [candidate, own] : [own, candidate]
  await linkByHand(db, key, pair, sfId, extId, author)
  await db.withOrg(orgId, (tx) =>
    sql`
      update issues set state = ${issueStates.resolved}, closed_by = ${author}, last_at = now()
      where org_id = ${orgId} and issue_id = ${issueId}`.execute(tx)
  )
}

/** Salesforce's ids are 18 characters, and begin with what the object is. */
const isOfSalesforce = (id: string, like: string | null): boolean =>
  /^[A-Za-z0-9]{18}$/.test(id) && (like === null || id.slice(0, 3) === like.slice(0, 3))

/** Candidates on the other side of the issue's record. One on its own side is no partner: the message tells what to do about it. */
export const linkable = ({
  sfId,
  candidates
}: Pick<OpenIssue, 'sfId' | 'candidates'>): NonNullable<OpenIssue['candidates']> =>
  (candidates ?? []).filter(({ id }) => isOfSalesforce(id, sfId) === (sfId === null))

type Found = OpenIssue & { readonly key: string }

async function openIssue(tx: OrgTransaction, orgId: number, issueId: number): Promise<Found> {
  const { rows } = await sql<Found>`
    select i.connection_id as "connectionId", i.pair_id as "pairId", p.sf_object as "sfObject", p.ext_object as "extObject",
      record_key as key, sf_id as "sfId", ext_id as "extId", line, code, message, candidates, choices
    from issues i join pairs p on p.org_id = i.org_id and p.pair_id = i.pair_id
    where i.org_id = ${orgId} and i.issue_id = ${issueId} and i.state <> ${issueStates.resolved} for update of i`.execute(
    tx
  )
  const [issue] = rows
  if (issue === undefined)
    throw new IssueError(`There is no open issue ${issueId}. "bothways issues" lists them.`)
  return issue
}

/**
 * A hint for each record, in the lane of what people press. Its number is new each time, so that a turn that is under way
 * with an older one does not answer it. It counts as a second try: both sides are read, whatever moved.
 */
async function lookAgain(tx: OrgTransaction, which: RawBuilder<unknown>): Promise<number> {
  const pressed = await sql`
    insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane, tries)
    select distinct i.org_id, i.connection_id, 'issue:' || i.pair_id || ':' || i.record_key,
      case when i.sf_id is null then p.ext_object else p.sf_object end,
      case when i.sf_id is null then 'external' else 'salesforce' end, coalesce(i.sf_id, i.ext_id), 1, 1
    from issues i join pairs p on p.org_id = i.org_id and p.pair_id = i.pair_id where ${which}
    on conflict (org_id, connection_id, notification_id) do update
      set state = 0, tries = 1, next_at = now(), lane = 1, seq = default`.execute(tx)
  return Number(pressed.numAffectedRows ?? 0n)
}

/** Which of these records have an open issue. */
export async function recordsWithIssues(
  db: Database,
  orgId: number,
  pairId: number,
  keys: readonly string[]
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  return db.withOrg(orgId, async (tx) => {
    const { rows } = await sql<{ key: string }>`
      select distinct record_key as key from issues
      where org_id = ${orgId} and pair_id = ${pairId} and state = 0 and record_key = any(${[...keys]})`.execute(
      tx
    )
    return new Set(rows.map((row) => row.key))
  })
}
