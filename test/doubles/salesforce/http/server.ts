import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { ApiError } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import type { Credential } from '../tls/authority.ts'
import { soapFaultOf } from '../soap/soap-fault-of.ts'
import type { Call, Reply } from './call.ts'
import { cutReply } from './cut-reply.ts'
import type { Fault } from './faults.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './send-reply.ts'

type Dispatch = (call: Call) => Promise<Reply>

/** The org's front, over TLS with a `credential`: reads a request whole, plays a fault, dispatches, answers. */
export function createOrgServer(org: OrgState, dispatch: Dispatch, credential?: Credential): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const done = org.traffic.begin()
    answer(org, dispatch, request, response)
      .catch((error: unknown) => {
        if (!request.destroyed) console.error('practice org:', error) // a client that hung up is no fault of ours
        response.destroy()
      })
      .finally(done)
  }
  // Salesforce keeps idle connections open longer than Node's 5 s; a shorter time makes clients meet resets.
  const options = { keepAliveTimeout: 60_000 }
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
  const call = callOf(org, request, await readBody(request))
  const fault = call.path.startsWith('/__control') ? undefined : nextFault(call)
  if (fault?.delayMs) await delay(fault.delayMs, undefined, { ref: false })
  if (fault?.cut === 'before') {
    request.socket.destroy()
    return
  }
  const reply = fault?.status ? failure(call.path, fault, fault.status) : await dispatch(call)
  if (fault?.cut === 'after') request.socket.destroy()
  else if (fault?.cut === 'during') await cutReply(response, reply)
  else await sendReply(request, response, reply, org.clock.now())
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
  return {
    org,
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: request.headers,
    body: isUpload(request.headers['content-type']) ? '' : bytes.toString('utf8'),
    bytes,
    origin: `${request.socket instanceof TLSSocket ? 'https' : 'http'}://${request.headers.host ?? new URL(org.url).host}`,
    params: {}
  }
}

function failure(path: string, { errorCode, message }: Fault, status: number): Reply {
  const error = new ApiError(status, errorCode ?? 'SERVER_UNAVAILABLE', message ?? 'A fault set by the test')
  if (/^\/services\/Soap\//i.test(path)) return { ...soapFaultOf(error).reply, status }
  return { status, json: [error.envelope] }
}
