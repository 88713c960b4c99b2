import { z } from 'zod'
import type { May } from '../../../guards/caller.ts'
import { accepted, number, page, paged, salesforceId } from './common.ts'
import * as connections from './connections.ts'
import * as mapping from './mapping.ts'
import * as records from './record-page.ts'
import * as setup from './setup.ts'
import * as work from './work.ts'

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under /api/v1; `:name` is a number or an id. */
  readonly path: string
  /** `use`: sellers, on records; `manage`: admins of the org; `operate`: the console, over all orgs. */
  readonly may: May
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Absent: 204. */
  readonly answer?: z.ZodType
  /** 200 where nothing is said. */
  readonly status?: 201 | 202
  /** The answer carries an ETag; of a change: `If-Match` is demanded. */
  readonly tagged?: true
  /** Not JSON: the media type. */
  readonly media?: string
  /** It is no GET, yet it only asks: nothing is changed by it. */
  readonly asks?: true
  /** Nothing in its body is secret, whatever is written there: the audit log tells all of it. */
  readonly open?: true
}

const connection = z.object({ connection: number })
const plan = z.object({ plan: number })
const run = z.object({ run: number })
const issue = z.object({ issue: number })
const record = z.object({ record: salesforceId })

/** Every route of the admin API, as data: handlers, checks, OpenAPI and the screens' types come from it. */
// prettier-ignore
export const contract = {
  me: { method: 'GET', path: '/me', may: 'use', summary: 'Who calls, for which org', answer: setup.me },

  listConnectors: { method: 'GET', path: '/connectors', may: 'manage', summary: 'Systems that can be connected, with their settings', answer: z.object({ connectors: z.array(connections.connector) }) },

  listConnections: { method: 'GET', path: '/connections', may: 'manage', summary: 'The org\'s connections', answer: z.object({ connections: z.array(connections.connectionCard) }) },
  createConnection: { method: 'POST', path: '/connections', may: 'manage', summary: 'Connect a system; its login is proven first', body: connections.newConnection, answer: connections.connectionMade, status: 201 },
  getConnection: { method: 'GET', path: '/connections/:connection', may: 'manage', summary: 'One connection', params: connection, answer: connections.connectionCard },
  renameConnection: { method: 'PATCH', path: '/connections/:connection', may: 'manage', summary: 'Rename a connection', params: connection, body: z.strictObject({ name: z.string().min(1).max(80) }), answer: connections.connectionCard },
  previewDeletion: { method: 'GET', path: '/connections/:connection/deletion', may: 'manage', summary: 'What deleting would take away', params: connection, answer: connections.deletionPreview },
  deleteConnection: { method: 'DELETE', path: '/connections/:connection', may: 'manage', summary: 'Delete a connection; records on both sides stay', params: connection, query: z.object({ confirm: z.string() }) },
  getSettings: { method: 'GET', path: '/connections/:connection/settings', may: 'manage', summary: 'Settings without their secrets', params: connection, answer: connections.settingsAnswer, tagged: true },
  saveSettings: { method: 'PUT', path: '/connections/:connection/settings', may: 'manage', summary: 'Save settings; they are proven first', params: connection, body: connections.settingsRequest, answer: connections.settingsAnswer, tagged: true },
  checkConnection: { method: 'POST', path: '/connections/:connection/check', may: 'manage', summary: 'Try both logins, and the org\'s edition', params: connection, answer: connections.checkAnswer, asks: true },
  getInformation: { method: 'GET', path: '/connections/:connection/information', may: 'manage', summary: 'Synchronization information, with progress', params: connection, answer: connections.syncInformation },
  pauseConnection: { method: 'POST', path: '/connections/:connection/pause', may: 'manage', summary: 'Nothing but opt-outs flows', params: connection, answer: accepted },
  resumeConnection: { method: 'POST', path: '/connections/:connection/resume', may: 'manage', summary: 'It goes on where it stopped', params: connection, answer: accepted },
  requestSync: { method: 'POST', path: '/connections/:connection/syncs', may: 'manage', summary: 'Kick off a sync', params: connection, body: connections.syncRequest, answer: accepted, status: 202 },
  describeObject: { method: 'GET', path: '/connections/:connection/objects/:side/:object', may: 'manage', summary: 'Fields of an object of either side', params: connection.extend({ side: z.enum(['salesforce', 'external']), object: z.string().max(80) }), answer: connections.objectDescription },

  getMapping: { method: 'GET', path: '/connections/:connection/mapping', may: 'manage', summary: 'Pairs, lines, criterion', params: connection, answer: mapping.mappingDocument, tagged: true },
  saveMapping: { method: 'PUT', path: '/connections/:connection/mapping', may: 'manage', summary: 'Save a mapping as a new revision', params: connection, body: mapping.mappingDocument, answer: mapping.mappingDocument, tagged: true },
  preflight: { method: 'POST', path: '/connections/:connection/mapping/preflight', may: 'manage', summary: 'What a mapping would run into, line by line', params: connection, body: mapping.mappingDocument, answer: mapping.preflightAnswer, asks: true },
  suggestLines: { method: 'GET', path: '/connections/:connection/mapping/suggestions', may: 'manage', summary: 'Lines that both sides suggest', params: connection, query: z.object({ pair: z.string() }), answer: z.object({ suggestions: z.array(mapping.suggestion) }) },
  countCriterion: { method: 'POST', path: '/connections/:connection/mapping/count', may: 'manage', summary: 'How many records meet a criterion', params: connection, body: z.strictObject({ pair: z.string(), criterion: mapping.criterion }), answer: mapping.criterionCount, asks: true },

  getRules: { method: 'GET', path: '/connections/:connection/rules', may: 'manage', summary: 'Schedule, cap, quiet hours, guard rails', params: connection, answer: work.rules, tagged: true },
  saveRules: { method: 'PUT', path: '/connections/:connection/rules', may: 'manage', summary: 'Change when and how much it works', params: connection, body: work.rules, answer: work.rules, tagged: true, open: true },
  getBudget: { method: 'GET', path: '/connections/:connection/budget', may: 'manage', summary: 'Calls used, and when they run dry', params: connection, answer: work.budget },

  listPlans: { method: 'GET', path: '/connections/:connection/plans', may: 'manage', summary: 'Plans, newest first', params: connection, answer: z.object({ plans: z.array(work.plan) }) },
  createPlans: { method: 'POST', path: '/connections/:connection/plans', may: 'manage', summary: 'Read both sides and store what a sync would do', params: connection, body: work.planRequest, answer: work.plansMade, status: 202 },
  getPlan: { method: 'GET', path: '/plans/:plan', may: 'manage', summary: 'One plan', params: plan, answer: work.plan },
  listOperations: { method: 'GET', path: '/plans/:plan/operations', may: 'manage', summary: 'A plan\'s operations, value by value', params: plan, query: work.operationQuery, answer: paged(work.operation) },
  exportPlan: { method: 'GET', path: '/plans/:plan/export', may: 'manage', summary: 'All operations as CSV, safe against formulas', params: plan, media: 'text/csv' },
  approvePlan: { method: 'POST', path: '/plans/:plan/approve', may: 'manage', summary: 'Carry out just this plan', params: plan, body: work.approval, answer: work.plan, status: 202 },
  cancelPlan: { method: 'POST', path: '/plans/:plan/cancel', may: 'manage', summary: 'Do not; what it wrote already stays', params: plan, answer: work.plan },

  listRuns: { method: 'GET', path: '/connections/:connection/runs', may: 'manage', summary: 'History, newest first', params: connection, query: page, answer: paged(work.run) },
  getRun: { method: 'GET', path: '/runs/:run', may: 'manage', summary: 'One run, with its progress', params: run, answer: work.run },
  listRunRecords: { method: 'GET', path: '/runs/:run/records', may: 'manage', summary: 'What became of each record', params: run, query: page.extend({ bucket: z.string().optional() }), answer: paged(work.recordOutcome) },
  undoRun: { method: 'POST', path: '/runs/:run/undo', may: 'manage', summary: 'Plan how a run is taken back', params: run, answer: work.plansMade, status: 202 },
  getReport: { method: 'GET', path: '/connections/:connection/report', may: 'manage', summary: 'Synchronization report, day by day', params: connection, query: work.reportQuery, answer: z.object({ buckets: z.array(z.string()), days: z.array(work.reportDay) }) },
  listReportRecords: { method: 'GET', path: '/connections/:connection/report/records', may: 'manage', summary: 'The records behind a number of the report', params: connection, query: work.reportRecordsQuery, answer: paged(work.recordOutcome) },

  listIssues: { method: 'GET', path: '/issues', may: 'manage', summary: 'What waits for a person', query: work.issueQuery, answer: paged(work.issue) },
  listIssueKinds: { method: 'GET', path: '/issues/kinds', may: 'manage', summary: 'Open issues counted by kind', query: z.object({ connection: number.optional() }), answer: work.issueKinds },
  retryIssues: { method: 'POST', path: '/issues/retry', may: 'manage', summary: 'Look again at all records of a kind of issue', body: work.manyIssues, answer: work.done },
  ignoreIssues: { method: 'POST', path: '/issues/ignore', may: 'manage', summary: 'Don\'t show a kind of issue again while it says the same', body: work.manyIssues, answer: work.done },
  retryIssue: { method: 'POST', path: '/issues/:issue/retry', may: 'manage', summary: 'Look at its record again', params: issue, answer: work.done },
  ignoreIssue: { method: 'POST', path: '/issues/:issue/ignore', may: 'manage', summary: 'Don\'t show it again while it says the same', params: issue, answer: work.done },
  acceptIssue: { method: 'POST', path: '/issues/:issue/accept', may: 'manage', summary: 'Of a conflict: whose value stays', params: issue, body: work.acceptSide, answer: work.done },
  linkIssue: { method: 'POST', path: '/issues/:issue/link', may: 'manage', summary: 'Its record and this candidate are the same', params: issue, body: work.linkCandidate, answer: work.done },

  getRecord: { method: 'GET', path: '/records/:record', may: 'use', summary: 'What is known of a Salesforce record', params: record, answer: work.recordAnswer },
  getTimeline: { method: 'GET', path: '/records/:record/timeline', may: 'use', summary: 'Why each field is as it is', params: record, answer: work.timeline },
  actOnRecord: { method: 'POST', path: '/records/:record/actions', may: 'use', summary: 'Sync now, unlink, relink, block', params: record, body: work.recordAction, answer: work.done },
  actOnRecords: { method: 'POST', path: '/records/actions', may: 'use', summary: 'Sync now, for up to 200 records', body: z.strictObject({ action: z.literal('sync'), records: z.array(salesforceId).min(1).max(200) }), answer: work.done },
  openPanel: { method: 'POST', path: '/records/:record/panel', may: 'use', summary: 'A signed address of the vendor\'s page about a record', params: record, body: work.panelRequest, answer: work.panelAnswer, asks: true },

  getChecklist: { method: 'GET', path: '/setup', may: 'manage', summary: 'What is set up, and what is left', answer: setup.checklist },
  startConnect: { method: 'POST', path: '/setup/connect', may: 'manage', summary: 'Where the admin\'s browser goes to allow a step', body: setup.connectRequest, answer: setup.connectAddress, asks: true },
  getRealTime: { method: 'GET', path: '/setup/real-time', may: 'manage', summary: 'Messages and flows of each mapped object', answer: setup.realTime },
  exportRealTime: { method: 'GET', path: '/setup/real-time/package', may: 'manage', summary: 'The same as a zip for "sf project deploy start"', media: 'application/zip' },
  exportAccessSet: { method: 'GET', path: '/setup/access-set', may: 'manage', summary: 'The permission set for standard objects, made from the mapping', media: 'application/zip' },
  listKeys: { method: 'GET', path: '/keys', may: 'manage', summary: 'Keys this org calls with', answer: z.object({ keys: z.array(setup.key) }) },
  revokeKey: { method: 'DELETE', path: '/keys/:key', may: 'manage', summary: 'Refuse a key from now on', params: z.object({ key: number }) },
  listAudit: { method: 'GET', path: '/audit', may: 'manage', summary: 'Who changed what', query: setup.auditQuery, answer: paged(setup.auditEntry) },

  searchRecords: { method: 'GET', path: '/records', may: 'operate', summary: 'Records by a name or e-mail address', query: records.recordSearch, answer: z.object({ records: z.array(records.foundRecord) }) },
  getRecordPage: { method: 'GET', path: '/records/:record/page', may: 'operate', summary: 'A record\'s fields, as the sync user sees them', params: record, query: records.recordPageQuery, answer: records.recordPage },

  listOrgs: { method: 'GET', path: '/orgs', may: 'operate', summary: 'Registered orgs', answer: z.object({ orgs: z.array(setup.org) }) },
  registerOrg: { method: 'POST', path: '/orgs', may: 'operate', summary: 'Let an org pair; its login is proven first', body: setup.newOrg, answer: setup.org, status: 201 }
} as const satisfies Record<string, RouteContract>

export type Contract = typeof contract
export type RouteName = keyof Contract
/** What a caller gets of a route. */
export type Answer<N extends RouteName> = Contract[N] extends { answer: infer A extends z.ZodType }
  ? z.output<A>
  : undefined
