import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { outbound } from '../guards/outbound.ts'
import { SalesforceError } from './errors.ts'
import { bounded } from './http.ts'
import { toId18 } from './ids.ts'
import { requireHttps, type Authorised } from './login.ts'
import { refused } from './refusal.ts'

/** The org's client app, as far as a person's login needs it. */
export interface ClientApp {
  /** The org's own address (My Domain), an origin. */
  readonly loginUrl: string
  readonly clientId: string
  /** Where the app demands it beside the verifier. */
  readonly clientSecret?: string | undefined
}
export interface OAuthOptions {
  /** Practice orgs only. */
  readonly allowHttp: boolean
}

/** Enough for what set-up does; no refresh token, which would outlive it. */
const scope = 'api id'
const DEADLINE_MS = 20_000

/** The proof that whoever brings the code is who asked for it (PKCE). */
export function newVerifier(): string {
  return randomBytes(48).toString('base64url')
}

/** Where the admin's browser logs in and allows. */
export function authorizeAddress(
  { loginUrl, clientId }: ClientApp,
  request: { readonly redirectUri: string; readonly state: string; readonly verifier: string }
): string {
  const url = new URL('/services/oauth2/authorize', loginUrl)
  const challenge = createHash('sha256').update(request.verifier).digest('base64url')
  const fields = {
    response_type: 'code', client_id: clientId, redirect_uri: request.redirectUri, scope, state: request.state,
    code_challenge: challenge, code_challenge_method: 'S256'
  } // prettier-ignore
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return url.href
}

const tokenAnswer = z.object({ access_token: z.string().min(1), instance_url: z.url(), id: z.url() })
const refusal = z.object({ error: z.string(), error_description: z.string().default('') })

/** A token for the code, without yet knowing whose. Throws `SalesforceError`. */
export async function exchangeCode(
  app: ClientApp,
  given: { readonly code: string; readonly verifier: string; readonly redirectUri: string },
  options: OAuthOptions
): Promise<{ readonly accessToken: string; readonly instanceUrl: string; readonly identity: string }> {
  requireHttps(app.loginUrl, options.allowHttp)
  const fields = new URLSearchParams({
    grant_type: 'authorization_code', code: given.code, redirect_uri: given.redirectUri, code_verifier: given.verifier,
    client_id: app.clientId, ...(app.clientSecret !== undefined && { client_secret: app.clientSecret })
  }) // prettier-ignore
  const { status, body } = await send(new URL('/services/oauth2/token', app.loginUrl), { method: 'POST', body: fields }, options) // prettier-ignore
  const no = refusal.safeParse(body)
  if (no.success) throw refused(no.data.error, no.data.error_description, undefined)
  const read = tokenAnswer.safeParse(body)
  if (status !== 200 || !read.success) throw unclear('the code')
  const { access_token: accessToken, instance_url: instanceUrl, id } = read.data
  requireHttps(instanceUrl, options.allowHttp)
  return { accessToken, instanceUrl: new URL(instanceUrl).origin, identity: new URL(id).pathname }
}

export interface Person extends Authorised {
  readonly username: string
}
const identityAnswer = z.object({ organization_id: z.string(), user_id: z.string(), username: z.string() })

/** Who logged in, and in which org: what Salesforce says of the token, never what was asked for. */
export async function whoIs(
  token: Awaited<ReturnType<typeof exchangeCode>>,
  options: OAuthOptions
): Promise<Person> {
  const { accessToken, instanceUrl } = token
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  const url = new URL(token.identity, instanceUrl)
  const read = identityAnswer.safeParse((await send(url, { headers }, options)).body)
  const organizationId = toId18(read.data?.organization_id ?? '')
  const userId = toId18(read.data?.user_id ?? '')
  if (!read.success || organizationId === null || userId === null) throw unclear('who logged in')
  return { accessToken, instanceUrl, organizationId, userId, username: read.data.username }
}

/** Ends a token. Throws `SalesforceError`. */
export async function revoke(app: ClientApp, accessToken: string, options: OAuthOptions): Promise<void> {
  const body = new URLSearchParams({ token: accessToken })
  const { status } = await send(new URL('/services/oauth2/revoke', app.loginUrl), { method: 'POST', body }, options) // prettier-ignore
  if (status !== 200) throw new SalesforceError('unavailable', `The session could not be ended (status ${status}).`, { status }) // prettier-ignore
}

async function send(url: URL, init: RequestInit, { allowHttp }: OAuthOptions) {
  return bounded(url.host, DEADLINE_MS, undefined, async (signal) => {
    const response = await fetch(url, { ...init, redirect: 'manual', signal, ...outbound(allowHttp) })
    const text = await response.text()
    return { status: response.status, body: jsonOf(text) }
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the text may hold a token.
    return null
  }
}

const unclear = (what: string) =>
  new SalesforceError('schema', `Salesforce's answer about ${what} is not understood: check the login address of the org.`) // prettier-ignore
