import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { Connection } from 'jsforce/lib/connection.js'
import { SalesforceError } from './errors.ts'
import { FetchTransport } from './fetch-transport.ts'
import { toId18 } from './ids.ts'
import type { SalesforceLogin } from './login-schema.ts'
import { refused } from './refusal.ts'

/** SOAP login exists up to here; 65.0 refuses it [V]. jsforce without a version would take 50.0. */
const loginVersion = '64.0'
/** Salesforce takes assertions that end within three minutes [V]. */
const assertionSeconds = 170

/** What a login gives: the token, where to use it, and who it is for. */
export interface Authorised {
  readonly accessToken: string
  /** Origin, without a path. */
  readonly instanceUrl: string
  /** 18 characters. */
  readonly organizationId: string
  readonly userId: string
}

export interface LoginOptions {
  /** Milliseconds after which the login server is given up. */
  readonly deadlineMs: number
  /** Practice orgs only. */
  readonly allowHttp: boolean
  readonly now: () => Date
  /** Told of the request before it is sent. */
  readonly onCall: () => void
}

/** Logs in once, by one request. Throws `SalesforceError`: `auth` with the reason when refused, `unavailable` without an answer. */
export async function logIn(login: SalesforceLogin, options: LoginOptions): Promise<Authorised> {
  requireHttps(login.loginUrl, options.allowHttp)
  const connection = open(login, new FetchTransport(options.deadlineMs, options.onCall, options.allowHttp))
  const grant = login.kind === 'jwt' ? await assertion(login, options.now()) : undefined
  try {
    if (login.kind === 'password') {
      await connection.login(login.username, login.password + login.securityToken)
    } else {
      await connection.authorize(grant ?? { grant_type: 'client_credentials' })
    }
  } catch (error) {
    throw explained(error)
  }
  return authorised(connection, options.allowHttp)
}

function open(login: SalesforceLogin, transport: FetchTransport): Connection {
  const { loginUrl } = login
  const app =
    login.kind === 'client-credentials' ? { clientId: login.clientId, clientSecret: login.clientSecret } : {}
  const connection = new Connection({ loginUrl, version: loginVersion, oauth2: { loginUrl, ...app } })
  connection._transport = transport
  connection.oauth2._transport = transport
  return connection
}

async function assertion(login: Extract<SalesforceLogin, { kind: 'jwt' }>, now: Date) {
  const signed = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(login.clientId)
    .setSubject(login.username)
    .setAudience(new URL(login.loginUrl).origin)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + assertionSeconds)
    .sign(privateKey(login.privateKey))
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed }
}

function privateKey(pem: string) {
  try {
    // Keys copied out of an environment file have \n spelt out.
    return createPrivateKey(pem.replaceAll('\\n', '\n'))
  } catch {
    // No cause: the parser's message may quote what it read.
    throw new SalesforceError(
      'invalid',
      "The private key can't be read: it must be an RSA key in PEM, without a passphrase."
    )
  }
}

/** Throws `invalid` for an address that would carry secrets in the clear. */
export function requireHttps(url: string, allowHttp: boolean): void {
  const { protocol, host } = new URL(url)
  if (protocol === 'https:' || (allowHttp && protocol === 'http:')) return
  throw new SalesforceError('invalid', `The address of ${host} must start with https://.`)
}

function authorised(connection: Connection, allowHttp: boolean): Authorised {
  const { accessToken, instanceUrl, userInfo } = connection
  const organizationId = toId18(userInfo?.organizationId ?? '')
  if (!accessToken || !URL.canParse(instanceUrl) || !userInfo || organizationId === null) throw unclear()
  requireHttps(instanceUrl, allowHttp)
  return { accessToken, instanceUrl: new URL(instanceUrl).origin, organizationId, userId: userInfo.id }
}

/** jsforce gives the OAuth error as the error's name, and of a SOAP fault only `CODE: text` as its message [T]. */
function explained(error: unknown): SalesforceError {
  if (error instanceof SalesforceError) return error
  if (!(error instanceof Error)) return unclear(error)
  if (/^[a-z_]+$/.test(error.name)) return refused(error.name, error.message, error)
  const soap = /^(?:sf:)?([A-Z][A-Z_]+): ?([^]*)$/.exec(error.message)
  if (soap?.[1] !== undefined) return refused(soap[1], soap[2] ?? '', error)
  if (/password has expired/.test(error.message)) {
    return refused('INVALID_OPERATION_WITH_EXPIRED_PASSWORD', '', error)
  }
  return unclear(error)
}

const unclear = (cause?: unknown) =>
  new SalesforceError(
    'schema',
    "The login server's answer is not Salesforce's: check the login address.",
    cause === undefined ? {} : { cause }
  )
