import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../errors.ts'
import type { Call } from '../http/call.ts'
import { markup } from './markup.ts'

const token = randomBytes(24).toString('base64url')

/** Goes into every form that writes. */
export const tokenField = () => markup`<input type="hidden" name="_token" value="${token}">`

/**
 * Pages show the org's secrets, so they answer only under a name of this machine: a site whose own name was pointed
 * at 127.0.0.1 could read them otherwise.
 */
export function checkHost({ origin }: Call): void {
  const host = URL.parse(origin)?.hostname ?? ''
  if (host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)) return
  throw new ApiError(403, 'INSUFFICIENT_ACCESS', 'The practice org shows its pages under localhost only')
}

/** A write comes from one of our own pages, and from this run of the org. */
export function checkWrite({ headers, origin }: Call, form: URLSearchParams): void {
  const site = headers['sec-fetch-site']
  const foreign = (headers.origin ?? origin) !== origin || (site !== undefined && site !== 'same-origin')
  if (foreign)
    throw new ApiError(403, 'INSUFFICIENT_ACCESS', 'This form was not sent from the practice org’s own page')
  const given = Buffer.from(form.get('_token') ?? '')
  const wanted = Buffer.from(token)
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return
  const message =
    'This form is from an earlier run of the practice org: go back, reload the page and send it again'
  throw new ApiError(403, 'INSUFFICIENT_ACCESS', message)
}
