/**
 * What a test may set on the org while it runs (control command `set`). Where the facts leave a behaviour open, the
 * default is the more awkward of the two.
 */
export interface Switches {
  /** SOAP login() is off by default in new orgs; the double leaves it on, since its users asked for it [V]. */
  soapLogin: boolean
  /** SOAP login() is for users with the permission Use Any API Auth, as in orgs made since Summer '26 [V]. */
  soapLoginWantsPermission: boolean
  /** The edition has the API at all. */
  apiEnabled: boolean
  /** SOAP logins come from an address the org trusts; false demands password + security token. */
  trustedIp: boolean
  /** JWT `aud` must be the org's own URL; else the two login hosts do as well. */
  audienceMyDomainOnly: boolean
  /** The JWT app's users are pre-authorised; false: "user hasn't approved this consumer". */
  appApproved: boolean
  /** The client app is in this org; false: app_not_found [V]. */
  appInstalled: boolean
  /** The app has a run-as user for client credentials. */
  clientCredentialsUser: boolean
  /** Username-password logins work for connected apps only [V]. */
  appKind: 'externalClientApp' | 'connectedApp'
  /** Authorization codes need a PKCE challenge, as new apps demand it. */
  pkceRequired: boolean
  /** The app's secret is demanded with a code or a refresh token, besides the verifier. */
  secretRequired: boolean
  /** Seconds a new session lives; two hours is Salesforce's default [K]. */
  sessionSeconds: number
  /** The oldest API version that is served; 30.0 and older are retired [V]. */
  oldestVersion: number
  /** A sandbox's rules for `aud` and form of My Domain. */
  sandbox: boolean
  /** `instance_url` of the token answer: where the client reached us, or the address Salesforce would answer. */
  instanceUrlForm: 'reached' | 'myDomain'
  /** The caller's address is refused: "ip restricted" at login [V], 401 INVALID_SESSION_ID on REST [V]. */
  ipRefused: boolean
  /** Calls that may run 20 s or longer at once: 25, in a Developer Edition 5 [V]; set with the edition. */
  concurrentMax: number
  /** Running and exporting reports wants step-up authentication, on by default since July 2026 [V]. */
  reportStepUp: boolean
  /** The CSV address answers the step-up page with 200 instead of 403; which one Salesforce does is [U]. */
  reportStepUpPage: boolean
  /** Describing a report wants step-up too, though it tells no data [U]. */
  reportStepUpDescribe: boolean
  /** Users of an API-only profile get the login page at the CSV address [K]. */
  apiOnlyUsersHaveNoUi: boolean
  /** Milliseconds an asynchronous report run takes. */
  reportRunMs: number
  /** Milliseconds a report run takes that its caller waits for; twenty may be under way at once [V]. */
  reportSyncMs: number
  /** The CSV address answers a dead session by sending it to itself, again and again, instead of to the login page [V]. */
  deadSidLoops: boolean
  /** Rows on a query page, in place of what the client asked for (default 2,000); null leaves it to the client. */
  pageSize: number | null
  /** Most rows on a page of a bulk query, however many were asked for; null leaves it to the client. */
  bulkPageSize: number | null
  /** Milliseconds every call takes longer. */
  latencyMs: number
  /** Milliseconds a bulk job stays in `UploadComplete` and, at least, in `InProgress`. */
  bulkDelayMs: number
  /** Bytes an upload of a bulk job may have: 150 MB [V]. */
  bulkUploadMax: number
  /** Characters a value of an upload may have: 32,000 [V], in newer versions perhaps 131,072. */
  bulkFieldMax: number
  /** Batches of both Bulk APIs that may begin in 24 hours, and query jobs of Bulk API 2.0 [V]. */
  bulkBatchMax: number
  bulkQueryMax: number
  /** Result files of bulk writes come in another order than the upload; whether they keep it is [U]. */
  bulkResultsReversed: boolean
  /** The profile has "Bulk API Hard Delete", which even admins lack at first [K]. */
  hardDeletePermission: boolean
  /**
   * A record deleted before its message went out: is the Id still in the sObject? The docs only say that the
   * notification has no data [V], so the default is none at all.
   */
  deletedNotificationCarriesId: boolean
  /** A wrong type in one row of a collection: `row` fails that row, `call` the whole call (JSON_PARSER_ERROR) [K]. */
  wrongTypeFails: 'row' | 'call'
  /** The org's edition, as `Organization.OrganizationType` tells it; it sets the limits of calls, as `sandbox` does. */
  edition: 'Developer' | 'Enterprise' | 'Unlimited' | 'Professional'
  /** A Professional Edition has the API only when it bought it; others always. */
  apiAddOn: boolean
  /** Person Accounts, which can't be taken back once they are on. */
  personAccounts: boolean
  /** `strict`, as in every org [V]: a user sees and writes only what profile and permission sets give; `open`: everything. */
  fieldSecurity: 'open' | 'strict'
  /** The refusal of a write to a field that the user can't even read [U]. */
  hiddenFieldWrite: 'INVALID_FIELD_FOR_INSERT_UPDATE' | 'INVALID_FIELD'
  /**
   * Calls of the last 24 h and their limit, as `Sforce-Limit-Info` tells them: 100,000 and more by licences, in a
   * Developer Edition 15,000, in a sandbox 5,000,000 [V]; set with the edition.
   */
  apiUsed: number
  apiMax: number
  /**
   * While the user a message is sent as is inactive nothing is sent [V]. Whether changes meanwhile are queued for
   * when that user is active again is [U]; the default forgets them.
   */
  inactiveSenderQueues: boolean
  /** Of an object their user may not read at all, messages carry the Id; false: they stay in the queue [U]. */
  unreadableObjectSendsId: boolean
  /** False keeps outbound messages in the queue. */
  sendMessages: boolean
  /** True sends waiting messages in a random order. */
  shuffleMessages: boolean
  /** How many more times each acknowledged body is sent again. */
  duplicateMessages: number
  /** Translation Workbench: translations can be deployed [K]. */
  translationWorkbench: boolean
  /** External client apps can be deployed [V: the feature has to be on]. */
  externalClientApps: boolean
  /** Deployments follow the rules of a production org. */
  production: boolean
  /** Production's preference "Deploy processes and flows as active" [V]. */
  deployFlowsActive: boolean
  /** What an active flow meets in production without it: a refusal, or it becomes a draft [U]. */
  activeFlowWithoutPreference: 'refuse' | 'draft'
  /** Per cent of a deployed active flow that Apex tests run through; production wants 75 [V]. */
  flowTestCoverage: number
  /**
   * What an installed package brought can't be changed: not the address of its named credential, nor who its permission
   * sets give a principal. Guides say that the address can be set; one publisher saw both refused in a managed install.
   */
  packageLocked: boolean
  /** Milliseconds a deployment waits before it starts; it can be cancelled meanwhile. */
  deployDelayMs: number
  /** A merge moves the stamps of the children it gives to the winner; it seems not to [K]. */
  mergeStampsChildren: boolean
  /** An account with a closed-won opportunity can't be deleted [K]. */
  closedWonKeepsAccount: boolean
  /** `deleted` still tells of records that are gone from the recycle bin [U]. */
  deletedTellsPurged: boolean
  /** Most ids that `updated` and `deleted` answer before EXCEEDED_ID_LIMIT [V]. */
  replicationIdLimit: number
}

