import { defaultNamespace, seenBy } from '../access/seen-by.ts'
import { ApiError, envelopes, headersOf, notFound } from '../errors.ts'
import type { ApiCall, Call, Reply } from '../http/call.ts'
import { match } from '../http/router.ts'
import { enter } from '../login/enter.ts'
import { tokenOf } from '../login/session-of.ts'
import { checkContentType } from './content-type.ts'
import { apiRoutes } from './routes.ts'
import { checkVersion, versionsOf } from './versions.ts'
import { formatOf, inXml } from './xml-reply.ts'
import { readXml } from '../soap/envelope.ts'
import { xmlRecord } from '../soap/xml-record.ts'

/** Everything below `/services/data`, in the format the client asks for. */
export async function dispatchApi(sent: Call): Promise<Reply> {
  const { call, xml } = formatOf(sent)
  const reply = await answer(call)
  return xml ? inXml(reply, call) : reply
}

/** Version, session, the daily limit, then the resource. */
async function answer(call: Call): Promise<Reply> {
  const [, , , versionSegment, ...rest] = call.path.split('/')
  if (versionSegment === undefined) return { status: 200, json: versionsOf(call.org.switches) }
  try {
    const version = checkVersion(versionSegment, call.org.switches)
    const session = enter(call.org, tokenOf(call))
    checkContentType(call)
    return await callResource(
      {
        ...call,
        org: seenBy(call.org, session.userId, defaultNamespace(call.headers['sforce-call-options'])),
        session,
        version,
        json: parse(call),
        callResource
      },
      `/${rest.join('/')}`
    )
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.status, json: envelopes(error), headers: headersOf(error) }
  }
}

/** One resource below the version; `/composite` calls it for each of its parts. `path` starts with a slash. */
async function callResource(call: ApiCall, path: string): Promise<Reply> {
  const matched = match(apiRoutes, call.method, path)
  if (!matched) throw notFound()
  return await matched.handle({ ...call, params: matched.params })
}

function parse({ body, headers }: Call): unknown {
  if (body.trim() === '') return undefined
  const xml = /^(application|text)\/xml/i.test(headers['content-type'] ?? '')
  try {
    return xml ? xmlRecord(readXml(body)) : JSON.parse(body)
  } catch (error) {
    const code = xml ? 'XML_PARSER_ERROR' : 'JSON_PARSER_ERROR'
    const reason = error instanceof Error ? error.message : ''
    throw new ApiError(400, code, `Unexpected character in the request body: ${reason}`)
  }
}
