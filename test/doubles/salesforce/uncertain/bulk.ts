import type { Uncertain } from './uncertain-answer.ts'

/** Bulk API 1.0 and 2.0. */
export const bulk = {
  csvHeaderUnreadable: {
    mark: 'U',
    about: 'An upload without a header line; it fails the job or the batch.',
    text: 'Failed to parse CSV header'
  },
  csvRowTooLong: {
    mark: 'U',
    about: 'A row has more values than the header has columns.',
    text: 'Records not processed'
  },
  bulkGroupBy: {
    mark: 'U',
    about: 'GROUP BY in a bulk query. That it is refused is known, the words are not.',
    status: 400,
    code: 'API_ERROR',
    text: 'Group By not supported in Bulk Query'
  },
  bulkOffset: {
    mark: 'U',
    about: 'OFFSET in a bulk query. That it is refused is known, the words are not.',
    status: 400,
    code: 'API_ERROR',
    text: 'Offset not supported in Bulk Query'
  },
  bulkTypeof: {
    mark: 'U',
    about: 'TYPEOF in a bulk query. That it is refused is known, the words are not.',
    status: 400,
    code: 'API_ERROR',
    text: 'TYPEOF not supported in Bulk Query'
  },
  bulkFunction: {
    mark: 'U',
    about: 'An aggregate or FIELDS() in a bulk query. That it is refused is known, the words are not.',
    status: 400,
    code: 'API_ERROR',
    text: '{name} not supported in Bulk Query'
  },
  batchTooLarge: {
    mark: 'U',
    about: 'A batch of Bulk API 1.0 has more than 10,000 records.',
    text: 'The batch has more than {most} records'
  },
  bulkQueryQuota: {
    mark: 'U',
    about: 'More query jobs than a day has.',
    status: 400,
    code: 'EXCEEDEDQUOTA',
    text: 'DailyBulkV2QueryJobs Limit exceeded.'
  },
  bulkVersionMismatch: {
    mark: 'U',
    about: 'Results are asked for by another version than made the job; the status is from memory.',
    status: 409,
    code: 'API_VERSION_MISMATCH',
    text: 'The job was created with API version {version}'
  },
  bulkNotReady: {
    mark: 'U',
    about: 'Results of a job that has not ended.',
    status: 400,
    code: 'INVALIDJOBSTATE',
    text: 'Invalid job state: {state}. Results are not ready'
  },
  bulkPageSizeInvalid: {
    mark: 'U',
    about: 'maxRecords is no positive number.',
    status: 400,
    code: 'INVALID_QUERY_SCOPE',
    text: 'maxRecords must be a positive number: {asked}'
  },
  bulkKeyInvalid: {
    mark: 'U',
    about: 'An upsert job names a field that is no external id.',
    status: 400,
    code: 'INVALIDFIELD',
    text: 'Field name not found or not an external ID : {key}'
  },
  bulkUploadTooLarge: {
    mark: 'U',
    about: 'An upload is larger than a job may have; that there is a limit is known.',
    status: 413,
    code: 'EXCEEDED_MAX_SIZE_REQUEST',
    text: 'The request is larger than {max} bytes'
  },
  othersJob: {
    mark: 'U',
    about: 'A job of Bulk API 2.0 that another user made: not found, or INSUFFICIENT_ACCESS.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'The requested resource does not exist'
  },
  othersClassicJob: {
    mark: 'U',
    about: 'A job of Bulk API 1.0 that another user made.',
    code: 'InvalidJob',
    text: 'Unable to find object {id}'
  },
  classicLimit: {
    mark: 'K',
    about: 'The limit of calls is used up, as Bulk API 1.0 says it.',
    status: 400,
    code: 'ExceededQuota',
    text: '{message}'
  },
  classicApiOff: {
    mark: 'U',
    about: 'The edition has no API, as Bulk API 1.0 says it.',
    status: 400,
    code: 'FeatureNotEnabled',
    text: '{message}'
  },
  csvTooManyFields: {
    mark: 'U',
    about: 'A record of an upload has more fields than 5,000; that this is the limit is known.',
    text: 'Exceeded the maximum of {most} fields'
  },
  csvFieldTooLong: {
    mark: 'U',
    about: 'A value of an upload is too long; that there is a limit is known, that the job fails is not.',
    text: 'Exceeded the maximum field size of {most} characters'
  },
  csvRecordTooLong: {
    mark: 'U',
    about: 'A record of an upload has more than 400,000 characters; that this is the limit is known.',
    text: 'Exceeded the maximum record size of {most} characters'
  },
  batchUnreadable: {
    mark: 'K',
    about: 'A JSON batch of Bulk API 1.0 that is no list of records.',
    text: 'Records not processed'
  },
  bulkSubquery: {
    mark: 'K',
    about: 'A subquery in a bulk query; that it is refused is known.',
    status: 400,
    code: 'API_ERROR',
    text: 'Aggregate Relationships not supported in Bulk Query'
  },
  bulkCompound: {
    mark: 'K',
    about: 'A compound field in a bulk query; that it is refused is known.',
    status: 400,
    code: 'API_ERROR',
    text: 'Selecting compound data not supported in Bulk Query'
  },
  bulkJobState: {
    mark: 'K',
    about: 'What a bulk job can’t do in its state; the code is second-hand.',
    status: 400,
    code: 'INVALIDJOBSTATE',
    text: '{problem}'
  },
  bulkJobInvalid: {
    mark: 'K',
    about: 'A bulk job that is badly described.',
    status: 400,
    code: 'INVALIDJOB',
    text: '{problem}'
  },
  bulkObjectUnknown: {
    mark: 'K',
    about: 'A bulk job of an object that there is none of.',
    status: 400,
    code: 'INVALIDENTITY',
    text: "Entity '{object}' not found"
  },
  batchQuota: {
    mark: 'K',
    about: 'More batches than a day has.',
    status: 400,
    code: 'ExceededQuota',
    text: 'ApiBatchItems Limit exceeded.'
  },
  lineEndingWrong: {
    mark: 'K',
    about: 'The lines of an upload end otherwise than its job says.',
    text: 'LineEnding is invalid on user data. Current LineEnding setting is {lineEnding}'
  },
  classicVersion: {
    mark: 'K',
    about: 'A retired version, as Bulk API 1.0 says it; code and status are known.',
    status: 400,
    code: 'InvalidVersion',
    text: 'Unsupported API version {version}'
  },
  classicObjectUnknown: {
    mark: 'K',
    about: 'A job of Bulk API 1.0 of an object that there is none of.',
    status: 400,
    code: 'InvalidEntity',
    text: "Entity '{object}' not found"
  },
  bulkHardDelete: {
    mark: 'K',
    about: 'A hard delete without its permission; the code is second-hand, and may be FEATURENOTENABLED.',
    status: 400,
    code: 'FEATURE_NOT_ENABLED',
    text: 'hardDelete operation requires special user profile permission, please contact your system administrator'
  }
} satisfies Readonly<Record<string, Uncertain>>
