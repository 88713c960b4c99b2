import { defaultNamespace, seenBy } from '../access/seen-by.ts'
import { ApiError, notFound } from '../errors.ts'
import type { ApiCall, Call, Reply } from '../http/call.ts'
import { match } from '../http/router.ts'
import { sessionOf } from '../login/session-of.ts'
import { checkContentType } from './content-type.ts'
import { checkTraffic, countCall, limitHeader } from './limits.ts'
import { apiRoutes } from './routes.ts'
import { checkVersion, versions } from './versions.ts'
import { hasApi } from '../switches.ts'

/** Everything below `/services/data`: version, session, the daily limit, then the resource. */
export async function dispatchApi(call: Call): Promise<Reply> {
  const [, , , versionSegment, ...rest] = call.path.split('/')
  if (versionSegment === undefined) return { status: 200, json: versions }
  let reply: Reply
  try {
    const version = checkVersion(versionSegment)
    const session = sessionOf(call)
    if (!hasApi(call.org.switches)) throw apiDisabled()
    checkTraffic(call.org)
    countCall(call.org.switches)
    checkContentType(call)
    reply = await callResource(
      {
        ...call,
        org: seenBy(call.org, session.userId, defaultNamespace(call.headers['sforce-call-options'])),
        session,
        version,
        json: parseJson(call.body),
        callResource
      },
      `/${rest.join('/')}`
    )
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    reply = { status: error.status, json: [error.envelope] }
    if (error.code === 'INVALID_SESSION_ID') return reply // an unknown session has no org to tell limits of
  }
  return { ...reply, headers: { ...reply.headers, ...limitHeader(call.org.switches) } }
}

/** One resource below the version; `/composite` calls it for each of its parts. `path` starts with a slash. */
async function callResource(call: ApiCall, path: string): Promise<Reply> {
  const matched = match(apiRoutes, call.method, path)
  if (!matched) throw notFound()
  return await matched.handle({ ...call, params: matched.params })
}

/** Code and text [V], status [K]. */
const apiDisabled = () =>
  new ApiError(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.')

function parseJson(body: string): unknown {
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new ApiError(400, 'JSON_PARSER_ERROR', `Unexpected character in the request body: ${reason}`)
  }
}
