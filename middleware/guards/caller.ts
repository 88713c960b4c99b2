import type { IncomingMessage } from 'node:http'

/** What a caller may; each includes the one before it. */
export const rights = ['use', 'manage', 'operate'] as const
export type May = (typeof rights)[number]

/** Who calls the admin API. */
export interface Caller {
  /** `org`: a paired org, by its key. `admin`: the console, by the admin key or its session. */
  readonly kind: 'org' | 'admin'
  /** The org whose data is meant; null for an administrator who named none. */
  readonly orgId: number | null
  readonly salesforceOrgId: string | null
  /** For the audit log. Of an org it is the org's own assertion: its Apex could say anything. */
  readonly actor: string
  readonly may: May
}

/** Null: nobody we know. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller | null>

export const includes = (may: May, wanted: May): boolean => rights.indexOf(may) >= rights.indexOf(wanted)
