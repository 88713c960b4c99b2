import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** Row types of the migrations in ./migrations, which describe the columns. */
export interface Tables {
  orgs: OrgTable
  connections: ConnectionTable
  revisions: RevisionTable
  pairs: PairTable
  leases: LeaseTable
  budget: BudgetTable
  inbox: InboxTable
  links: LinkTable
  bases: BaseTable
  runs: RunTable
  operations: OperationTable
  outcomes: OutcomeTable
  issues: IssueTable
  events: EventTable
  due_work: DueWorkView
}

type Json<T extends object> = JSONColumnType<T>
type Instant = ColumnType<Date, Date | string, Date | string>
type InstantOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Made<T> = ColumnType<T, never, never>

interface OrgTable {
  org_id: number
  sf_org_id: string
  login: Json<Record<string, string>>
  sealed: Json<Record<string, string>>
  created_at: Generated<Date>
}
interface ConnectionTable {
  org_id: number
  connection_id: number
  connector: string
  name: string
  state: 'active' | 'paused'
  settings: Json<Record<string, string>>
  sealed: Json<Record<string, string>>
  token_hash: Buffer
  created_at: Generated<Date>
}
interface RevisionTable {
  org_id: number
  connection_id: number
  rev: number
  document: Json<object>
  author: string
  at: Generated<Date>
}
interface PairTable {
  org_id: number
  pair_id: number
  connection_id: number
  name: string
  sf_object: string
  ext_object: string
  rev: number
  sf_cursor: InstantOrNull
  scan_to: InstantOrNull
  page_stamp: InstantOrNull
  page_id: string | null
  ext_cursor: string | null
  next_poll_at: ColumnType<Date, Date | string | undefined, Date | string>
  initial_synced_at: InstantOrNull
}
interface LeaseTable {
  org_id: number
  connection_id: number
  lane: number
  node: string | null
  fence: Generated<number>
  until: InstantOrNull
  again: Generated<boolean>
  not_before: InstantOrNull
  trouble: string | null
  troubles: Generated<number>
}
interface BudgetTable {
  org_id: number
  scope: string
  window_start: Instant
  used: number
  limit_used: number | null
  limit_max: number | null
}
interface InboxTable {
  org_id: number
  connection_id: number
  notification_id: string
  seq: Made<number>
  object: string
  record_id: string | null
  lane: Generated<number>
  state: Generated<number>
  tries: Generated<number>
  next_at: ColumnType<Date, Date | string | undefined, Date | string>
  at: Generated<Date>
}
interface LinkTable {
  org_id: number
  pair_id: number
  link_id: Made<number>
  sf_id: string
  ext_id: string
  sf_hash: string | null
  ext_hash: string | null
  sf_stamp: InstantOrNull
  rev: number
  state: Generated<number>
}
interface BaseTable {
  org_id: number
  pair_id: number
  link_id: number
  salesforce: (string | null)[]
  external: (string | null)[]
}
interface RunTable {
  org_id: number
  run_id: Made<number>
  connection_id: number
  pair_id: number
  lane: number
  cause: 'notifications' | 'poll' | 'initial'
  state: Generated<'running' | 'done' | 'failed'>
  page_cursor: string | null
  total: number | null
  counters: ColumnType<Record<string, number>, string | undefined, string>
  error: string | null
  started_at: Generated<Date>
  ended_at: InstantOrNull
}
interface OperationTable {
  org_id: number
  pair_id: number
  record_key: string
  create_key: string | null
  kind: string
  run_id: number
  connection_id: number
  lane: number
  fence: number
  sent_at: Generated<Date>
}
interface OutcomeTable {
  org_id: number
  at: Generated<Date>
  run_id: number
  pair_id: number
  link_id: number | null
  sf_id: string
  ext_id: string | null
  bucket: string
  code: string | null
  detail: ColumnType<Record<string, unknown> | null, string | null, string | null>
}
interface IssueTable {
  org_id: number
  issue_id: Made<number>
  connection_id: number
  pair_id: number
  sf_id: string
  ext_id: string | null
  line: Generated<string>
  code: string
  message: string
  candidates: ColumnType<unknown, string | null, string | null>
  state: Generated<number>
  seen: Generated<number>
  first_at: Generated<Date>
  last_at: Generated<Date>
  run_id: number
}
interface EventTable {
  org_id: number
  at: Generated<Date>
  pair_id: number
  link_id: number
  line: string
  side: string
  value_from: string | null
  value_to: string | null
  run_id: number
}
interface DueWorkView {
  org_id: number
  connection_id: number
  lane: number
}
