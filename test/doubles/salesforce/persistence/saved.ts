import type { Entry } from '../messages/queue.ts'
import type { RegisteredMessage } from '../messages/definition.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSpec } from '../schema/object-schema.ts'
import type { Session } from '../login/sessions.ts'
import type { Person } from '../login/people.ts'
import type { Switches } from '../switches.ts'

/** Changes whenever an older file can't be read any more. */
export const format = 1

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

/** The last line: written after the records, so that no id in them is ahead of `counters`. */
export interface Tail {
  readonly clockOffsetMs: number
  readonly counters: readonly (readonly [prefix: string, count: number])[]
  readonly people: readonly Person[]
  readonly app: { readonly clientId: string; readonly clientSecret: string; readonly privateKey: string }
  readonly callbackUrls: readonly string[]
  /** `expiresAt` null: never. */
  readonly sessions: readonly (Omit<Session, 'expiresAt'> & { readonly expiresAt: number | null })[]
  readonly adminToken: string
  readonly switches: Switches
  readonly hidden: readonly string[]
  readonly messages: readonly RegisteredMessage[]
  /** With the `actionId` of its message in its place. */
  readonly waiting: readonly (Omit<Entry, 'message'> & { readonly actionId: string })[]
}
