import { ApiError, envelopes, headersOf, invalidSession, methodNotAllowed } from '../errors.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { liveSession } from '../login/session-of.ts'
import { countCall } from '../rest/limits.ts'
import { callout } from '../credentials/callout.ts'
import { ApexException, ApexResponse } from './apex-code.ts'
import type { ApexHandler, ApexRequest } from './apex-code.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Apex REST, and the door of component controllers: the real one speaks Aura, this one plain JSON. */
export const apexRoutes: readonly Route<Call>[] = [
  ...verbs.map((method) => ({ method, pattern: '/services/apexrest/*', handle: apexRest })),
  { method: 'POST', pattern: '/__apex/:class/:method', handle: callMethod }
]

async function apexRest(call: Call): Promise<Reply> {
  const { org } = call
  const session = liveSession(call)
  if (!session) throw invalidSession()
  countCall(org.switches)
  const path = `/${call.params['rest'] ?? ''}`
  const found = org.apex.rest(call.method, path)
  if (typeof found !== 'function') {
    const error =
      found.length > 0
        ? methodNotAllowed(call.method, found)
        : new ApiError(404, 'NOT_FOUND', 'Could not find a match for URL')
    return { status: error.status, json: envelopes(error), headers: headersOf(error) }
  }
  return await answer(call, found, path, session.userId, ({ type, message }) => ({
    status: 500,
    json: [{ errorCode: 'APEX_ERROR', message: `${type}: ${message}` }]
  }))
}

/** Arguments in the body, the method's value in the answer; pages have their session in a cookie. */
async function callMethod(call: Call): Promise<Reply> {
  const { class: className = '', method = '' } = call.params
  const sid = /(?:^|;\s*)sid=([^;]+)/.exec(call.headers.cookie ?? '')?.[1]
  const session = liveSession(call) ?? (sid === undefined ? undefined : call.org.sessions.find(sid))
  if (!session) throw invalidSession()
  const handler = call.org.apex.method(className, method)
  if (!handler) throw new ApiError(404, 'NOT_FOUND', `No Apex method ${className}.${method}`)
  return await answer(call, handler, `/${className}/${method}`, session.userId, ({ type, message }) => ({
    status: 500,
    json: {
      exceptionType: type,
      isUserDefinedException: !type.startsWith('System.'),
      message,
      stackTrace: ''
    }
  }))
}

async function answer(
  call: Call,
  handler: ApexHandler,
  path: string,
  userId: string,
  failed: (error: ApexException) => Reply
): Promise<Reply> {
  const { method, query, headers, body } = call
  const request: ApexRequest = {
    method,
    path,
    query,
    headers,
    body,
    json: jsonOf(body),
    userId,
    callout: (endpoint, options) => callout(call.org, userId, endpoint, options)
  }
  try {
    const value = await handler(request)
    if (!(value instanceof ApexResponse)) return { status: 200, json: value ?? null }
    const { status, body: given } = value
    return {
      status,
      headers: value.headers,
      ...(typeof given === 'string' ? { text: given } : { json: given })
    }
  } catch (error) {
    if (error instanceof ApexException) return failed(error)
    return failed(
      new ApexException('System.UnexpectedException', error instanceof Error ? error.message : '')
    )
  }
}

function jsonOf(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body)
  } catch {
    return undefined
  }
}
