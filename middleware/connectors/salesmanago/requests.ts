import { createHash, randomUUID } from 'node:crypto'
import { ConnectorError, type Context, type HttpResponse, type Settings } from '../connector.ts'
import { isObject, optionalList, type Json } from '../decode.ts'

/**
 * Origin and path prefix of the API. People copy a bare host, an address, or an address with `/api` from the product's
 * pages and samples [C]; all three mean the same. Throws `invalid` naming the setting.
 */
export function baseUrl(settings: Settings): string {
  const endpoint = required(settings, 'endpoint').trim()
  const url = URL.parse(/^[a-z]+:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`)
  const web = url?.protocol === 'https:' || url?.protocol === 'http:'
  const bare = /^\/*(api\/*)?$/.test(url?.pathname ?? '') && url?.search === '' && url.hash === ''
  if (!url || !web || !bare || url.username !== '' || url.password !== '')
    throw new ConnectorError('invalid', 'Endpoint has to be a server name such as app3.salesmanago.pl.', {
      setting: 'endpoint'
    })
  return `${url.origin}/api`
}

export interface Answer {
  readonly body: Json
  /** The vendor's clock. */
  readonly date: Date | null
}

/**
 * One call. Every call is a POST that carries its own proof [C]. `success` decides, not the status [C]; the exceptions
 * are 429 and 5xx, where a gateway may speak for the vendor. Throws `ConnectorError`: `auth` when the login is refused,
 * `invalid` with the vendor's words when the request is, `schema` when the reply has no `success`.
 */
export async function post(ctx: Context, path: string, body: Json = {}): Promise<Answer> {
  const reply = await ctx.http
    .send('POST', path, { ...proof(ctx), ...body })
    .catch((error: unknown) => explained(error))
  const answer = reply.json()
  if (!isEnvelope(answer))
    throw new ConnectorError('schema', 'The reply is not one SALESmanago gives; check the Endpoint.')
  if (!answer.success) throw refused(answer)
  return { body: answer, date: reply.date }
}

/**
 * `sha` proves the secret without sending it: SHA-1 over the plain concatenation [C]. The caller invents `apiKey` [C];
 * `requestTime` is milliseconds, and not part of the hash [C].
 */
function proof({ settings, now }: Context): Json {
  const clientId = required(settings, 'clientId')
  const apiKey = randomUUID()
  const sha = createHash('sha1').update(`${apiKey}${clientId}${required(settings, 'apiSecret')}`)
  return {
    clientId,
    apiKey,
    requestTime: now().getTime(),
    sha: sha.digest('hex'),
    owner: required(settings, 'owner')
  }
}

function required(settings: Settings, setting: string): string {
  const value = settings[setting]
  if (value === undefined || value.trim() === '')
    throw new ConnectorError('invalid', `The setting ${setting} is missing.`, { setting })
  return value
}

interface Envelope extends Json {
  readonly success: boolean
}

const isEnvelope = (body: unknown): body is Envelope => isObject(body) && typeof body['success'] === 'boolean'

/** A refusal with an envelope in it is an answer; every other one stays as http judged it. */
function explained(error: unknown): HttpResponse {
  if (error instanceof ConnectorError && error.reply && !error.retryable && holdsEnvelope(error.reply))
    return error.reply
  throw error
}

function holdsEnvelope(reply: HttpResponse): boolean {
  try {
    return isEnvelope(reply.json())
  } catch {
    return false
  }
}

function refused(answer: Envelope): ConnectorError {
  const words = optionalList(answer, 'message')
    .filter((part) => typeof part === 'string')
    .join(' ')
    .slice(0, 300)
  // The only two texts that are documented [C]; no other is ever told apart by its words.
  if (words === 'User not authenticated')
    return new ConnectorError(
      'auth',
      'SALESmanago does not accept this Client Id with this API Secret. It does not say which one is wrong: copy both again, and the Endpoint, from Integration Center > API.',
      { setting: 'apiSecret' }
    )
  if (words === 'Not authenticated')
    return new ConnectorError(
      'auth',
      'SALESmanago knows the Client Id but refuses it: the account is probably inactive.',
      { setting: 'clientId' }
    )
  return new ConnectorError('invalid', `SALESmanago refused the request: ${words || 'no reason given'}.`)
}
