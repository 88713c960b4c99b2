import type { RunCause } from '../database/runs.ts'
import type { Bucket } from './change.ts'

/** The outcomes that Mobile Commons' synchronization report counts, by its own words [V]. */
export const reportBuckets = [
  'Deferred Subscription',
  'Field Conflict',
  'No New Changes',
  'No Difference',
  'Unable to Update',
  'No Import',
  'No Export',
  'Skipped Members',
  'Validation Error',
  'Processing Error'
] as const
export type ReportBucket = (typeof reportBuckets)[number]

/** What was done is in none of the ten, which count what was not. */
export const done = 'Synchronized'
export type Reported = ReportBucket | typeof done

/** Where every record of a run is counted, by its outcome, the outcome's code and what started the run. */
export function reportBucket(bucket: Bucket, code: string | null, cause: RunCause): Reported {
  const whole = byBucket[bucket]
  if (whole !== undefined) return code === 'equal' ? 'No Difference' : whole
  if (bucket === 'unchanged') return comparing.has(cause) ? 'No Difference' : 'No New Changes'
  return (code === null ? undefined : byCode(code)) ?? (bucket === 'failed' ? 'Processing Error' : 'Skipped Members') // prettier-ignore
}

/** Runs that compare records whether or not they changed. */
const comparing: ReadonlySet<RunCause> = new Set(['initial', 'reconcile', 'refresh', 'drift', 'plan'])

const byBucket: Readonly<Partial<Record<Bucket, Reported>>> = {
  created: done,
  linked: done,
  updated: done,
  deleted: done,
  unlinked: done,
  conflict: 'Field Conflict',
  // Put off: it comes by itself.
  waiting: 'Deferred Subscription',
  deferred: 'Deferred Subscription',
  superseded: 'Deferred Subscription'
}

/** Every code that an outcome can have, or an issue; a test holds it against the sources. */
export const reportedCodes: Readonly<Record<string, Reported>> = {
  'opt-in-not-sent': 'Deferred Subscription',
  'awaits-approval': 'Deferred Subscription',
  'changed-since-planned': 'Deferred Subscription',
  conflict: 'Field Conflict',
  alternating: 'Field Conflict',
  equal: 'No Difference',

  'invalid-value': 'Unable to Update',
  'too-long': 'Unable to Update',
  'unmapped-value': 'Unable to Update',
  'no-time-zone': 'Unable to Update',
  'invalid-filler': 'Unable to Update',
  'required-blank': 'Unable to Update',
  invalid: 'Unable to Update',

  'create-not-allowed': 'No Import',
  'not-to-be-created': 'No Import',
  'create-not-allowed-in-salesforce': 'No Export',

  'several-matches': 'Skipped Members',
  'link-taken': 'Skipped Members',
  'merged-both-linked': 'Skipped Members',
  'converted-both-linked': 'Skipped Members',
  'identified-otherwise': 'Skipped Members',
  'follows-a-lead': 'Skipped Members',
  merged: 'Skipped Members',
  converted: 'Skipped Members',
  'cleared-by-hand': 'Skipped Members',
  'out-of-criterion': 'Skipped Members',
  'criterion-unread': 'Skipped Members',
  'linked-by-another-pair': 'Skipped Members',
  'belongs-to-another-pair': 'Skipped Members',
  blocked: 'Skipped Members',
  unlinked: 'Skipped Members',

  'edited-since': 'Field Conflict',
  'already-undone': 'No Difference',
  undone: 'Skipped Members',
  'consent-stays': 'Skipped Members',
  'mapping-changed': 'Unable to Update',
  'undo-not-allowed': 'Unable to Update',
  'undo-impossible': 'Unable to Update',

  'opt-out': 'Deferred Subscription',
  'opted-out': 'Deferred Subscription',

  auth: 'Validation Error',
  forbidden: 'Validation Error',

  'not-found': 'Processing Error',
  'rate-limited': 'Processing Error',
  unavailable: 'Processing Error',
  schema: 'Processing Error',
  'not-visible': 'Processing Error',
  'gone-in-salesforce': 'Processing Error',
  'deleted-in-salesforce': 'Processing Error',
  'gone-outside': 'Processing Error',
  'deleted-outside': 'Processing Error'
}

/** Codes that end in a name, by what they begin with; the longer one first. */
export const codeFamilies: readonly (readonly [begins: string, Reported])[] = [
  // Missing what Salesforce demands, or what the external system does.
  ['blank-in-salesforce-', 'No Export'],
  ['blank-', 'No Import'],
  ['waits-for-', 'Deferred Subscription']
]

export const byCode = (code: string): Reported | undefined =>
  Object.hasOwn(reportedCodes, code)
    ? reportedCodes[code]
    : codeFamilies.find(([begins]) => code.startsWith(begins))?.[1]
