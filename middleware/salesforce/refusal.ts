import type { ErrorKind } from '../connectors/connector.ts'
import { SalesforceError } from './errors.ts'

const legacy = 'Log in with an external client app instead (JWT or client credentials).'
const address =
  "Salesforce refuses logins from this address: add it to the login IP ranges of the user's profile, or relax the IP rule of the app."
const approval =
  "The app is not approved for this user, or there is no such user: check the user name, let the app's policy be 'Admin approved users are pre-authorized', and give the user a permission set that the app lists."
const down = 'Salesforce is not available at the moment.'

/** What each code means. Codes with a mark stand in facts B [V], the others are generally known [K]. */
const byCode: Readonly<Record<string, string>> = {
  // SOAP
  LOGIN_MUST_USE_SECURITY_TOKEN:
    "Salesforce doesn't know this address and got no valid security token: enter the token (the user's settings can reset it), or add this address to the trusted IP ranges.", // [V]
  INVALID_LOGIN:
    'User name, password or security token is wrong, or the user is locked or inactive: check the three, and read the login history of the user for the reason. A new password also means a new token.', // [V]
  INVALID_OPERATION_WITH_EXPIRED_PASSWORD:
    'The password has expired: log in as the user once, set a new one, and enter it with the new security token.', // [V]
  PASSWORD_LOCKOUT:
    'The user is locked after too many wrong passwords: unlock it in Setup, then enter the right password.', // [V]
  API_DISABLED_FOR_ORG:
    "The edition of this org has no API, or this user may not use it: it needs an edition with API access and the permission 'API Enabled'.", // [V]
  UNSUPPORTED_API_VERSION: `The org doesn't offer SOAP login in this API version. ${legacy}`, // [V]
  INSUFFICIENT_ACCESS: `The user may not log in by SOAP: new orgs ask for the permission 'Use Any API Auth'. ${legacy}`,
  LOGIN_DURING_RESTRICTED_DOMAIN: address,
  LOGIN_DURING_RESTRICTED_TIME:
    "The profile of the user allows no login at this hour: widen the profile's login hours.",
  SERVER_UNAVAILABLE: down, // [V]
  // OAuth
  invalid_grant:
    'Salesforce refused the login: check the user name and the login address (each sandbox has its own), and that the user is active and not locked.', // [V]
  inactive_user: 'The user is inactive: activate it, or log in as another user.', // [V]
  inactive_org: 'The org is locked, closed or suspended.',
  app_not_found:
    'This org has no such app: check the login address, or create the external client app in this org.', // [V]
  invalid_client_id:
    "Salesforce doesn't know the client id: copy the consumer key of the app again. A new app needs up to ten minutes.", // [V]
  invalid_client:
    'The client secret is wrong or belongs to another app: copy the consumer secret of the app again.', // [V]
  invalid_app_access: approval,
  unsupported_grant_type: 'The app is not set up for this way to log in: switch the flow on in its settings.',
  server_error: down,
  temporarily_unavailable: down
}

/** What a code means with certain words beside it; asked before `byCode`. */
const byWords: readonly (readonly [code: string, words: RegExp, sentence: string])[] = [
  [
    'INVALID_OPERATION',
    /disabled/i, // [V]
    `SOAP login is switched off in this org; an admin can still allow it, until Summer '27. ${legacy}`
  ],
  [
    'INVALID_OPERATION',
    /not available in the API version/i,
    `SOAP login has ended in this API version. ${legacy}`
  ], // [V]
  ['invalid_grant', /approved/i, approval], // [V]
  [
    'invalid_grant',
    /no client credentials user/i, // [V]
    'The app has no run-as user: choose one in its client credentials policy (a user with API Only access).'
  ],
  [
    'invalid_grant',
    /not supported on this domain/i,
    "Client credentials work on the org's own address only: enter https://<your domain>.my.salesforce.com."
  ],
  [
    'invalid_grant',
    /expired access\/refresh token/i,
    'The access that was granted has ended or was revoked: connect again.'
  ], // [V]
  ['invalid_grant', /\bip\b/i, address],
  [
    'invalid_grant',
    /audience/i,
    "The login address doesn't belong to the org of this user: enter the org's My Domain address (each sandbox has its own)."
  ],
  [
    'invalid_grant',
    /assertion|signature|expired/i,
    "Salesforce doesn't accept the signed login: the certificate in the app must belong to this private key, and this computer's clock must be right."
  ],
  [
    'invalid_grant',
    /rate exceeded/i,
    'This user logged in too often within the hour: wait, or let other programs keep their sessions.'
  ]
]

/** Refusals that have nothing to do with the credentials, so waiting helps. */
const kinds: Readonly<Record<string, ErrorKind>> = {
  SERVER_UNAVAILABLE: 'unavailable',
  server_error: 'unavailable',
  temporarily_unavailable: 'unavailable'
}

/** What a refused login means and what to do next; unknown codes are quoted with Salesforce's words. */
export function explainRefusal(code: string, description: string): string {
  const special = byWords.find(([one, words]) => one === code && words.test(description))
  const said = description.replace(/\s+/g, ' ').trim().slice(0, 300)
  return special?.[2] ?? byCode[code] ?? `Salesforce refused the login (${code}: ${said}).`
}

/** The error of a refused login. `cause` must hold no secret. */
export function refused(code: string, description: string, cause: unknown): SalesforceError {
  const kind = /rate exceeded/i.test(description) ? 'rate-limited' : (kinds[code] ?? 'auth')
  return new SalesforceError(kind, explainRefusal(code, description), { code, cause })
}
