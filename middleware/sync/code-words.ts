import type { Connector } from '../connectors/connector.ts'
import type { Bucket } from './change.ts'

/** A sentence for each code that an outcome can have; `{label}` is the external system's name. */
const sentences: Readonly<Record<string, string>> = {
  'opt-in-not-sent': 'Nobody is opted in by a sync; the person has to do it in {label}.',
  'awaits-approval': 'It waits for a plan to be approved.',
  'changed-since-planned': 'It changed after the plan was made, and is planned again.',
  conflict: 'Both sides were edited, and the line’s rule is to ask.',
  alternating: 'The two sides write it back and forth, so it is left alone.',
  equal: 'Both sides agree already.',
  'invalid-value': 'A value can’t be taken by the other side.',
  'too-long': 'A value is longer than the other side keeps.',
  'unmapped-value': 'A value is not in the line’s list.',
  'no-time-zone': 'The line needs a time zone.',
  'invalid-filler': 'The value that stands in for a blank can’t be taken.',
  'required-blank': 'The other side demands a value that is blank.',
  invalid: 'The other side refused a value.',
  'create-not-allowed': 'New records are not made in {label} by this pair.',
  'not-to-be-created': 'The rule for new records leaves it out.',
  'create-not-allowed-in-salesforce': 'New records are not made in Salesforce by this pair.',
  'several-matches': 'Several records match; a person has to say which.',
  'link-taken': 'The record that matches is linked to another one.',
  'merged-both-linked': 'Two records were merged, and both had a partner.',
  'converted-both-linked': 'A lead was converted, and both records had a partner.',
  'identified-otherwise': 'The record that matches is another one by its id.',
  'follows-a-lead': 'Its lead is linked and takes its place first.',
  merged: 'It was merged into another record.',
  converted: 'The lead was converted.',
  'cleared-by-hand': 'The link was ended by clearing its field.',
  'out-of-criterion': 'It does not meet the criterion.',
  'criterion-unread': 'A field of the criterion can’t be read by the sync user.',
  'linked-by-another-pair': 'Another pair has linked it.',
  'belongs-to-another-pair': 'It belongs to another pair.',
  blocked: 'Somebody took it out of the sync.',
  unlinked: 'Somebody unlinked it for good.',
  'edited-since': 'It was edited since, and stays as it is.',
  'already-undone': 'It is as it was before.',
  undone: 'It is taken back.',
  'consent-stays': 'What was said of consent stays.',
  'mapping-changed': 'The mapping was changed since.',
  'undo-not-allowed': 'The pair’s rules don’t allow taking it back.',
  'undo-impossible': 'It can’t be taken back.',
  'opt-out': 'The person may not be contacted.',
  'opted-out': 'The person once opted out, so nothing is sent.',
  auth: 'The login was refused.',
  forbidden: 'A permission is missing.',
  'not-found': 'The record is not there any more.',
  'rate-limited': 'The other system asked for a pause; it is tried again by itself.',
  unavailable: 'The other system did not answer; it is tried again by itself.',
  schema: 'The other system answered in a way that is not understood.',
  'not-visible': 'The sync user can’t see it.',
  'gone-in-salesforce': 'The record in Salesforce is gone.',
  'deleted-in-salesforce': 'The record in Salesforce was deleted.',
  'gone-outside': 'The record in {label} is gone.',
  'deleted-outside': 'The record in {label} was deleted.'
}

const families: readonly (readonly [begins: string, say: (rest: string) => string])[] = [
  ['blank-in-salesforce-', (field) => `Salesforce demands ${field}, which is blank in {label}.`],
  ['blank-', (field) => `{label} demands ${field}, which is blank in Salesforce.`],
  ['waits-for-', (parent) => `It waits for its ${parent}.`]
]

const bucketWords: Readonly<Record<Bucket, string>> = {
  created: 'There is no counterpart yet.',
  linked: 'A match rule found its counterpart.',
  updated: 'Fields differ.',
  deleted: 'Its counterpart is gone.',
  unlinked: 'The link ends; both records stay.',
  unchanged: 'Nothing is to be done.',
  skipped: 'A rule leaves it out.',
  held: 'It waits for a person.',
  conflict: 'Both sides were edited.',
  waiting: 'It waits for its parent.',
  rejected: 'It can’t be written as it is.',
  failed: 'It did not work, and is tried again by itself.',
  deferred: 'Another sync has it in hand.',
  superseded: 'It changed after the plan was made, and is planned again.'
}

/** Why a record ended, or will end, as it does: fields are called by their labels. */
export function reasonInWords(
  bucket: Bucket,
  code: string | null,
  { label, objects }: Pick<Connector, 'label' | 'objects'>
): string {
  const family = families.find(([begins]) => code?.startsWith(begins))
  const known = code !== null && Object.hasOwn(sentences, code) ? sentences[code] : undefined
  const rest = family === undefined ? '' : (code?.slice(family[0].length) ?? '')
  const field = Object.values(objects).find(({ fields }) => Object.hasOwn(fields, rest))?.fields[rest]
  const said = known ?? family?.[1](field?.label ?? rest) ?? bucketWords[bucket]
  return said.replaceAll('{label}', label)
}

export const hasWords = (code: string): boolean =>
  Object.hasOwn(sentences, code) || families.some(([begins]) => code.startsWith(begins))
