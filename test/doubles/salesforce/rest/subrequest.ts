import { ApiError, envelopes, uncertainRefusal } from '../errors.ts'
import type { ApiCall, Reply } from '../http/call.ts'
import type { PlainObject } from '../json.ts'
import { resolveReferences } from './composite-references.ts'

/** One part of a composite call or of a graph: a call with a name that later parts may refer to. */
export interface Part {
  readonly method: string
  readonly url: string
  readonly body: unknown
  readonly referenceId: string
  readonly httpHeaders: Readonly<Record<string, string>>
}

/** A part's answer as `/composite` shows it. */
export interface PartResult {
  readonly body: unknown
  readonly httpHeaders: Readonly<Record<string, string>>
  readonly httpStatusCode: number
  readonly referenceId: string
}

/** Answered as if it had come alone, but not counted as a call. */
export async function subrequest(
  call: ApiCall,
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): Promise<Reply> {
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  const resource = /^\/+services\/data\/v[\d.]+(\/.*)$/.exec(path)?.[1]
  try {
    if (resource === undefined) throw new ApiError(400, 'INVALID_INPUT', `Not a REST resource: ${url}`)
    const query = new URLSearchParams(search)
    return await call.callResource(
      { ...call, method, path, query, json: body, headers: { ...call.headers, ...headers } },
      resource.replace(/(.)\/$/, '$1')
    )
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, json: envelopes(error) }
    throw error
  }
}

/** Runs parts one after another; `@{name.id}` in a later one is what an earlier one answered. */
export async function runParts(call: ApiCall, parts: readonly Part[]): Promise<PartResult[]> {
  const done: Record<string, unknown> = {}
  const results: PartResult[] = []
  for (const part of parts) {
    const { status, json, headers } = await runPart(call, part, done)
    done[part.referenceId] = json
    results.push({
      body: json ?? null,
      httpHeaders: headers ?? {},
      httpStatusCode: status,
      referenceId: part.referenceId
    })
  }
  return results
}

/** A reference that leads nowhere fails its own part only [K]. */
async function runPart(call: ApiCall, part: Part, done: PlainObject): Promise<Reply> {
  try {
    const { url, body } = resolveReferences({ url: part.url, body: part.body }, done)
    return await subrequest(call, part.method, url, body, part.httpHeaders)
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, json: envelopes(error) }
    throw error
  }
}

export const failed = ({ httpStatusCode }: PartResult) => httpStatusCode >= 400 || httpStatusCode === 300

/** What every part that went well answers once its transaction was taken back. */
export function haltedResults(results: readonly PartResult[]): PartResult[] {
  const error = uncertainRefusal('partHalted')
  return results.map((result) => {
    if (failed(result)) return result
    const { referenceId } = result
    return { body: envelopes(error), httpHeaders: {}, httpStatusCode: error.status, referenceId }
  })
}
