import { timingSafeEqual } from 'node:crypto'
import type { Call } from '../http/call.ts'
import { OAuthError, uncertainOAuth } from './oauth-error.ts'

/** Checks the app's id and secret, of the form or of `Authorization: Basic`. */
export function checkClientSecret({ org, headers }: Call, form: URLSearchParams, secretNeeded = true): void {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1]
  const [basicId = '', basicSecret = ''] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s)
  if ((form.get('client_id') ?? basicId) !== org.app.clientId) {
    throw uncertainOAuth('clientUnknown')
  }
  const secret = form.get('client_secret') ?? basicSecret
  if (secret === '' && !secretNeeded) return
  if (!equal(secret, org.app.clientSecret)) {
    throw new OAuthError('invalid_client', 'invalid client credentials')
  }
}

function equal(given: string, held: string): boolean {
  return given.length === held.length && timingSafeEqual(Buffer.from(given), Buffer.from(held))
}
