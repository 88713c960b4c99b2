import type { ColumnType, Generated } from 'kysely'
import type { OrgNames } from '../salesforce/names.ts'
import type { Json, Instant, InstantOrNull, Made } from './columns.ts'
import type {
  AnswerTable,
  BaseTable,
  BlockedTable,
  EventTable,
  InboxTable,
  IssueTable,
  LinkTable,
  OperationTable,
  OutcomeSetTable,
  OutcomeTable,
  PlanOperationTable,
  RunTable,
  ScanTable,
  ValueGapTable,
  WaitTable
} from './engine-tables.ts'

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
  outcome_sets: OutcomeSetTable
  answers: AnswerTable
  issues: IssueTable
  events: EventTable
  waits: WaitTable
  blocked: BlockedTable
  value_gaps: ValueGapTable
  scans: ScanTable
  plan_operations: PlanOperationTable
  due_work: DueWorkView
  address_keys: AddressKeyTable
  consent_events: ConsentEventTable
}

interface OrgTable {
  org_id: number
  sf_org_id: string
  login: Json<Record<string, string>>
  sealed: Json<Record<string, string>>
  created_at: Generated<Date>
  names: ColumnType<OrgNames, string | undefined, string>
  names_at: ColumnType<Date, undefined, Date>
}
interface ConnectionTable {
  org_id: number
  connection_id: number
  connector: string
  name: string
  state: 'active' | 'paused' | 'deleting'
  settings: Json<Record<string, string>>
  sealed: Json<Record<string, string>>
  token_hash: Buffer
  webhook_hash: ColumnType<Buffer | null, Buffer | undefined, Buffer>
  message_hash: ColumnType<Buffer | null, Buffer | undefined, Buffer>
  rules: ColumnType<object, string | undefined, string>
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
  next_read_at: ColumnType<Date, Date | string | undefined, Date | string>
  poll_tick: InstantOrNull
  read_tick: InstantOrNull
  ext_synced_at: InstantOrNull
  initial_synced_at: InstantOrNull
  activated_at: InstantOrNull
  writes_from: InstantOrNull
  poll_ran_at: InstantOrNull
  read_ran_at: InstantOrNull
  next_scan_at: ColumnType<Date, Date | string | undefined, Date | string>
  compared_at: Date | null
  compared_links: number | null
  equal_links: number | null
  resync: Generated<boolean>
  next_consent_at: ColumnType<Date, Date | string | undefined, Date | string>
  consent_from: Generated<Date>
  consent_cursor: string | null
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
interface DueWorkView {
  org_id: number
  connection_id: number
  lane: number
}
interface AddressKeyTable {
  org_id: number
  sealed: string
  created_at: Generated<Date>
}
/** Written by the function add_consent only. */
interface ConsentEventTable {
  org_id: Made<number>
  address_hmac: Made<Buffer>
  channel: Made<string>
  kind: Made<'in' | 'out'>
  who: Made<'person' | 'staff' | 'unknown'>
  at_from: Made<Date | null>
  at_to: Made<Date>
  source: Made<string>
  wording: Made<string | null>
  raw_id: Made<string | null>
  at: Made<Date>
}
