import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Answers whose status, code or words nobody here has seen. What is uncertain in behaviour is a switch (`switches.ts`);
 * one file corrects both once a real org was asked (`probe.ts`). Marks: K from memory, U a guess. `{names}` are
 * filled in.
 */
export interface Uncertain {
  readonly mark: 'K' | 'U'
  /** One sentence: what happens, and what of it is uncertain. */
  readonly about: string
  /** Of REST refusals; component failures have neither. */
  readonly status?: number
  readonly code?: string
  readonly text: string
}

const table = {
  noRightToDeploy: {
    mark: 'U',
    about:
      'A component is deployed without Customize Application or Manage Flow; that it fails is sure, its words are not.',
    text: 'insufficient access rights on object id'
  },
  activeFlowInProduction: {
    mark: 'U',
    about:
      'Production without the preference gets an active flow; whether it refuses is a switch, these are its words.',
    text: "You can't deploy an active flow to this org. Deploy it as inactive, or enable Deploy processes and flows as active."
  },
  flowActivatedByDeploy: {
    mark: 'U',
    about: 'Production without the preference gets a FlowDefinition that activates a version.',
    text: "You can't activate a flow by deployment in this org."
  },
  flowVersionMissing: {
    mark: 'U',
    about: 'A FlowDefinition names a version that does not exist; only the words are uncertain.',
    text: "activeVersionNumber - Flow version {number} of {name} doesn't exist"
  },
  flowCoverage: {
    mark: 'U',
    about: 'Production asks 75 % test coverage of active flows; that is sure, the words are not.',
    text: 'Test coverage of the flow is {percent}%, at least 75% test coverage is required'
  },
  changeOnCreate: {
    mark: 'U',
    about: 'ISCHANGED is refused in create-and-update flows; that is sure, the words are not.',
    text: "start - The ISCHANGED operator or function can't be used when the flow runs on record creation."
  },
  flowFault: {
    mark: 'K',
    about:
      'A faulting after-save flow without a fault path refuses the save; the code is known, the words are from memory.',
    status: 400,
    code: 'CANNOT_EXECUTE_FLOW_TRIGGER',
    text: "We can't save this record because the “{flow}” process failed. Give your Salesforce admin these details. An unhandled fault has occurred in this flow"
  },
  featureOff: {
    mark: 'K',
    about: 'A metadata type whose feature is off; that it is refused is sure, the words are from memory.',
    text: 'Not available for deploy for this organization'
  },
  notPackageable: {
    mark: 'U',
    about:
      'A package is built with global OAuth settings of an external client app; that it can’t be is sure.',
    text: 'The component type {type} can’t be packaged'
  },
  noPersonAccounts: {
    mark: 'K',
    about: 'A part of Person Accounts is deployed where they are off.',
    text: 'Entity Enumeration Or ID: bad value for restricted picklist field: PersonAccount'
  },
  permissionSetAssigned: {
    mark: 'U',
    about: 'A permission set that somebody has is deleted by a deployment.',
    text: "The permission set {name} is assigned to users and can't be deleted."
  },
  toolingRight: {
    mark: 'U',
    about: 'A flow is activated by the Tooling API without Manage Flow; only code and words are uncertain.',
    status: 403,
    code: 'INSUFFICIENT_ACCESS',
    text: 'insufficient access rights on object id'
  },
  activeVersionDeleted: {
    mark: 'U',
    about: 'The active version of a flow is deleted by the Tooling API; that it stays is sure.',
    status: 400,
    code: 'DELETE_FAILED',
    text: 'Flow version is active and can’t be deleted.'
  },
  credentialExists: {
    mark: 'K',
    about:
      'POST of a credential that a principal has already; that it fails is from memory, its code a guess.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'A credential already exists for the principal {principal}. Use PUT to replace it.'
  },
  credentialMissing: {
    mark: 'U',
    about: 'PUT, PATCH or DELETE of a credential that no POST made.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'No credential exists for the principal {principal}.'
  },
  externalCredentialMissing: {
    mark: 'U',
    about: 'A credential is written for an external credential or a principal that does not exist.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'The external credential or principal doesn’t exist: {name}'
  },
  credentialRight: {
    mark: 'U',
    about:
      'Who may write credentials is known (Manage Named Credentials or Customize Application), the refusal is not.',
    status: 403,
    code: 'INSUFFICIENT_ACCESS',
    text: 'You don’t have access to named credentials.'
  },
  calloutRefused: {
    mark: 'K',
    about:
      'A callout without principal access or without Read on UserExternalCredential; the words are from memory.',
    text: 'We couldn\'t access the credential(s). You might not have the required permissions, or the external credential "{name}" might not exist.'
  },
  metadataNotByCrud: {
    mark: 'U',
    about:
      'Code and bundles are created by Metadata CRUD calls; that they can’t be is sure, the words are not.',
    code: 'INVALID_TYPE',
    text: 'This type of metadata is not available for this organization: {type}'
  },
  metadataExists: {
    mark: 'K',
    about: 'createMetadata of what is there; the code is known for fields, the words are from memory.',
    code: 'DUPLICATE_DEVELOPER_NAME',
    text: 'There is already a {type} named {name}'
  },
  metadataMissing: {
    mark: 'K',
    about: 'updateMetadata or deleteMetadata of what is not there; the words are those that deployments use.',
    code: 'INVALID_CROSS_REFERENCE_KEY',
    text: 'In field: fullName - no {type} named {name} found'
  },
  metadataRefused: {
    mark: 'U',
    about: 'A component fails in a CRUD call; words are those of deployments, the code differs by problem.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    text: '{problem}'
  },
  metadataTooMany: {
    mark: 'U',
    about: 'A CRUD call brings more than ten components; that ten is the limit is sure.',
    status: 500,
    code: 'LIMIT_EXCEEDED',
    text: 'LIMIT_EXCEEDED: no more than {most} components can be processed in one call'
  },
  metadataRename: {
    mark: 'U',
    about: 'renameMetadata: Salesforce renames most types, the practice org none.',
    code: 'INVALID_OPERATION',
    text: '{type} {name} can’t be renamed in the practice org'
  },
  validationNotRecent: {
    mark: 'U',
    about: 'A quick deploy of what was not validated with tests in the last 10 days; the words are a guess.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'No validated deployment with tests of the last 10 days has the id {id}'
  },
  trustedUrlInvalid: {
    mark: 'U',
    about: 'A trusted URL names no address; that it is refused is from memory, the words are not.',
    text: 'EndpointUrl: invalid URL: {url}'
  },
  fieldTypeChange: {
    mark: 'U',
    about: 'A field is deployed with another type; which changes Salesforce takes differs by type.',
    text: 'Cannot change field type from {before} to {after}'
  },
  formulaChange: {
    mark: 'U',
    about: 'A field becomes a formula, or a formula a field.',
    text: "A formula field can't become another field, nor another a formula: {name}"
  },
  formulaType: {
    mark: 'U',
    about: 'A formula of a type that formulas do not have.',
    text: "A formula field can't be of type {type}"
  },
  fieldNotEditable: {
    mark: 'U',
    about: 'A permission set makes a formula editable.',
    text: 'Field {field} is not editable'
  },
  flowObjectMissing: {
    mark: 'U',
    about: 'A flow starts on an object that there is none of.',
    text: 'start - The object "{object}" doesn\'t exist, or you don\'t have access to it.'
  },
  flowStartMissing: {
    mark: 'U',
    about: 'A flow lacks its object or when it runs.',
    text: 'start - Required field is missing: {field}'
  },
  messageEndpointInvalid: {
    mark: 'U',
    about: 'An outbound message is deployed with an address that is none.',
    text: 'Endpoint URL: Invalid URL'
  },
  deployPartsMissing: {
    mark: 'U',
    about: 'A deployment by REST lacks one of its two parts.',
    status: 400,
    code: 'INVALID_MULTIPART_REQUEST',
    text: 'The request needs a part named json and one named file'
  },
  pathTooDeep: {
    mark: 'U',
    about: 'A query walks more than five parents; that five is the limit is from memory.',
    status: 400,
    code: 'INVALID_FIELD',
    text: 'More than {most} parent relationships: {path}'
  },
  typeofNotPolymorphic: {
    mark: 'U',
    about: 'TYPEOF of a relationship that leads to one type only.',
    status: 400,
    code: 'INVALID_FIELD',
    text: "TYPEOF is not supported for the relationship '{name}'"
  },
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
  principalPrefix: {
    mark: 'U',
    about: 'The first three characters of the id of an external credential’s principal.',
    text: '7Fp'
  },
  principalEntityType: {
    mark: 'U',
    about: 'What SetupEntityAccess calls a principal that a permission set opens.',
    text: 'ExternalCredentialPrincipal'
  },
  notInBin: {
    mark: 'U',
    about: 'A record that is not in the recycle bin is to be emptied from it.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'Record is not in the recycle bin: {id}'
  },
  mergeOfNone: {
    mark: 'U',
    about: 'A merge names no loser.',
    status: 400,
    code: 'MISSING_ARGUMENT',
    text: 'recordToMergeIds is missing'
  },
  mergeOfMany: {
    mark: 'U',
    about: 'A merge names more than two losers; that two is the most is sure.',
    status: 400,
    code: 'LIMIT_EXCEEDED',
    text: 'merge takes up to three records'
  },
  mergeWithItself: {
    mark: 'U',
    about: 'A merge names the winner among the losers.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'the master record can not be merged into itself'
  },
  mergeOfTypes: {
    mark: 'U',
    about: 'A merge of records of several types.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'all records of a merge are of one type'
  },
  replicationTooMany: {
    mark: 'U',
    about: 'More ids changed than `updated` and `deleted` answer; the code is known, the words are not.',
    status: 400,
    code: 'EXCEEDED_ID_LIMIT',
    text: 'Exceeded the limit of {limit} ids. Choose a shorter span of time.'
  },
  convertAccountMissing: {
    mark: 'U',
    about:
      'A lead is converted into a named contact without its account; the words are known, the code is not.',
    status: 400,
    code: 'REQUIRED_FIELD_MISSING',
    text: 'accountId must be specified if contactId is not null'
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
  toolingMetadataMissing: {
    mark: 'U',
    about: 'A flow is to be activated without Metadata.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'Metadata is required'
  },
  toolingVersionMissing: {
    mark: 'U',
    about: 'A flow version is activated that there is none of.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'activeVersionNumber: no version {number}'
  },
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
  apiDisabled: {
    mark: 'K',
    about: 'The edition has no API; the code is known, status and words are from memory.',
    status: 403,
    code: 'API_DISABLED_FOR_ORG',
    text: 'The REST API is not enabled for this Organization.'
  },
  loginAddressRefused: {
    mark: 'K',
    about: 'SOAP login() from an address outside the login ranges of the profile.',
    code: 'LOGIN_DURING_RESTRICTED_DOMAIN',
    text: 'Cannot log in from current IP address'
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
  reportStepUp: {
    mark: 'U',
    about:
      'A report is run by a session of too low assurance; others saw status and words, the code is a guess.',
    status: 403,
    code: 'FORBIDDEN',
    text: 'High assurance session required'
  }
} satisfies Readonly<Record<string, Uncertain>>

export type UncertainName = keyof typeof table
/** What a probe of a real org found, by name. */
export type Wordings = Readonly<
  Partial<Record<UncertainName, Partial<Pick<Uncertain, 'status' | 'code' | 'text'>>>>
>

/** Of the org that is at work: two orgs of one process may have been corrected by different probes. */
const corrections = new AsyncLocalStorage<Wordings>()

/** Does `work`, and what it starts, in the corrected words. */
export const inWordings = <T>(wordings: Wordings, work: () => T): T => corrections.run(wordings, work)

export const uncertainNames: ReadonlySet<string> = new Set(Object.keys(table))

export const uncertain = (name: UncertainName): Uncertain => ({
  ...table[name],
  ...corrections.getStore()?.[name]
})

export const codeOf = (name: UncertainName): string => uncertain(name).code ?? 'UNKNOWN_EXCEPTION'

/** The words of one of them, filled in. */
export const wordsOf = (
  name: UncertainName,
  values: Readonly<Record<string, string | number>> = {}
): string => uncertain(name).text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))
