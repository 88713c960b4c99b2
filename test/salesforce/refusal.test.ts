import { expect, test } from 'vitest'
import { explainRefusal, refused } from '../../middleware/salesforce/refusal.ts'

test.each([
  ['LOGIN_MUST_USE_SECURITY_TOKEN', '', /enter the token.+trusted IP ranges/],
  ['LOGIN_DURING_RESTRICTED_DOMAIN', 'cannot login from this network', /login IP ranges/],
  ['INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.', /check the three/],
  ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD', '', /expired: log in as the user once/],
  ['PASSWORD_LOCKOUT', '', /unlock it in Setup/],
  [
    'INVALID_OPERATION',
    'SOAP API login() is disabled by default in this org. Contact …',
    /switched off in this org/
  ],
  [
    'INVALID_OPERATION',
    'The SOAP Login operation is not available in the API version specified (65.0).',
    /ended in this API version/
  ],
  ['API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner', /edition.+'API Enabled'/],
  ['UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL', /external client app/],
  ['invalid_grant', "user hasn't approved this consumer", /permission set that the app lists/],
  [
    'invalid_app_access',
    'user is not admin approved to access this app',
    /permission set that the app lists/
  ],
  ['invalid_grant', 'no client credentials user enabled', /run-as user/],
  ['invalid_grant', 'request not supported on this domain', /my\.salesforce\.com/],
  ['invalid_grant', 'ip restricted', /login IP ranges/],
  ['invalid_grant', 'audience is invalid', /My Domain/],
  ['invalid_grant', 'invalid assertion', /certificate.+clock/],
  ['invalid_grant', 'expired access/refresh token', /connect again/],
  ['invalid_grant', 'authentication failure', /user name and the login address/],
  ['inactive_user', 'user is inactive', /activate it/],
  ['invalid_client_id', 'client identifier invalid', /consumer key/],
  ['invalid_client', 'invalid client credentials', /consumer secret/],
  ['app_not_found', 'External client app is not installed in this org', /create the external client app/]
])('%s "%s" is explained with the next step', (code, description, sentence) => {
  expect(explainRefusal(code, description)).toMatch(sentence)
  expect(refused(code, description, undefined)).toMatchObject({ kind: 'auth', code })
})

test('a refusal nobody knew is quoted, one that waiting cures is no matter of credentials', () => {
  expect(explainRefusal('NEW_RULE', 'so\n it   is')).toBe(
    'Salesforce refused the login (NEW_RULE: so it is).'
  )
  expect(refused('SERVER_UNAVAILABLE', '', undefined).kind).toBe('unavailable')
  expect(refused('invalid_grant', 'login rate exceeded', undefined).kind).toBe('rate-limited')
})
