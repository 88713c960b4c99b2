import type { Uncertain } from './uncertain-answer.ts'

/** Logins, outbound messages and reports. */
export const loginAndReports = {
  passwordGrantOff: {
    mark: 'U',
    about: 'An external client app logs in with a password; that it can’t is known, the error is not.',
    status: 400,
    code: 'unsupported_grant_type',
    text: 'grant type not supported'
  },
  senderInactive: {
    mark: 'U',
    about: 'What the page of waiting messages says while their user is inactive.',
    text: 'The user to send as is inactive'
  },
  loginAddressRefused: {
    mark: 'K',
    about: 'SOAP login() from an address outside the login ranges of the profile.',
    code: 'LOGIN_DURING_RESTRICTED_DOMAIN',
    text: 'Cannot log in from current IP address'
  },
  reportStepUp: {
    mark: 'U',
    about:
      'A report is run by a session of too low assurance; others saw status and words, the code is a guess.',
    status: 403,
    code: 'FORBIDDEN',
    text: 'High assurance session required'
  },
  appNotFound: {
    mark: 'K',
    about: 'The client app is not in the org that is asked; the code is known, the words are from memory.',
    code: 'app_not_found',
    text: 'External client app is not installed in this org'
  },
  anyApiAuthMissing: {
    mark: 'U',
    about: 'SOAP login() of a user without Use Any API Auth, where the org wants it.',
    code: 'INVALID_OPERATION',
    text: 'SOAP API login() requires the Use Any API Auth permission. Contact the org administrator'
  },
  reportRunsAtOnce: {
    mark: 'K',
    about: 'More report runs at once than twenty; that this is the limit is known.',
    status: 403,
    code: 'FORBIDDEN',
    text: 'You can’t run more than {most} reports at the same time. Try again later.'
  },
  reportRunsAnHour: {
    mark: 'K',
    about: 'More report runs than an hour has; how many that are is known.',
    status: 403,
    code: 'FORBIDDEN',
    text: 'You can’t run more than {most} reports {how} every 60 minutes. Try again later.'
  },
  identityRefused: {
    mark: 'K',
    about: 'userinfo and the identity address refuse in plain text; the words are known.',
    status: 403,
    text: '{reason}'
  },
  userInactive: {
    mark: 'K',
    about: 'An inactive user logs in by OAuth; the code is known.',
    status: 400,
    code: 'inactive_user',
    text: 'user is inactive'
  },
  addressRefused: {
    mark: 'K',
    about: 'A login by OAuth from an address outside the ranges.',
    status: 400,
    code: 'invalid_grant',
    text: 'ip restricted'
  },
  passwordLocked: {
    mark: 'K',
    about: 'A locked-out user logs in by SOAP; the code is known.',
    code: 'PASSWORD_LOCKOUT',
    text: 'Your password is locked out; contact the org administrator'
  },
  tokenMissing: {
    mark: 'K',
    about: 'SOAP login() without the security token from an unknown address; the code is known.',
    code: 'LOGIN_MUST_USE_SECURITY_TOKEN',
    text: 'Invalid username, password, security token; or user locked out. Are you at a new location? When accessing Salesforce--either via a desktop client or the API--from outside of your company’s trusted networks, you must add a security token to your password to log in.'
  },
  passwordIsExpired: {
    mark: 'K',
    about: 'SOAP login() with an expired password; the code is known.',
    code: 'INVALID_OPERATION_WITH_EXPIRED_PASSWORD',
    text: "The user's password has expired, reset it before calling login"
  },
  ackEmpty: {
    mark: 'K',
    about: 'What the monitor says of an empty acknowledgement.',
    text: 'org.xml.sax.SAXParseException: Premature end of file.'
  },
  answerTimedOut: {
    mark: 'K',
    about: 'What the monitor says of a receiver that did not answer in time.',
    text: 'java.net.SocketTimeoutException: Read timed out'
  },
  handshakeFailed: {
    mark: 'K',
    about: 'What the monitor says of a receiver whose certificate is refused.',
    text: 'javax.net.ssl.SSLHandshakeException: {reason}'
  },
  connectionFailed: {
    mark: 'K',
    about: 'What the monitor says of a receiver that can’t be reached.',
    text: 'java.net.ConnectException: {reason}'
  },
  reportRequestInvalid: {
    mark: 'K',
    about: 'A report request that is refused; the code stands beside the usual envelope.',
    status: 400,
    code: 'BAD_REQUEST',
    text: '{problem}'
  },
  jwtInvalid: {
    mark: 'K',
    about: 'A JWT that is unsigned, lives too long or names nobody.',
    status: 400,
    code: 'invalid_grant',
    text: 'invalid assertion'
  },
  jwtAudience: {
    mark: 'K',
    about: 'A JWT for another audience.',
    status: 400,
    code: 'invalid_grant',
    text: 'audience is invalid'
  },
  jwtExpired: {
    mark: 'K',
    about: 'A JWT that has expired.',
    status: 400,
    code: 'invalid_grant',
    text: 'expired authorization code'
  },
  clientUnknown: {
    mark: 'K',
    about: 'A client id that there is none of; the code is known.',
    status: 400,
    code: 'invalid_client_id',
    text: 'client identifier invalid'
  }
} satisfies Readonly<Record<string, Uncertain>>
