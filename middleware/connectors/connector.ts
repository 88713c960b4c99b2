import type { Limits } from './limits.ts'
import type { ObjectSpec } from './object-spec.ts'
import type { PairSpec } from './pair-spec.ts'
import type { WebhookHint, WebhookRequest } from './webhook.ts'

export type * from './limits.ts'
export type * from './object-spec.ts'
export type * from './pair-spec.ts'
export type * from './webhook.ts'

/**
 * What a connector is: everything that one external system must say to the sync engine.
 *
 * Words: a *record* lives on one side; its *values* are its fields by name. A *change* is a record's newest state
 * as one side tells it, a *tombstone* (`values: null`) says that it is gone. An *operation* is one write the engine
 * decided on; an *outcome* is what became of it. *kept* is what the system holds after a write, where that may
 * differ from what was sent (an upper-cased tag, a blank that was ignored).
 *
 * A connector declares and translates. The engine owns retries, limits, batching, order and sealing, so an
 * implementation never sleeps, retries, caches, reads the clock or the environment, or opens a socket of its own.
 */
export interface Connector {
  /** Lower-case identifier, unique, used in settings, addresses and folders: `salesmanago`. */
  readonly name: string
  readonly label: string
  /** Draws the form, validates the values, decides what is sealed. */
  readonly settings: readonly Setting[]
  readonly objects: Readonly<Record<string, ObjectSpec>>
  /** The pairs a new connection starts with; the admin changes them afterwards. */
  readonly pairs: readonly PairSpec[]
  /** Pairs that the admin may choose beside those. */
  readonly morePairs?: readonly PairSpec[]
  readonly limits: Limits
  /** Editions of Salesforce it is offered for, as `Organization.OrganizationType` tells them; absent: all. */
  readonly editions?: readonly string[]
  /** When each side is looked at by itself, unless the admin says otherwise. Without it: every 15 minutes. */
  readonly schedule?: Readonly<Record<Side, Schedule>>
  /** Origin and path prefix of every request, without a trailing slash. Throws `ConnectorError` `invalid` naming the setting. */
  baseUrl(settings: Settings): string
  /** Proves that the settings work. Throws `ConnectorError`; its `setting` names the value to correct, where one can be named. */
  check(ctx: Context): Promise<void>
  /** Records whose `field` equals one of `values`, compared as the vendor compares. Unknown values are simply missing from the answer. */
  find(ctx: Context, request: FindRequest): Promise<readonly ExternalRecord[]>
  /** One page of changes after `cursor`; `null` starts at the beginning of time. Pages may repeat a record, never skip one. */
  read(ctx: Context, request: ReadRequest): Promise<Page>
  /** Carries out operations; one result each, same length and order. A failed one never fails its neighbours. */
  write(ctx: Context, request: WriteRequest): Promise<readonly WriteResult[]>
  /** Which records a message of the vendor's own tells of; webhook.ts says what it must verify. Throws `ConnectorError`. */
  webhook?(settings: Settings, request: WebhookRequest): readonly WebhookHint[]
  /** What a person enters at the vendor so that it calls `address`, where that is more than the address. */
  webhookUrl?(settings: Settings, address: string): string
  /** The vendor's own page about a record, for a frame beside it. `id` is the record's outside. Whoever holds the address can read the page. */
  panel?(settings: Settings, id: string): Panel
  /** Proves the settings that the panel alone needs, as `check` does the others. Without them records are kept in step all the same. */
  checkPanel?(ctx: Context): Promise<void>
}

/** `missing`: why there is no page, and what to fill in, in a sentence. */
export type Panel = { readonly url: string; readonly title: string } | { readonly missing: string }

export interface Setting {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'secret' | 'url' | 'email'
  readonly optional?: true
  /** One sentence for the person who fills in the form. */
  readonly help?: string
  /** Told where an optional one is left empty: what that means. */
  readonly warnWhenBlank?: string
}
export type Settings = Readonly<Record<string, string>>

