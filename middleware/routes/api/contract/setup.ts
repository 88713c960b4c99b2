import { z } from 'zod'
import { instant, page } from './common.ts'

/** Who calls, and what they may. */
export const me = z.object({
  kind: z.enum(['org', 'admin']),
  /** Null for an administrator of the console who chose no org yet. */
  org: z.object({ salesforceOrgId: z.string(), name: z.string(), edition: z.string(), sandbox: z.boolean(), address: z.url() }).nullable(),
  actor: z.string(),
  may: z.array(z.enum(['use', 'manage', 'operate'])),
  version: z.string()
}) // prettier-ignore

/** An org in the console. */
export const org = z.object({
  salesforceOrgId: z.string().nullable(),
  name: z.string(),
  address: z.url(),
  /** How the sync user logs in; null: not said yet. */
  login: z.string().nullable(),
  pairedAt: instant.nullable(),
  /** `unknown` before it was tried; `repair`: a refreshed sandbox or a revoked key. */
  state: z.enum(['registered', 'paired', 'repair']),
  said: z.string()
})
/** Registers an org: only registered ones may pair. `login` is what `bothways connect` takes. */
export const newOrg = z.strictObject({
  login: z.record(z.string(), z.string().max(20_000)),
  name: z.string().max(80).optional()
})

export const checkItem = z.object({
  /** app, url, key, principal-access, permission-sets, trusted-url, messages, layouts, … */
  name: z.string(),
  label: z.string(),
  state: z.enum(['done', 'todo', 'problem', 'unknown']),
  said: z.string(),
  /** How to do it by hand, where a button can't or did not. */
  byHand: z.array(z.string()),
  /** A link into Salesforce's Setup. */
  link: z.url().nullable(),
  /** Never proven in a real org. */
  unproven: z.boolean()
})
export const checklist = z.object({ items: z.array(checkItem), paired: z.boolean() })
export type Checklist = z.infer<typeof checklist>

/** Where the admin's browser goes, in a window of its own. */
export const connectAddress = z.object({ url: z.url() })
export const connectRequest = z.strictObject({
  purpose: z.enum(['pair', 'real-time', 'real-time-repair', 'real-time-remove', 'disconnect']),
  /** The admin has read what will be deployed or removed. */
  consent: z.literal(true)
})

export const realTime = z.object({
  objects: z.array(
    z.object({
      object: z.string(),
      flow: z.string(),
      message: z.string(),
      state: z.enum(['absent', 'deployed', 'active', 'broken']),
      lastMessageAt: instant.nullable(),
      said: z.string()
    })
  ),
  /** What a deployment consists of, for the admin's consent. */
  consentText: z.array(z.string()),
  /** For admins who prefer it: the line to type beside the zip. */
  command: z.string()
})

export const key = z.object({
  key: z.int(),
  createdAt: instant,
  createdBy: z.string(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable()
})
export const auditQuery = page.extend({
  /** `changes`: without calls that only ask, such as a check, or the page of a record. */
  only: z.enum(['changes']).optional()
})
export const auditEntry = z.object({
  at: instant,
  actor: z.string(),
  /** The org said who it was; nobody here can know. */
  asserted: z.boolean(),
  /** Stable and for programs: the name of the route, or `connect` for what an admin allowed in Salesforce. */
  action: z.string(),
  what: z.string(),
  /** Where it was done; null: it concerns the whole org, or a record. `name` null: it is deleted. */
  connection: z.object({ connection: z.int(), name: z.string().nullable() }).nullable(),
  detail: z.string(),
  /** `unknown`: the node ended before it was known. */
  outcome: z.enum(['done', 'refused', 'failed', 'unknown'])
})
export type AuditEntry = z.infer<typeof auditEntry>
