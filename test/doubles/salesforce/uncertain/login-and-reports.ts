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
  }
} satisfies Readonly<Record<string, Uncertain>>
