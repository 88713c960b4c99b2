import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { ApiError, envelopes, uncertainRefusal } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import { limitHeader } from '../rest/limits.ts'
import type { Credential } from '../tls/authority.ts'
import { inWordings } from '../uncertain.ts'
import type { Wordings } from '../uncertain.ts'
import { soapFaultOf } from '../soap/soap-fault-of.ts'
import type { Call, Reply } from './call.ts'
import { cutReply } from './cut-reply.ts'
import type { Fault } from './faults.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './send-reply.ts'

/** Characters the address may have, and the address with the headers [K]. */
const mostHead = 16_384

function checkLength({ url = '', rawHeaders }: IncomingMessage): void {
  if (url.length > mostHead) {
    throw uncertainRefusal('addressTooLong', { most: mostHead })
  }
  if (rawHeaders.reduce((sum, { length }) => sum + length, url.length) > mostHead) {
    throw uncertainRefusal('headersTooLong', { most: mostHead })
  }
}

type Dispatch = (call: Call) => Promise<Reply>

interface Front {
  readonly wordings: Wordings
  /** Over TLS with one. */
  readonly credential?: Credential
}

/** The org's front: reads a request whole, plays a fault, dispatches, answers. */
export function createOrgServer(org: OrgState, dispatch: Dispatch, { wordings, credential }: Front): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const done = org.traffic.begin()
    inWordings(wordings, () => answer(org, dispatch, request, response))
      .catch((error: unknown) => {
        if (!request.destroyed) console.error('practice org:', error) // a client that hung up is no fault of ours
        response.destroy()
      })
      .finally(done)
  }
  // Salesforce keeps idle connections open longer than Node's 5 s; a shorter time makes clients meet resets.
  const options = { keepAliveTimeout: 60_000, maxHeaderSize: 8 * mostHead }
  return credential
    ? createTlsServer({ ...options, ...credential }, listener)
    : createServer(options, listener)
}

async function answer(
  org: OrgState,
  dispatch: Dispatch,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  let bytes: Buffer
  try {
    checkLength(request)
    bytes = await readBody(request)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const refusal = { status: error.status, json: envelopes(error) }
    await sendReply(request, response, withLimits(org, request.url ?? '', refusal), org.clock.now())
    return
  }
  const call = callOf(org, request, bytes)
  const fault = call.path.startsWith('/__control') ? undefined : nextFault(call)
  if (fault?.delayMs) await delay(fault.delayMs, undefined, { ref: false })
  if (fault?.cut === 'before') {
    request.socket.destroy()
    return
  }
  const answered = fault?.status ? failure(call.path, fault, fault.status) : await dispatch(call)
  const reply = withLimits(org, call.path, answered)
  if (fault?.cut === 'after') request.socket.destroy()
  else if (fault?.cut === 'during') await cutReply(response, reply)
  else await sendReply(request, response, reply, org.clock.now())
}

/** Every REST response tells the org's API usage, refusals included [V]. */
function withLimits({ switches }: OrgState, path: string, reply: Reply): Reply {
  if (!/^\/+services\/+(data|apexrest)\b/i.test(path)) return reply
  return { ...reply, headers: { ...limitHeader(switches), ...reply.headers } }
}

/** A fault a test set, else what chaos has for this call; the org's latency comes on top. */
function nextFault({ org, method, path, headers }: Call): Fault | undefined {
  const { chaos, faults, sessions, switches } = org
  if (chaos?.expiresSession()) {
    const token = headers.authorization?.split(' ')[1] ?? String(headers['x-sfdc-session'] ?? '')
    if (sessions.find(token)?.expiresAt !== Infinity) sessions.close(token) // the one printed at the start stays
  }
  const fault = faults.take(method, path) ?? chaos?.fault()
  if (switches.latencyMs === 0) return fault
  return { times: 1, ...fault, delayMs: switches.latencyMs + (fault?.delayMs ?? 0) }
}

/** Uploads stay bytes: 150 MB of CSV would take twice that as text. */
const isUpload = (contentType = '') => /^(text\/csv|multipart\/)/i.test(contentType)

function callOf(org: OrgState, request: IncomingMessage, bytes: Buffer): Call {
  const [rawPath = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s)
  // Some clients send `//services/…`, which a URL parser would read as a host [T].
  const path = rawPath.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
  const query = new URLSearchParams(search)
  return {
    org,
    method: methodOf(request, query),
    path,
    query,
    headers: request.headers,
    body: isUpload(request.headers['content-type']) ? '' : bytes.toString('utf8'),
    bytes,
    origin: `${request.socket instanceof TLSSocket ? 'https' : 'http'}://${request.headers.host ?? new URL(org.url).host}`,
    params: {}
  }
}

/** Clients that can't send PATCH send POST and name the method in the address [V]. */
function methodOf({ method = 'GET' }: IncomingMessage, query: URLSearchParams): string {
  const named = method === 'POST' ? query.get('_HttpMethod')?.toUpperCase() : undefined
  return named && /^(GET|HEAD|PATCH|PUT|DELETE)$/.test(named) ? named : method
}

function failure(path: string, { errorCode, message }: Fault, status: number): Reply {
  const error = new ApiError(status, errorCode ?? 'SERVER_UNAVAILABLE', message ?? 'A fault set by the test')
  if (/^\/services\/Soap\//i.test(path)) return { ...soapFaultOf(error).reply, status }
  return { status, json: envelopes(error) }
}
