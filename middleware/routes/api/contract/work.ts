import { z } from 'zod'
import { counts, instant, page, salesforceId, schedule, side } from './common.ts'
import { progress } from './connections.ts'

const lineChange = z.object({
  line: z.string(),
  /** As people know it: the label of the field outside. */
  label: z.string(),
  side,
  from: z.string().nullable(),
  to: z.string().nullable()
})

export const plan = z.object({
  plan: z.int(),
  connection: z.int(),
  pair: z.string(),
  /** running, planned, stopped, approved, applying, done, cancelled, expired, failed, … as the engine has it. */
  state: z.string(),
  seen: z.int(),
  total: z.int().nullable(),
  /** How many operations of each kind. */
  planned: counts,
  /** Calls it will cost, by side; null while it is read. */
  calls: z.object({ salesforce: z.int(), external: z.int() }).nullable(),
  /** Guard rails that stopped it; each is to be accepted by its code. */
  guard: z.array(z.object({ code: z.string(), message: z.string() })),
  hash: z.string().nullable(),
  expiresAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  applied: counts,
  undoes: z.int().nullable(),
  error: z.string().nullable(),
  startedAt: instant
})
export type PlanSummary = z.infer<typeof plan>
export const planRequest = z.strictObject({ pair: z.string().optional() })
export const plansMade = z.object({ plans: z.array(z.int()) })
export const planKind = z.enum(['create', 'update', 'delete', 'link', 'unlink', 'skip', 'wait', 'held'])
export const operationQuery = page.extend({ kind: planKind.optional() })
export const operation = z.object({
  seq: z.int(),
  kind: planKind,
  salesforceId: z.string().nullable(),
  externalId: z.string().nullable(),
  /** What it writes to: salesforce, external, both, none. */
  writes: z.string(),
  /** Why, in words. */
  reason: z.string(),
  lines: z.array(lineChange),
  issues: z.array(z.object({ line: z.string(), message: z.string() }))
})
export const approval = z.strictObject({
  hash: z.string(),
  /** What the person saw; refused when it is another number by now. */
  planned: counts.optional(),
  acceptGuard: z.array(z.string()).default([])
})

export const run = progress.extend({
  pair: z.string(),
  /** Records whose outcome needs a person, or failed. */
  problems: z.int(),
  openIssues: z.int(),
  /** Who asked for it; null: a schedule or a message. */
  author: z.string().nullable(),
  undoes: z.int().nullable(),
  canUndo: z.boolean()
})
export type RunSummary = z.infer<typeof run>
export const recordOutcome = z.object({
  at: instant,
  salesforceId: z.string().nullable(),
  externalId: z.string().nullable(),
  bucket: z.string(),
  code: z.string().nullable(),
  said: z.string()
})
export const reportQuery = z.object({
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  zone: z.string().default('UTC')
})
export const reportDay = z.object({ day: z.iso.date(), counts })
export const reportRecordsQuery = page.extend({
  day: z.iso.date(),
  zone: z.string().default('UTC'),
  bucket: z.string().optional()
})

export const issueQuery = page.extend({
  connection: z.coerce.number().int().optional(),
  code: z.string().optional(),
  line: z.string().optional(),
  state: z.enum(['open', 'ignored', 'resolved']).default('open')
})
export const issue = z.object({
  issue: z.int(),
  connection: z.int(),
  object: z.string(),
  externalObject: z.string(),
  salesforceId: z.string().nullable(),
  externalId: z.string().nullable(),
  line: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  candidates: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Of a conflict: what each side holds. */
  choices: z.object({ salesforce: z.string().nullable(), external: z.string().nullable() }).nullable(),
  seen: z.int(),
  firstAt: instant,
  lastAt: instant,
  /** Buttons that make sense here. */
  actions: z.array(z.enum(['retry', 'ignore', 'accept', 'link', 'unlink', 'unblock']))
})
export type Issue = z.infer<typeof issue>
export const issueKinds = z.object({
  kinds: z.array(
    z.object({ code: z.string(), line: z.string().nullable(), count: z.int(), example: z.string() })
  )
})
export const manyIssues = z.strictObject({
  connection: z.int().optional(),
  code: z.string(),
  line: z.string().optional()
})
export const acceptSide = z.strictObject({ side })
export const linkCandidate = z.strictObject({ candidate: z.string().min(1) })
export const done = z.object({ records: z.int(), said: z.string() })

