import { bodyOf, errorOf } from './answer.ts'
import type { SalesforceError } from './errors.ts'
import { movedTo } from './fetch-transport.ts'
import { parseLimits, type Limits } from './limits.ts'
import type { Authorised } from './login.ts'

// Requests go out by fetch with the token that jsforce's login got: jsforce's own would round long numbers, hide the
// Date header, repeat a GET up to five times uncounted, and take neither deadline nor abort.

/** REST version of every call. Set, because Salesforce changes answers between versions. */
export const apiVersion = '64.0'

export interface SalesforceRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Behind `/services/data/vXX.X`, or from the root when it starts with `/services/`. Without a query string. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON; a string or a Blob with its `contentType` is sent as it is. */
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An address made for people: `path` begins at the root, and the session goes in a cookie as well. */
  readonly page?: true
  readonly signal?: AbortSignal | undefined
  /** Instead of the session's. */
  readonly deadlineMs?: number
}

export interface Answer {
  readonly status: number
  /** Parsed JSON, `null` when empty. Numbers that a double would change are texts (`parseExact`). */
  readonly body: unknown
  /** The server's clock, to the second; `null` if a proxy took the header away. */
  readonly date: Date | null
  readonly limits: Limits | null
}

export function addressOf({ path, page, query = {} }: SalesforceRequest, { instanceUrl }: Authorised): URL {
  const url = new URL(instanceUrl)
  // Set as a pathname, a path can't lead the token to another host.
  url.pathname =
    page === true || path.startsWith('/services/') ? path : `/services/data/v${apiVersion}${path}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

export function initOf(
  { method, body, contentType, page, headers: more }: SalesforceRequest,
  { accessToken }: Authorised
): RequestInit {
  const headers: Record<string, string> = { ...more, authorization: `Bearer ${accessToken}`, accept: '*/*' }
  if (page === true) headers['cookie'] = `sid=${accessToken}`
  if (body === undefined) return { method, headers, redirect: 'manual' }
  headers['content-type'] = contentType ?? 'application/json; charset=utf-8'
  const asIs = contentType !== undefined && (typeof body === 'string' || body instanceof Blob)
  const sent = asIs ? body : JSON.stringify(body)
  return { method, headers, body: sent, redirect: 'manual' }
}

export async function refusalOf(response: Response): Promise<SalesforceError> {
  const text = await response.text()
  const moved = response.status > 300 && response.status < 400
  return moved ? movedTo(response.headers.get('location'), response.status) : errorOf(response.status, text)
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response
  const date = new Date(headers.get('date') ?? NaN)
  return {
    status,
    body: bodyOf(status, headers.get('content-type') ?? '', await response.text()),
    date: Number.isNaN(date.getTime()) ? null : date,
    limits: parseLimits(headers.get('sforce-limit-info'))
  }
}
