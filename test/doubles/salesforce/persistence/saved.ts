import type { PermissionSet } from '../access/permission-set.ts'
import type { ReportDefinition } from '../analytics/definition.ts'
import type { Credentials } from '../credentials/credentials.ts'
import type { RefreshGrant } from '../login/grants-given.ts'
import type { Person } from '../login/people.ts'
import type { Session } from '../login/sessions.ts'
import type { RegisteredMessage } from '../messages/definition.ts'
import type { Entry } from '../messages/queue.ts'
import type { Held } from '../metadata/catalogue.ts'
import type { DeployJob } from '../metadata/deploy-jobs.ts'
import type { FlowRecord, FlowVersion } from '../metadata/flow/flow-record.ts'
import type { Purged } from '../records/delete-log.ts'
import type { DuplicateRule } from '../records/duplicate-rules.ts'
import type { ValidationRule } from '../records/validation-rules.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSpec } from '../schema/object-schema.ts'
import type { Switches } from '../switches.ts'

/** Changes whenever an older file can't be read any more. */
export const format = 5

/** The first line of a data file: what has to be known before the records. */
export interface Head {
  readonly format: number
  readonly orgId: string
  readonly objects: readonly SavedObject[]
}

export interface SavedObject {
  readonly spec: ObjectSpec
  /** Fields the object did not come with. */
  readonly added: readonly Field[]
  /** Names of all its fields; what it came with and is not named was taken away. */
  readonly names: readonly string[]
}

/** A queue's entry, with the `actionId` of its message in its place. */
export type SavedEntry = Omit<Entry, 'message'> & { readonly actionId: string }

/** Files are base64 by path. */
export type SavedComponent = Omit<Held, 'files'> & { readonly files: Readonly<Record<string, string>> }

/** What a flow's graph says is worked out from its XML again. */
export type SavedVersion = Omit<FlowVersion, 'graph'>
export type SavedFlow = Omit<FlowRecord, 'versions'> & {
  readonly versions: readonly SavedVersion[]
}

/** The last line: a file without it is not complete. */
export interface Tail {
  readonly clockOffsetMs: number
  readonly counters: readonly (readonly [prefix: string, count: number])[]
  readonly people: readonly Person[]
  readonly app: { readonly clientId: string; readonly clientSecret: string; readonly privateKey: string }
  readonly callbackUrls: readonly string[]
  /** `expiresAt` null: never. */
  readonly sessions: readonly (Omit<Session, 'expiresAt'> & { readonly expiresAt: number | null })[]
  readonly refreshTokens: readonly (Omit<RefreshGrant, 'accessTokens'> & {
    readonly token: string
    readonly accessTokens: readonly string[]
  })[]
  readonly adminToken: string
  readonly switches: Switches
  readonly hidden: readonly string[]
  readonly messages: readonly RegisteredMessage[]
  readonly waiting: readonly SavedEntry[]
  readonly failed: readonly SavedEntry[]
  readonly components: readonly SavedComponent[]
  readonly flows: readonly SavedFlow[]
  readonly deployments: readonly DeployJob[]
  readonly credentials: Credentials['all']
  readonly grants: readonly PermissionSet[]
  readonly validationRules: readonly ValidationRule[]
  readonly duplicateRules: readonly DuplicateRule[]
  readonly purged: readonly Purged[]
  readonly deleteLogSince: number
  readonly reports: readonly ReportDefinition[]
}
