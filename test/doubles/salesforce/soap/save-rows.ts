import type { ApiError } from '../errors.ts'
import { commit } from '../org-state.ts'
import { DuplicatesDetected } from '../records/duplicate-rules.ts'
import { RolledBack, saveAll } from '../records/save-all.ts'
import type { Outcome } from '../records/save-all.ts'
import type { Writer } from '../records/write.ts'
import { child } from './envelope.ts'
import { isTrue } from './read-sobject.ts'
import type { SoapRequest } from './soap-call.ts'
import { tag, tags } from './xml.ts'

/** A result's elements for a row that was saved, and those of a row that failed, behind its errors. */
export interface Shown<T> {
  readonly saved: (saved: T) => string
  readonly failed: string
}

/** Saves in one transaction and answers a `<result>` for each row, in order. */
export function saveRows<R, T>(
  { call, session, header }: SoapRequest,
  rows: readonly R[],
  save: (writer: Writer, row: R) => T,
  shown: Shown<T>
): string {
  const allOrNone = isTrue(child(header, 'AllOrNoneHeader'), 'allOrNone')
  const allowDuplicates = isTrue(child(header, 'DuplicateRuleHeader'), 'allowSave')
  const result = (outcome: Outcome<T>) =>
    `<result>${'error' in outcome ? outcome.error.all.map(errorElement).join('') + shown.failed : shown.saved(outcome.saved)}</result>`
  try {
    return commit(call.org, session.userId, (writer) =>
      saveAll(writer, rows, allOrNone, (row) => save({ ...writer, allowDuplicates }, row))
    )
      .map(result)
      .join('')
  } catch (error) {
    if (error instanceof RolledBack) return (error as RolledBack<T>).outcomes.map(result).join('')
    throw error
  }
}

/** A row's refusal; a duplicate says what it is a duplicate of. */
function errorElement(error: ApiError): string {
  const { code, message, fields = [] } = error
  const plain = tags('fields', fields) + tag('message', message) + tag('statusCode', code)
  if (!(error instanceof DuplicatesDetected)) return `<errors>${plain}</errors>`
  return `<errors xsi:type="DuplicateError">${duplicateResult(error)}${plain}</errors>`
}

function duplicateResult({ rule, object, ids, message }: DuplicatesDetected): string {
  const matches = ids.map(
    (id) =>
      `<matchRecords>${tag('matchConfidence', '100.0')}<record xsi:type="sf:sObject">${tag('sf:type', object)}` +
      `${tag('sf:Id', id)}</record></matchRecords>`
  )
  return (
    `<duplicateResult>${tag('allowSave', rule.action === 'alert')}${tag('duplicateRule', rule.name)}` +
    `${tag('duplicateRuleEntityType', object)}${tag('errorMessage', message)}<matchResults>` +
    `${tag('entityType', object)}${tag('matchEngine', 'ExactMatchEngine')}${matches.join('')}` +
    `${tag('rule', `${rule.name}_Match`)}${tag('size', ids.length)}${tag('success', true)}</matchResults></duplicateResult>`
  )
}
