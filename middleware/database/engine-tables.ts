import type { ColumnType, Generated } from 'kysely'
import type { InstantOrNull, Made } from './columns.ts'
import type { Side } from '../connectors/connector.ts'
import type { Bucket, Issue, LineChange } from '../sync/change.ts'
import type { GuardReason } from '../sync/guard.ts'
import type { PlanKind } from '../sync/plan-rows.ts'
import type { RunCause, RunState } from './runs.ts'

export interface InboxTable {
  org_id: number
  connection_id: number
  notification_id: string
  seq: Made<number>
  object: string
  record_id: string | null
  lane: Generated<number>
  state: Generated<number>
  side: Generated<'salesforce' | 'external'>
  tries: Generated<number>
  next_at: ColumnType<Date, Date | string | undefined, Date | string>
  at: Generated<Date>
}
export interface LinkTable {
  org_id: number
  pair_id: number
  link_id: Made<number>
  sf_id: string
  ext_id: string
  sf_hash: string | null
  ext_hash: string | null
  sf_stamp: InstantOrNull
  ext_stamp: InstantOrNull
  rev: number
  state: Generated<number>
  retired_into: number | null
  how: string | null
  run_id: number | null
  created_at: Generated<Date>
  touched_at: Generated<Date>
}
export interface BaseTable {
  org_id: number
  pair_id: number
  link_id: number
  salesforce: (string | null)[]
  external: (string | null)[]
  flags: Generated<string>
}
export interface RunTable {
  org_id: number
  run_id: Made<number>
  connection_id: number
  pair_id: number
  lane: number
  cause: RunCause
  state: Generated<RunState>
  page_cursor: string | null
  total: number | null
  counters: ColumnType<Record<string, number>, string | undefined, string>
  error: string | null
  author: string | null
  undoes: number | null
  started_at: Generated<Date>
  ended_at: InstantOrNull
  rev: number | null
  seen: Generated<number>
  planned: ColumnType<Record<string, number>, string | undefined, string>
  tally: ColumnType<Record<string, number>, string | undefined, string>
  calls: ColumnType<Record<Side, number> | null, string | null | undefined, string | null>
  guard: ColumnType<readonly GuardReason[] | null, string | null | undefined, string | null>
  content_hash: string | null
  expires_at: InstantOrNull
  approved_by: string | null
  approved_at: InstantOrNull
  applied_seq: Generated<number>
  follows: number | null
}
export interface PlanOperationTable {
  org_id: number
  run_id: number
  seq: number
  pair_id: number
  record_key: string
  side: Side
  sf_id: string | null
  ext_id: string | null
  link_id: number | null
  sides: 'none' | 'salesforce' | 'external' | 'both'
  kind: PlanKind
  bucket: Bucket
  code: string | null
  create_key: string | null
  lines: ColumnType<readonly LineChange[] | null, string | null, string | null>
  issues: ColumnType<readonly Issue[] | null, string | null, string | null>
  sf_hash: string | null
  ext_hash: string | null
  state: 'superseded' | 'again' | 'pending' | null
}
export interface OperationTable {
  org_id: number
  pair_id: number
  record_key: string
  create_key: string | null
  kind: string
  run_id: number
  connection_id: number
  lane: number
  fence: number
  state: Generated<'sent' | 'uncertain'>
  free_at: InstantOrNull
  sent_at: Generated<Date>
}
export interface OutcomeTable {
  org_id: number
  at: Generated<Date>
  run_id: number
  pair_id: number
  link_id: number | null
  sf_id: string | null
  ext_id: string | null
  bucket: string
  code: string | null
  detail: ColumnType<Record<string, unknown> | null, string | null, string | null>
  seq: Generated<number>
}
export interface OutcomeSetTable {
  org_id: number
  run_id: number
  chunk: Made<number>
  bucket: string
  link_ids: number[]
  at: Generated<Date>
}
export interface AnswerTable {
  org_id: number
  answer_id: Made<number>
  pair_id: number
  record_key: string
  line: string
  take: 'salesforce' | 'external'
  salesforce: string | null
  external: string | null
  author: string
  at: Generated<Date>
}
export interface IssueTable {
  org_id: number
  issue_id: Made<number>
  connection_id: number
  pair_id: number
  record_key: string
  sf_id: string | null
  ext_id: string | null
  line: Generated<string>
  code: string
  message: string
  candidates: ColumnType<unknown, string | null, string | null>
  choices: ColumnType<unknown, string | null, string | null>
  closed_by: string | null
  state: Generated<number>
  seen: Generated<number>
  first_at: Generated<Date>
  last_at: Generated<Date>
  run_id: number
}
export interface EventTable {
  org_id: number
  at: Generated<Date>
  pair_id: number
  link_id: number
  line: string
  side: string
  value_from: string | null
  value_to: string | null
  run_id: number | null
  kind: Generated<string>
  how: string | null
  actor: string | null
  source_at: InstantOrNull
}
export interface WaitTable {
  org_id: number
  pair_id: number
  record_key: string
  side: string
  record_id: string
  parent_pair: number
  parent_side: string
  parent_id: string
  since: Generated<Date>
}
export interface BlockedTable {
  org_id: number
  pair_id: number
  side: string
  record_id: string
  reason: string
  author: string
  at: Generated<Date>
}
export interface ValueGapTable {
  org_id: number
  pair_id: number
  line: string
  side: string
  value: string
  seen: Generated<number>
  last_at: Generated<Date>
}
export interface ScanTable {
  org_id: number
  run_id: number
  side: 'salesforce' | 'external'
  pair_id: number
  rev: number
  table_name: string
  fields: string[]
  repeats: Generated<boolean>
  state: Generated<'staging' | 'sealed' | 'compared' | 'void' | 'done'>
  source: string | null
  columns: string[] | null
  pages: Generated<number>
  page_cursor: string | null
  staged_rows: Generated<number>
  expected_rows: number | null
  different_rows: number | null
  missing_rows: number | null
  unchanged_rows: number | null
  began_at: Generated<Date>
  sealed_at: InstantOrNull
}
