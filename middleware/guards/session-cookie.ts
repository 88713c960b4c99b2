import type { IncomingMessage } from 'node:http'

export const SESSION_MS = 12 * 3_600_000

/** `__Host-`: the browser takes it only over TLS, for this host alone and for every path. */
const nameOf = (secure: boolean) => (secure ? '__Host-bothways' : 'bothways')

/** The session in the request's cookies; null where there is none. */
export function sessionOf(request: IncomingMessage, secure: boolean): string | null {
  const name = nameOf(secure)
  for (const part of (request.headers.cookie ?? '').split(';', 50)) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value
  }
  return null
}

/** The header that sets the cookie; an empty session takes it away. */
export function setSession(session: string, secure: boolean): string {
  const age = session === '' ? 0 : SESSION_MS / 1000
  return `${nameOf(secure)}=${session}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
