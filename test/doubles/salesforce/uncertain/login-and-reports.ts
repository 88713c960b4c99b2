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
  }
} satisfies Readonly<Record<string, Uncertain>>