export const defaultSwitches: Switches = {
  soapLogin: true,
  soapLoginWantsPermission: false,
  apiEnabled: true,
  trustedIp: true,
  audienceMyDomainOnly: false,
  appApproved: true,
  appInstalled: true,
  clientCredentialsUser: true,
  appKind: 'externalClientApp',
  pkceRequired: true,
  secretRequired: true,
  sessionSeconds: 7200,
  oldestVersion: 31,
  sandbox: false,
  instanceUrlForm: 'reached',
  ipRefused: false,
  concurrentMax: 25,
  reportStepUp: true,
  reportStepUpPage: false,
  reportStepUpDescribe: false,
  apiOnlyUsersHaveNoUi: true,
  reportRunMs: 0,
  reportSyncMs: 0,
  deadSidLoops: false,
  pageSize: null,
  bulkPageSize: null,
  latencyMs: 0,
  bulkDelayMs: 20,
  bulkUploadMax: 150 * 1024 * 1024,
  bulkFieldMax: 32_000,
  bulkBatchMax: 15_000,
  bulkQueryMax: 10_000,
  bulkResultsReversed: true,
  hardDeletePermission: false,
  deletedNotificationCarriesId: false,
  wrongTypeFails: 'row',
  edition: 'Enterprise',
  apiAddOn: false,
  personAccounts: false,
  fieldSecurity: 'strict',
  hiddenFieldWrite: 'INVALID_FIELD_FOR_INSERT_UPDATE',
  apiUsed: 0,
  apiMax: 100_000,
  inactiveSenderQueues: false,
  unreadableObjectSendsId: true,
  sendMessages: true,
  shuffleMessages: false,
  duplicateMessages: 0,
  translationWorkbench: false,
  externalClientApps: false,
  production: false,
  deployFlowsActive: false,
  activeFlowWithoutPreference: 'refuse',
  flowTestCoverage: 0,
  packageLocked: false,
  deployDelayMs: 0,
  mergeStampsChildren: false,
  closedWonKeepsAccount: true,
  deletedTellsPurged: false,
  replicationIdLimit: 600_000
}

/** Can the org be called at all: the edition has the API, or bought it. */
export const hasApi = ({ apiEnabled, edition, apiAddOn }: Switches): boolean =>
  apiEnabled && (edition !== 'Professional' || apiAddOn)

/** Switches as given, with the limits that edition and sandbox bring unless those are given too [V]. */
export function withEditionLimits(given: Partial<Switches>, held: Switches): Partial<Switches> {
  if (given.edition === undefined && given.sandbox === undefined) return given
  const { edition, sandbox } = { ...held, ...given }
  const developer = edition === 'Developer'
  const apiMax = sandbox ? 5_000_000 : developer ? 15_000 : 100_000
  return { apiMax, concurrentMax: developer ? 5 : 25, ...given }
}
