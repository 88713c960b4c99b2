import type { Call } from '../http/call.ts'
import type { Session } from './sessions.ts'

/** The token of a request's `Authorization`. */
export const tokenOf = ({ headers }: Pick<Call, 'headers'>): string | undefined =>
  /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]

export function liveSession(call: Pick<Call, 'org' | 'headers'>): Session | undefined {
  const { org } = call
  const token = tokenOf(call)
  if (org.switches.ipRefused) return undefined // a session from a refused address looks expired [V]
  return token === undefined ? undefined : org.sessions.find(token.trim())
}
