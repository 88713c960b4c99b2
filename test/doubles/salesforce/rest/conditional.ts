import { createHash } from 'node:crypto'
import { uncertainRefusal } from '../errors.ts'
import type { ApiCall, Reply } from '../http/call.ts'
import type { Schema } from '../schema/schema.ts'

export interface Validators {
  /** Milliseconds since 1970. */
  readonly modified: number
  /** With its quotes; only accounts have one [K]. */
  readonly etag?: string
}

/** `undefined` for a read that goes on, 304 for one that need not; a failed precondition is thrown as 412 [K]. */
export function notModified({ headers, method }: ApiCall, { modified, etag }: Validators): Reply | undefined {
  const seconds = Math.floor(modified / 1000) * 1000
  const match = headers['if-match']
  if (match !== undefined && etag !== undefined && !lists(match, etag)) throw preconditionFailed()
  const unmodified = moment(headers['if-unmodified-since'])
  if (Number.isNaN(unmodified) && method !== 'GET') {
    throw uncertainRefusal('conditionHeaderInvalid')
  }
  if (unmodified !== null && unmodified < seconds) throw preconditionFailed()

  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined && etag !== undefined) {
    if (!lists(noneMatch, etag)) return undefined
    if (method !== 'GET') throw preconditionFailed()
    return { status: 304, headers: validators({ modified, etag }) }
  }
  const since = method === 'GET' ? moment(headers['if-modified-since']) : null
  return since !== null && since >= seconds ? { status: 304, headers: validators({ modified }) } : undefined
}

export const validators = ({ modified, etag }: Validators): Record<string, string> => ({
  'Last-Modified': new Date(modified).toUTCString(),
  ...(etag !== undefined && { ETag: etag })
})

/** A hash of the content, with the ending that a packed answer gives it [K]. */
export function etagOf(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64')}--gzip"`
}

/** Null for a header that is missing, NaN for one that is no date. */
const moment = (header: string | undefined) => (header === undefined ? null : Date.parse(header))

const lists = (header: string, etag: string) =>
  header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)

const preconditionFailed = () => uncertainRefusal('preconditionFailed')

const seen = new WeakMap<Schema, { revision: number; at: number }>()

/**
 * When the schema changed, in milliseconds: noticed when somebody looks, never twice in one second. A user's view of
 * the schema is made anew after a change; the `whole` one stays and holds the last moment told to anybody.
 */
export function schemaChangedAt(schema: Schema, whole: Schema, now: number): number {
  const before = seen.get(schema)
  if (before?.revision === schema.revision) return before.at
  const last = Math.max(before?.at ?? 0, seen.get(whole)?.at ?? 0)
  const at = Math.max(Math.floor(now / 1000) * 1000, last + 1000)
  seen.set(whole, { revision: whole.revision, at })
  seen.set(schema, { revision: schema.revision, at })
  return at
}
