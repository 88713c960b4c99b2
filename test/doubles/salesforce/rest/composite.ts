import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { resolveReferences } from './composite-references.ts'

/** Subrequests one call may hold [V]. */
const most = 25

/**
 * `/composite` and `/composite/batch`: several calls for the price of one. `allOrNone` is refused, since the double
 * can't take back a part: a later step adds it with the graph.
 */
export const compositeRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/composite', handle: composite },
  { method: 'POST', pattern: '/composite/batch', handle: batch }
]

async function composite(call: ApiCall): Promise<Reply> {
  const parts = partsOf(call, 'compositeRequest')
  if (isPlainObject(call.json) && call.json['allOrNone'] === true) {
    throw new ApiError(
      501,
      'UNSUPPORTED_BY_PRACTICE_ORG',
      'The practice org does not know allOrNone in /composite yet'
    )
  }
  const done: Record<string, unknown> = {}
  const compositeResponse: object[] = []
  for (const part of parts) {
    const referenceId = String(part['referenceId'])
    const { url, body } = resolveReferences({ url: part['url'], body: part['body'] }, done)
    const { status, json, headers } = await subrequest(call, String(part['method']), String(url), body)
    done[referenceId] = json
    compositeResponse.push({
      body: json ?? null,
      httpHeaders: headers ?? {},
      httpStatusCode: status,
      referenceId
    })
  }
  return ok({ compositeResponse })
}

async function batch(call: ApiCall): Promise<Reply> {
  const results: { statusCode: number; result: unknown }[] = []
  for (const part of partsOf(call, 'batchRequests')) {
    const url = String(part['url']).replace(/^\/?(services\/data\/)?/, '/services/data/')
    const { status, json } = await subrequest(call, String(part['method']), url, part['richInput'])
    results.push({ statusCode: status, result: json ?? null })
  }
  return ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results })
}

function partsOf({ json }: ApiCall, name: string): PlainObject[] {
  const parts = isPlainObject(json) ? json[name] : undefined
  if (!Array.isArray(parts) || !parts.every(isPlainObject)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', `Missing or wrong ${name}: a list of objects is expected`)
  }
  if (parts.length > most) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      `Number of subrequests is ${parts.length}; at most ${most} are allowed`
    )
  }
  return parts
}

/** One part, answered as if it had come alone, but not counted as a call. */
async function subrequest(call: ApiCall, method: string, url: string, body: unknown): Promise<Reply> {
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  const resource = /^\/+services\/data\/v[\d.]+(\/.*)$/.exec(path)?.[1]
  try {
    if (resource === undefined) throw new ApiError(400, 'INVALID_INPUT', `Not a REST resource: ${url}`)
    return await call.callResource(
      { ...call, method, path, query: new URLSearchParams(search), json: body },
      resource.replace(/(.)\/$/, '$1')
    )
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, json: [error.envelope] }
    throw error
  }
}
