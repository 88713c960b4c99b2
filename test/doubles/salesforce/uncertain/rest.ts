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
  },
  compositeInvalid: {
    mark: 'K',
    about:
      'A composite request, or a graph, that breaks a rule or a limit; the limits are known, the words are not.',
    status: 400,
    code: 'INVALID_INPUT',
    text: '{problem}'
  },
  graphHalted: {
    mark: 'K',
    about: 'A graph behind fourteen that failed.',
    status: 400,
    code: 'PROCESSING_HALTED',
    text: 'The graph was not processed since {most} graphs failed.'
  },
  partHalted: {
    mark: 'K',
    about: 'A part that went well and was taken back, since another of its transaction failed.',
    status: 400,
    code: 'PROCESSING_HALTED',
    text: 'The transaction was rolled back since another operation in the same transaction failed.'
  },
  tooManyAtOnce: {
    mark: 'K',
    about: 'Too many calls have been running for 20 s; rule and code are known.',
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    text: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'
  },
  passwordMissing: {
    mark: 'K',
    about: 'A password is to be set without a new one.',
    status: 400,
    code: 'INVALID_NEW_PASSWORD',
    text: 'NewPassword is missing'
  },
  passwordOfOthers: {
    mark: 'K',
    about: 'A user sets another user’s password without the right to.',
    status: 403,
    code: 'INSUFFICIENT_ACCESS_OR_READONLY',
    text: 'insufficient access rights on object id'
  },
  versionRetired: {
    mark: 'K',
    about: 'A retired version of the API; the status is known.',
    status: 410,
    code: 'GONE',
    text: 'The requested API version v{version}.0 is retired and no longer supported'
  },
  formUnsupported: {
    mark: 'K',
    about: 'A body in a form the REST API does not read; the status is known.',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    text: 'The request is in a format that is not supported by the requested resource for the requested method.'
  },
  tooManyChunks: {
    mark: 'K',
    about: 'Records of a collection change their object too often; the limit is from memory too.',
    status: 400,
    code: 'LIMIT_EXCEEDED',
    text: 'Cannot have more than {most} chunks in a single operation. Please rearrange the data to reduce chunking.'
  },
  bodyNotPacked: {
    mark: 'K',
    about: 'A body that is not packed as its Content-Encoding says.',
    status: 400,
    code: 'UNKNOWN_EXCEPTION',
    text: 'The request body is not in the {encoding} format'
  }
} satisfies Readonly<Record<string, Uncertain>>
