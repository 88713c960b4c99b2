import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { ApiError } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import type { Call, Reply } from './call.ts'
import type { Fault } from './faults.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './send-reply.ts'

type Dispatch = (call: Call) => Promise<Reply>

/** The org's HTTP front: reads a request whole, plays a fault if one waits, dispatches, answers. */
export function createOrgServer(org: OrgState, dispatch: Dispatch): Server {
  // Salesforce keeps idle connections open longer than Node's 5 s; a shorter time makes clients meet resets.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(org, dispatch, request, response).catch((error: unknown) => {
      if (!request.destroyed) console.error('practice org:', error) // a client that hung up is no fault of ours
      response.destroy()
    })
  })
  return server
}

async function answer(
  org: OrgState,
  dispatch: Dispatch,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = await readBody(request)
  const call = callOf(org, request, body)
  const fault = call.path.startsWith('/__control') ? undefined : org.faults.take(call.method, call.path)
  if (fault?.delayMs) await delay(fault.delayMs, undefined, { ref: false })
  if (fault?.cut === 'before') {
    request.socket.destroy()
    return
  }
  const reply = fault?.status ? failure(fault, fault.status) : await dispatch(call)
  if (fault?.cut === 'after') request.socket.destroy()
  else await sendReply(request, response, reply, org.clock.now())
}

function callOf(org: OrgState, request: IncomingMessage, body: string): Call {
  const [rawPath = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s)
  // Some clients send `//services/…`, which a URL parser would read as a host [T].
  const path = rawPath.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
  return {
    org,
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: request.headers,
    body,
    origin: `http://${request.headers.host ?? new URL(org.url).host}`,
    params: {}
  }
}

function failure({ errorCode, message }: Fault, status: number): Reply {
  const error = new ApiError(status, errorCode ?? 'SERVER_UNAVAILABLE', message ?? 'A fault set by the test')
  return { status, json: [error.envelope] }
}
