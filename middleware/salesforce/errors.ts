import type { ErrorKind } from '../connectors/connector.ts'

export interface SalesforceErrorDetail extends ErrorOptions {
  /** Salesforce's own errorCode (`UNABLE_TO_LOCK_ROW`), or the OAuth error of a refused login (`invalid_grant`). */
  readonly code?: string | undefined
  /** API names of the fields Salesforce names. */
  readonly fields?: readonly string[]
  /** HTTP status, where there was an answer. */
  readonly status?: number
}

/** The one error this folder throws. The message says what happened and what to do, in words an admin understands. */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError'
  readonly kind: ErrorKind
  readonly code: string | undefined
  readonly fields: readonly string[]
  readonly status: number | undefined

  constructor(kind: ErrorKind, message: string, detail: SalesforceErrorDetail = {}) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined)
    this.kind = kind
    this.code = detail.code
    this.fields = detail.fields ?? []
    this.status = detail.status
  }

  /** A locked row is the one conflict that goes away by itself. */
  get retryable(): boolean {
    return this.kind === 'rate-limited' || this.kind === 'unavailable' || this.code === 'UNABLE_TO_LOCK_ROW'
  }
}

const locked = 'Somebody else was writing this record or its parent, so Salesforce kept it locked'
const duplicate = 'Salesforce already has such a record'
const noField = "A field doesn't exist or the sync user may not see it"
const noRight = 'The sync user lacks a permission'
const gone = "The record doesn't exist, was deleted, or the sync user may not see it"
const value = 'Salesforce does not take a value'
const customised = 'An automation or a rule of the org refused the record'
const limit =
  "The org's API requests are used up; calls go on as the rolling 24 hours free some, or with a lower schedule"

// Codes are facts B [V]; which kind each belongs to is our decision: what would help.
const known: Readonly<Record<string, readonly [ErrorKind, string]>> = {
  INVALID_SESSION_ID: [
    'auth',
    "Salesforce doesn't accept the session, even right after a new login: check that the user has API access and that sessions aren't locked to another address"
  ],
  INVALID_AUTH_HEADER: ['auth', "Salesforce doesn't accept the access token"],
  REQUEST_LIMIT_EXCEEDED: ['rate-limited', limit],
  SERVER_UNAVAILABLE: ['unavailable', 'Salesforce is not available at the moment'],
  QUERY_TIMEOUT: ['unavailable', 'Salesforce needed too long for the query'],
  UNABLE_TO_LOCK_ROW: ['conflict', locked],
  DUPLICATE_VALUE: ['conflict', duplicate],
  DUPLICATES_DETECTED: ['conflict', `${duplicate}, says a duplicate rule`],
  MULTIPLE_CHOICES: ['conflict', 'Several records carry the same external id'],
  INVALID_FIELD: ['schema', noField],
  INVALID_TYPE: ['schema', "The object doesn't exist or the sync user may not see it"],
  MALFORMED_QUERY: ['schema', "Salesforce doesn't understand the query"],
  INVALID_FIELD_FOR_INSERT_UPDATE: ['forbidden', 'The sync user may not write a field'],
  INSUFFICIENT_ACCESS: ['forbidden', noRight],
  INSUFFICIENT_ACCESS_OR_READONLY: ['forbidden', noRight],
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: ['forbidden', noRight],
  API_DISABLED_FOR_ORG: ['forbidden', 'The edition of the org, or the user, has no API access'],
  REQUIRED_FIELD_MISSING: ['invalid', 'A field that Salesforce requires is blank'],
  FIELD_CUSTOM_VALIDATION_EXCEPTION: ['invalid', 'A validation rule of the org refused the record'],
  FIELD_FILTER_VALIDATION_EXCEPTION: [
    'invalid',
    "A lookup filter doesn't allow the record that is referred to"
  ],
  STRING_TOO_LONG: ['invalid', 'A text is longer than its field'],
  NUMBER_OUTSIDE_VALID_RANGE: ['invalid', 'A number has more digits than its field'],
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: ['invalid', "A value isn't in the field's restricted picklist"],
  INVALID_EMAIL_ADDRESS: ['invalid', `${value}: it isn't an e-mail address`],
  INVALID_TYPE_ON_FIELD_IN_RECORD: ['invalid', `${value}: it has another type than the field`],
  JSON_PARSER_ERROR: ['invalid', `${value}: it has another type than the field`],
  MALFORMED_ID: ['invalid', `${value}: it isn't an id of the right object`],
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: ['invalid', customised],
  CANNOT_EXECUTE_FLOW_TRIGGER: ['invalid', customised],
  CANNOT_UPDATE_CONVERTED_LEAD: ['invalid', 'A converted lead can only be read'],
  DELETE_FAILED: ['invalid', 'Other records depend on this one'],
  STORAGE_LIMIT_EXCEEDED: ['forbidden', "The org's data storage is full: free some or buy more"],
  ALL_OR_NONE_OPERATION_ROLLED_BACK: ['unavailable', 'Another record of the same call failed'],
  UNKNOWN_EXCEPTION: ['unavailable', 'Salesforce met an error of its own'],
  NOT_FOUND: ['not-found', gone],
  ENTITY_IS_DELETED: ['not-found', gone],
  INVALID_CROSS_REFERENCE_KEY: ['not-found', gone]
}

/** The kind of a Salesforce code. `status` decides where the code is unknown; rows of a collection have none. */
export function kindOf(code: string | undefined, status = 400): ErrorKind {
  const entry = code === undefined ? undefined : known[code]
  if (entry !== undefined) return entry[0]
  if (status === 401) return 'auth'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 409 || status === 412) return 'conflict'
  if (status === 420 || status >= 500) return 'unavailable'
  return status === 429 ? 'rate-limited' : 'invalid'
}

/** Salesforce's message behind our words for its code; without the copy of the query that it puts in front. */
export function explain(code: string | undefined, message: string): string {
  const lead = code === undefined ? undefined : known[code]?.[1]
  const said = message
    .replace(/^[\s\S]*\nERROR at Row:\d+:Column:\d+\n/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
  const place = code === undefined ? said : said === '' ? code : `${code}: ${said}`
  return `${lead ?? 'Salesforce refused the request'} (${place}).`
}
