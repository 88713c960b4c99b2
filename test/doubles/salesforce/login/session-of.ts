import { invalidSession } from '../errors.ts'
import type { Call } from '../http/call.ts'
import type { Session } from './sessions.ts'

/** The live session of a request's `Authorization`, or a 401. */
export function sessionOf(call: Pick<Call, 'org' | 'headers'>): Session {
  const session = liveSession(call)
  if (!session) throw invalidSession()
  return session
}

export function liveSession({ org, headers }: Pick<Call, 'org' | 'headers'>): Session | undefined {
  const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (org.switches.ipRefused) return undefined // a session from a refused address looks expired [K]
  return token === undefined ? undefined : org.sessions.find(token.trim())
}
