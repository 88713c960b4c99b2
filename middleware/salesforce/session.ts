import { outbound } from '../guards/outbound.ts'
import { createAuthorisation } from './authorisation.ts'
import type { ObjectDescribe } from './describe.ts'
import { SalesforceError } from './errors.ts'
import { abortable, bounded } from './http.ts'
import { sameId } from './ids.ts'
import { callKind, parseLimits, type Call, type Limits } from './limits.ts'
import { logIn, type Authorised } from './login.ts'
import type { SalesforceLogin } from './login-schema.ts'
import { addressOf, answerOf, initOf, refusalOf, type Answer, type SalesforceRequest } from './request.ts'

export interface SessionOptions {
  /** Milliseconds after which one request is given up, its body included. Salesforce ends queries at 120 s [K]. */
  readonly deadlineMs?: number
  /** Practice orgs only: http:// addresses. */
  readonly allowHttp?: boolean
  readonly now?: () => Date
  /** The org this connection was made for; a login that leads to another one is refused (a refreshed sandbox). */
  readonly organizationId?: string
  /** Told after each login: null, or that it led to another org than `organizationId`. */
  readonly onOrg?: (problem: string | null) => void
  /** Told of every real request, logins included. */
  readonly onCall?: (call: Call) => void
}

/** One authorised connection to one org. Logs in when first used and again when Salesforce has ended the session. */
export interface Session {
  /** Who is logged in where; logs in if need be. */
  identity(): Promise<Omit<Authorised, 'accessToken'>>
  /** Throws `SalesforceError`, or the signal's reason. */
  request(request: SalesforceRequest): Promise<Answer>
  /** The same for answers that are streamed; the deadline and the signal reach into the body. */
  open(request: SalesforceRequest): Promise<Response>
  /** The same connection, its calls counted for another lane. */
  forLane(lane: string): Session
  /** Descriptions of objects, kept by describe.ts as long as the session. */
  readonly described: Map<string, ObjectDescribe>
}

/** Opens nothing yet. Throws nothing: a bad address is told by the first call. */
export function createSession(login: SalesforceLogin, options: SessionOptions = {}): Session {
  const { deadlineMs = 130_000, allowHttp = false, now = () => new Date() } = options
  return openSession((onCall) => logIn(login, { deadlineMs, allowHttp, now, onCall }), options)
}

/** The session of an admin who logged in by hand: once it has ended, nobody can log in again for them. */
export function sessionOf(authorised: Authorised, options: SessionOptions = {}): Session {
  let used = false
  return openSession(() => {
    if (used) return Promise.reject(new SalesforceError('auth', 'The session of the admin has ended: begin anew.')) // prettier-ignore
    used = true
    return Promise.resolve(authorised)
  }, options)
}

function openSession(
  authorise: (onCall: () => void) => Promise<Authorised>,
  options: SessionOptions
): Session {
  const { deadlineMs = 130_000, allowHttp = false, now = () => new Date() } = options
  const counts = new Map<string, number>()
  const described = new Map<string, ObjectDescribe>()

  const tell = (lane: string, kind: Call['kind'], limits: Limits | null) => {
    const calls = (counts.get(lane) ?? 0) + 1
    counts.set(lane, calls)
    options.onCall?.({ at: now(), lane, kind, limits, calls })
  }
  const authorisation = createAuthorisation(async () => {
    const authorised = await authorise(() => tell('login', 'login', null))
    const foreign = foreignOrg(authorised, options.organizationId)
    options.onOrg?.(foreign?.message ?? null)
    if (foreign !== null) throw foreign
    return authorised
  }, now)

  const forLane = (lane: string): Session => {
    const attempt = <T>(
      request: SalesforceRequest,
      authorised: Authorised,
      read: (response: Response) => Promise<T>
    ) => {
      const url = addressOf(request, authorised)
      return bounded(url.host, request.deadlineMs ?? deadlineMs, request.signal, async (signal) => {
        let limits: Limits | null = null
        try {
          const response = await fetch(url, {
            ...initOf(request, authorised),
            signal,
            ...outbound(allowHttp)
          })
          limits = parseLimits(response.headers.get('sforce-limit-info'))
          if (!response.ok) throw await refusalOf(response)
          return await read(response)
        } finally {
          tell(lane, callKind(request.method, url.pathname), limits)
        }
      })
    }
    const call = async <T>(request: SalesforceRequest, read: (response: Response) => Promise<T>) => {
      request.signal?.throwIfAborted()
      const first = await abortable(authorisation.current(), request.signal)
      try {
        return await attempt(request, first, read)
      } catch (error) {
        if (!(error instanceof SalesforceError && error.status === 401)) throw error
        // Refused before anything was done, so even a write may be sent again.
        return attempt(request, await abortable(authorisation.after(first), request.signal), read)
      }
    }
    return {
      async identity() {
        const { instanceUrl, organizationId, userId } = await authorisation.current()
        return { instanceUrl, organizationId, userId }
      },
      request: (request) => call(request, answerOf),
      open: (request) => call(request, (response) => Promise.resolve(response)),
      forLane,
      described
    }
  }
  return forLane('live')
}

function foreignOrg({ organizationId }: Authorised, expected: string | undefined): SalesforceError | null {
  if (expected === undefined || sameId(expected, organizationId)) return null
  return new SalesforceError(
    'auth',
    `The login leads to org ${organizationId}, but this connection belongs to ${expected}. A refreshed sandbox is a new org: connect it anew.`
  )
}
