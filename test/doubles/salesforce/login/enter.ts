import { ApiError, invalidSession } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import { checkTraffic, countCall } from '../rest/limits.ts'
import { hasApi } from '../switches.ts'
import { codeOf, uncertain, wordsOf } from '../uncertain.ts'
import type { Session } from './sessions.ts'

/** What every API asks of a call, whatever door it comes in by: a live session of an active user, an edition with the API, room in the limits. */
export function enter(org: OrgState, token: string | undefined): Session {
  // A session from a refused address looks expired [V].
  const session = org.switches.ipRefused ? undefined : org.sessions.find(token?.trim() ?? '')
  if (!session || org.database.whole.find(session.userId)?.['IsActive'] === false) throw invalidSession()
  if (!hasApi(org.switches)) throw apiDisabled()
  checkTraffic(org)
  countCall(org.switches)
  return session
}

const apiDisabled = () =>
  new ApiError(uncertain('apiDisabled').status ?? 403, codeOf('apiDisabled'), wordsOf('apiDisabled'))
