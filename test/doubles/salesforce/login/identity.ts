import { ok } from '../http/call.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import type { Row } from '../store/row.ts'
import { liveSession } from './session-of.ts'
import { uncertain, wordsOf } from '../uncertain.ts'

/** Who a token belongs to: `/services/oauth2/userinfo` (OpenID) and the identity address of the token answer. */
export const identityRoutes: readonly Route<Call>[] = [
  { method: 'GET', pattern: '/services/oauth2/userinfo', handle: userInfo },
  { method: 'POST', pattern: '/services/oauth2/userinfo', handle: userInfo },
  { method: 'GET', pattern: '/id/:org/:user', handle: identity }
]

/** These two addresses refuse in plain text. */
const refused = (reason: string): Reply => ({
  status: uncertain('identityRefused').status ?? 403,
  text: wordsOf('identityRefused', { reason })
})

function userOf(call: Call): Row | undefined {
  return call.org.database.find(liveSession(call)?.userId ?? '')
}

const urls = (origin: string, userId: string) => ({
  enterprise: `${origin}/services/Soap/c/{version}/`,
  metadata: `${origin}/services/Soap/m/{version}/`,
  partner: `${origin}/services/Soap/u/{version}/`,
  rest: `${origin}/services/data/v{version}/`,
  sobjects: `${origin}/services/data/v{version}/sobjects/`,
  search: `${origin}/services/data/v{version}/search/`,
  query: `${origin}/services/data/v{version}/query/`,
  profile: `${origin}/${userId}`,
  custom_domain: origin
})

function userInfo(call: Call): Reply {
  const user = userOf(call)
  if (!user) return refused('Bad_OAuth_Token')
  return ok({
    sub: `${call.origin}/id/${call.org.id}/${user.Id}`,
    user_id: user.Id,
    organization_id: call.org.id,
    preferred_username: user['Username'],
    nickname: user['CommunityNickname'],
    name: user['Name'],
    email: user['Email'],
    email_verified: true,
    given_name: user['FirstName'],
    family_name: user['LastName'],
    zoneinfo: user['TimeZoneSidKey'],
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    utcOffset: 0,
    is_app_installed: true,
    urls: urls(call.origin, user.Id)
  })
}

function identity(call: Call): Reply {
  const user = userOf(call)
  if (!user) return refused('Bad_OAuth_Token')
  if (call.params['org'] !== call.org.id) return refused('Bad_Id')
  return ok({
    id: `${call.origin}/id/${call.org.id}/${user.Id}`,
    asserted_user: true,
    user_id: user.Id,
    organization_id: call.org.id,
    username: user['Username'],
    nick_name: user['CommunityNickname'],
    display_name: user['Name'],
    email: user['Email'],
    first_name: user['FirstName'],
    last_name: user['LastName'],
    timezone: user['TimeZoneSidKey'],
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    utcOffset: 0,
    is_app_installed: true,
    urls: urls(call.origin, user.Id)
  })
}
