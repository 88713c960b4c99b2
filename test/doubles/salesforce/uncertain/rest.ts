import type { Uncertain } from './uncertain-answer.ts'

/** The REST API, whatever it is about. */
export const rest = {
  conditionHeaderInvalid: {
    mark: 'U',
    about: 'A write with an If-Unmodified-Since that is no date; the status is from memory.',
    status: 400,
    code: 'INVALID_HEADER',
    text: 'Invalid value of If-Unmodified-Since'
  },
  preconditionFailed: {
    mark: 'U',
    about: 'A conditional request whose condition fails; the status is from memory.',
    status: 412,
    code: 'PRECONDITION_FAILED',
    text: 'The precondition of the request was not met'
  },
  addressTooLong: {
    mark: 'U',
    about: 'The address is longer than 16 KB; the status is known.',
    status: 414,
    code: 'URI_TOO_LONG',
    text: 'The length of the URI exceeds the {most} byte limit.'
  },
  headersTooLong: {
    mark: 'U',
    about: 'Address and headers are longer than 16 KB; the status is known.',
    status: 431,
    code: 'REQUEST_HEADER_FIELDS_TOO_LARGE',
    text: 'The combined length of the URI and headers exceeds the {most} byte limit.'
  },
  apiDisabled: {
    mark: 'K',
    about: 'The edition has no API; the code is known, status and words are from memory.',
    status: 403,
    code: 'API_DISABLED_FOR_ORG',
    text: 'The REST API is not enabled for this Organization.'
  }
} satisfies Readonly<Record<string, Uncertain>>
