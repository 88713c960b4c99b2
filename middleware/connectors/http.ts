import { addressRefused, outbound } from '../guards/outbound.ts'
import { ConnectorError, type ErrorKind, type Http, type HttpResponse } from './connector.ts'
import { parseJson } from './decode.ts'
import { networkFault } from './network-fault.ts'

const largestReply = 10 * 1024 * 1024
const longestRetryAfterMs = 3_600_000

export interface HttpOptions {
  /** Origin and path prefix, without a trailing slash. */
  readonly baseUrl: string
  /** Ends every exchange under way. */
  readonly signal: AbortSignal
  readonly deadlineMs: number
  /** Development only: doubles and practice systems on this machine have no certificate. */
  readonly allowHttp: boolean
  /** The setting that holds the address, for the message when it leads where nothing may be sent. */
  readonly setting?: string | undefined
  readonly fetch?: typeof fetch
}

/**
 * The one door from a connector to its system: JSON in and out, no redirects, a deadline and a size cap. Nothing of a
 * body, a path or a header gets into a message. Throws `ConnectorError` `invalid` for an address that is not allowed.
 */
export function createHttp(options: HttpOptions): Http {
  const host = allowedHost(options)
  const call = options.fetch ?? fetch
  return {
    async send(method, path, body) {
      if (!path.startsWith('/')) throw new TypeError('a path starts with /')
      const deadline = AbortSignal.timeout(options.deadlineMs)
      const reply = await call(`${options.baseUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json;charset=UTF-8', accept: 'application/json' },
        // A redirect would carry the signed body to a host that nobody configured.
        redirect: 'manual',
        ...outbound(options.allowHttp),
        signal: AbortSignal.any([options.signal, deadline]),
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
        .then((response) => received(host, response))
        .catch((cause: unknown) => {
          if (cause instanceof ConnectorError) throw cause
          const refused = addressRefused(cause)
          if (refused !== null) throw invalidAddress(refused.message, options.setting, cause)
          if (options.signal.aborted)
            throw new ConnectorError('unavailable', `The call to ${host} was stopped.`, { cause })
          if (deadline.aborted) throw late(host, options.deadlineMs, cause)
          throw networkFault(host, cause)
        })
      if (reply.status >= 300) throw refusal(host, reply)
      return reply
    }
  }
}

function allowedHost({ baseUrl, allowHttp, setting }: HttpOptions): string {
  const url = URL.parse(baseUrl)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw invalidAddress('The address of the system is not an https:// address.', setting)
  if (url.protocol === 'http:' && !allowHttp)
    throw invalidAddress(
      `${url.host} is set up with http://, which would send its secrets in clear. Use https://; http:// is for development.`,
      setting
    )
  if (url.username !== '' || url.password !== '')
    throw invalidAddress(
      `The address of ${url.host} carries a user name or password. Enter it without them.`,
      setting
    )
  return url.host
}

const invalidAddress = (message: string, setting: string | undefined, cause?: unknown) =>
  new ConnectorError('invalid', message, {
    ...(setting !== undefined && { setting }),
    ...(cause !== undefined && { cause })
  })

const late = (host: string, deadlineMs: number, cause: unknown) =>
  new ConnectorError('unavailable', `${host} did not answer within ${deadlineMs / 1000} seconds.`, { cause })

interface Reply extends HttpResponse {
  readonly retryAfter: string | null
}

async function received(host: string, response: Response): Promise<Reply> {
  const date = new Date(response.headers.get('date') ?? NaN)
  const body = await bodyOf(host, response)
  return {
    status: response.status,
    date: Number.isNaN(date.getTime()) ? null : date,
    retryAfter: response.headers.get('retry-after'),
    // The body stays in the closure: an error that carries this reply can be printed without it.
    json: () => parsed(host, response.status, body)
  }
}

async function bodyOf(host: string, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | null = response.body
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > largestReply) {
      const cause = new RangeError(`more than ${largestReply} bytes`)
      throw new ConnectorError('schema', `${host} sent a reply that is larger than 10 MB.`, { cause })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(host: string, status: number, body: Buffer): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    // The parser's message quotes the body, so only the error's name goes on.
    const cause = error instanceof Error ? error.name : 'unknown'
    const kind = status >= 500 || status === 429 ? 'unavailable' : 'schema'
    throw new ConnectorError(kind, `${host} answered with something that is not JSON.`, { cause })
  }
}

// prettier-ignore
const refusals: Readonly<Record<number, readonly [ErrorKind, string]>> = {
  400: ['invalid', 'found the request faulty'],
  401: ['auth', 'refused the login'],
  402: ['forbidden', 'says that the account has to be paid'],
  403: ['forbidden', 'does not allow this'],
  404: ['not-found', 'knows nothing at this address'],
  408: ['unavailable', 'waited too long for the request'],
  409: ['conflict', 'found a conflict with what it holds'],
  410: ['not-found', 'says that this is gone for good'],
  413: ['invalid', 'found the request too large'],
  422: ['invalid', 'found a value it does not accept'],
  423: ['unavailable', 'holds this locked'],
  425: ['unavailable', 'wants this later'],
  429: ['rate-limited', 'got too many requests']
}

function refusal(host: string, reply: Reply): ConnectorError {
  const { status } = reply
  const [kind, sentence] = refusals[status] ?? otherwise(status)
  const retryAfterMs = retryable(kind) ? wait(reply) : undefined
  return new ConnectorError(kind, `${host} ${sentence} (status ${status}).`, {
    reply,
    ...(retryAfterMs !== undefined && { retryAfterMs })
  })
}

function otherwise(status: number): readonly [ErrorKind, string] {
  if (status >= 500) return ['unavailable', 'has a fault of its own']
  if (status < 400) return ['schema', 'sent the request elsewhere, which is not followed; check the address']
  return ['invalid', 'refused the request']
}

const retryable = (kind: ErrorKind) => kind === 'rate-limited' || kind === 'unavailable'

/** Milliseconds of `Retry-After`, which is in seconds or a date by the server's clock. At most an hour; nonsense is no wait. */
function wait({ retryAfter, date }: Reply): number | undefined {
  if (retryAfter === null) return undefined
  const ms = /^\d{1,12}$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(retryAfter)
      ? Date.parse(retryAfter) - (date?.getTime() ?? Date.now())
      : NaN
  return ms >= 0 ? Math.min(ms, longestRetryAfterMs) : undefined
}