/** What is known here of a Salesforce record. */
export const recordLink = z.object({
  connection: z.int(),
  connectionName: z.string(),
  connectorLabel: z.string(),
  object: z.string(),
  externalObject: z.string(),
  salesforceId: z.string().nullable(),
  externalId: z.string().nullable(),
  /** linked, unlinked, gone-in-salesforce, gone-outside, blocked, none. */
  state: z.string(),
  lastSyncAt: instant.nullable(),
  openIssues: z.int(),
  canSync: z.boolean(),
  canUnlink: z.boolean(),
  canRelink: z.boolean(),
  hasPanel: z.boolean()
})
export const recordAnswer = z.object({ salesforceId, links: z.array(recordLink), issues: z.array(issue) })
export type RecordAnswer = z.infer<typeof recordAnswer>
export const timelineStep = z.object({ at: instant.nullable(), what: z.string(), run: z.int().nullable() })
export const timeline = z.object({
  stories: z.array(
    z.object({
      connection: z.int(),
      connectionName: z.string(),
      life: z.array(timelineStep),
      lines: z.array(
        z.object({
          label: z.string(),
          salesforceField: z.string(),
          salesforce: z.string().nullable(),
          external: z.string().nullable(),
          because: z.string(),
          steps: z.array(timelineStep)
        })
      )
    })
  )
})
export type Timeline = z.infer<typeof timeline>
export const recordAction = z.strictObject({
  action: z.enum(['sync', 'unlink', 'relink', 'block', 'unblock']),
  connection: z.int().optional(),
  reason: z.string().max(200).optional()
})
/** A signed address for one record and one user; good for a few minutes, until it was opened. */
export const panelAnswer = z.object({
  /** Null: there is nothing to show; `said` tells why and what to do. */
  url: z.url().nullable(),
  title: z.string(),
  said: z.string(),
  expiresAt: instant.nullable()
})
export const panelRequest = z.strictObject({ connection: z.int().optional() })

const SHARE = 'is a share from 0 to 1; write 20 % as 0.2'
const share = z.number(SHARE).min(0, SHARE).max(1, SHARE)
const MOST = 'is a whole number, 0 or more'
const rail = z.strictObject({ most: z.int(MOST).min(0, MOST), share })
const CAP = 'is a whole number from 0 to 1000000000, or null for no limit'
const time = z.string('is a time of day, like 02:00')
/** When and how much a connection works. */
export const rules = z.strictObject({
  zone: z.string('is a time zone, like Europe/Warsaw'),
  /** Calls to Salesforce in 24 hours, or records a day where the connector counts those. */
  cap: z.int(CAP).min(0, CAP).max(1_000_000_000, CAP).nullable(),
  reserve: share,
  quiet: z.strictObject({ from: time, to: time }).nullable(),
  schedule: schedule.nullable(),
  readSchedule: schedule.nullable(),
  approve: z.enum(['plan', 'none'], 'is "plan" or "none"'),
  rails: z.strictObject({ deletes: rail, blanks: rail, owners: rail })
})
export type Rules = z.infer<typeof rules>
export const budget = z.object({
  /** Of Salesforce and of the vendor. */
  scopes: z.array(
    z.object({
      scope: z.string(),
      label: z.string(),
      used: z.int(),
      max: z.int().nullable(),
      /** By clock hour, oldest first. */
      hours: z.array(z.int()),
      dryAt: instant.nullable(),
      said: z.string()
    })
  )
})