/** When a sync starts by itself. `at` is a time of day there (`02:00`), `zone` a name like `Europe/Warsaw`. */
export type Schedule =
  | { readonly kind: 'interval'; readonly minutes: number }
  | { readonly kind: 'nightly'; readonly at: string; readonly zone: string }
  /** First on the day after activation, then every night. */
  | { readonly kind: 'following-morning'; readonly at: string; readonly zone: string }
  | { readonly kind: 'paused' }

/** Which of the two systems. */
export type Side = 'salesforce' | 'external'

/** `undefined` (absent) means not known; `null` means known to be blank. Sets are text lists in any order. */
export type Value = string | number | boolean | null | readonly string[]
export type Values = Readonly<Record<string, Value>>

export interface ExternalRecord {
  readonly id: string
  /** ISO instant of the record's last modification, if the vendor tells it. */
  readonly modified: string | null
  /** Soft-deleted: still readable, hidden from people. */
  readonly deleted: boolean
  readonly values: Values
}

export interface FindRequest {
  readonly object: string
  /** A declared field, or `id` for the system's own identifier. */
  readonly field: string
  readonly values: readonly string[]
  readonly fields?: readonly string[]
}
export interface ReadRequest {
  readonly object: string
  readonly cursor: string | null
  readonly limit: number
  /** Fields that somebody maps: others that cost a call of their own may be left out. */
  readonly fields?: readonly string[]
}
/** `cursor` continues after this page and stays valid when `done`: the next poll starts there. */
export interface Page {
  readonly changes: readonly ExternalChange[]
  readonly cursor: string
  readonly done: boolean
}
/** `values: null` is a tombstone. */
export interface ExternalChange {
  readonly id: string
  readonly modified: string | null
  readonly values: Values | null
}

export type WriteOperation =
  | { readonly kind: 'create'; readonly values: Values }
  | { readonly kind: 'update'; readonly id: string; readonly values: Values }
  | { readonly kind: 'delete'; readonly id: string }
export interface WriteRequest {
  readonly object: string
  readonly operations: readonly WriteOperation[]
}
/** `kept` holds the fields whose stored value is known to differ from what was sent. */
export type WriteResult =
  | { readonly ok: true; readonly id: string; readonly kept?: Values }
  | { readonly ok: false; readonly error: ConnectorError }

/** The only doors to the outside world. `settings` include the opened secrets. */
export interface Context {
  readonly http: Http
  readonly settings: Settings
  readonly now: () => Date
  readonly signal: AbortSignal
}
export interface Http {
  /**
   * Relative `path` is put behind `baseUrl`. Throws `ConnectorError` for network faults, redirects and status ≥ 400
   * (with `reply`); `schema` with a `RangeError` as cause, if the reply is larger than 10 MB.
   */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown
  ): Promise<HttpResponse>
}
/** `json` throws `ConnectorError` `schema` (or `unavailable`, if a gateway answered for the vendor) when the body is not JSON. */
export interface HttpResponse {
  readonly status: number
  /** The server's own clock, which may differ from ours; `null` if it does not tell. */
  readonly date: Date | null
  json(): unknown
}

// prettier-ignore
export const errorKinds = [
  'auth', 'forbidden', 'not-found', 'invalid', 'conflict', 'rate-limited', 'unavailable', 'schema'
] as const
export type ErrorKind = (typeof errorKinds)[number]

export interface ConnectorErrorDetail extends ErrorOptions {
  /** Name of the setting to correct. */
  readonly setting?: string
  /** Name of the field that was refused. */
  readonly field?: string
  readonly retryAfterMs?: number
  readonly reply?: HttpResponse
}

/** The one error a connector throws. The message says what happened and what to do, in words an admin understands. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: ErrorKind
  readonly setting: string | undefined
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined
  readonly #reply: HttpResponse | undefined

  constructor(kind: ErrorKind, message: string, detail: ConnectorErrorDetail = {}) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined)
    this.kind = kind
    this.setting = detail.setting
    this.field = detail.field
    this.retryAfterMs = detail.retryAfterMs
    this.#reply = detail.reply
  }

  /** What the system answered, for connectors whose vendor explains a refusal in the body. Private, so that no log prints it. */
  get reply(): HttpResponse | undefined {
    return this.#reply
  }

  get retryable(): boolean {
    return this.kind === 'rate-limited' || this.kind === 'unavailable'
  }
}
