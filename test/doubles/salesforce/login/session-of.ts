import { invalidSession } from '../errors.ts'
import type { Call } from '../http/call.ts'
import type { Session } from './sessions.ts'

/** The live session of a request's `Authorization`, or a 401. */
export function sessionOf({ org, headers }: Pick<Call, 'org' | 'headers'>): Session {
  const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]
  const session = token === undefined ? undefined : org.sessions.find(token.trim())
  if (!session) throw invalidSession()
  return session
}
