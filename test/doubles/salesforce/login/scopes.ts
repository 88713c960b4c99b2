import { OAuthError } from './oauth-error.ts'

/** What the org's app may ask for. */
const allowed = [
  'api',
  'web',
  'full',
  'id',
  'profile',
  'email',
  'address',
  'phone',
  'openid',
  'refresh_token'
]

/** The scope of a grant: what was asked for, or all that the app has when nothing was [K]. */
export function grantedScope(asked: string | null): string {
  const scopes = (asked ?? '')
    .split(/[\s+]+/)
    .filter(Boolean)
    .map((scope) => (scope === 'offline_access' ? 'refresh_token' : scope))
  if (scopes.some((scope) => !allowed.includes(scope))) {
    throw new OAuthError('invalid_scope', 'the requested scope is not allowed')
  }
  return scopes.length > 0 ? scopes.join(' ') : 'refresh_token web api'
}

export const mayRefresh = (scope: string) => /\brefresh_token\b/.test(scope)
