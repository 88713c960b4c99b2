import type { Shape } from './describe.ts'
import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { Row } from './query.ts'

/** Field values by path (`Email`, `Account.Name`). A path is absent when Salesforce left it out, `null` when it is blank. */
export type RecordValues = Readonly<Record<string, unknown>>

/**
 * A Salesforce record as read: alive, deleted (`masterRecordId` names the record it was merged into), or neither, which
 * means erased for good, never there, or not visible to the sync user. `stamp` is its SystemModstamp, ISO with Z.
 */
export type SalesforceRecord = { readonly id: string; readonly object: string } & (
  | {
      readonly deleted: false
      readonly stamp: string
      readonly masterRecordId: null
      readonly values: RecordValues
    }
  | {
      readonly deleted: true
      readonly stamp: string
      readonly masterRecordId: string | null
      readonly values: null
    }
  | { readonly deleted: false; readonly stamp: null; readonly masterRecordId: null; readonly values: null }
)

/** The fields every row must bring, in front of the mapped ones. */
export function systemFields({ deletable, mergeable }: Shape): string[] {
  return [
    'Id',
    'SystemModstamp',
    ...(deletable ? ['IsDeleted'] : []),
    ...(mergeable ? ['MasterRecordId'] : [])
  ]
}

export const missing = (object: string, id: string): SalesforceRecord => ({
  id,
  object,
  deleted: false,
  stamp: null,
  masterRecordId: null,
  values: null
})

/** Throws `schema` when the row lacks its Id or SystemModstamp. */
export function toRecord(
  row: Row,
  object: string,
  fields: readonly string[],
  { datetimes }: Shape
): SalesforceRecord {
  const id = typeof row.Id === 'string' ? toId18(row.Id) : null
  const stamp = typeof row.SystemModstamp === 'string' ? isoInstant(row.SystemModstamp) : undefined
  if (id === null || stamp === undefined) {
    throw new SalesforceError('schema', `A row of ${object} came without its Id or SystemModstamp.`)
  }
  if (row.IsDeleted === true) {
    const master = typeof row.MasterRecordId === 'string' ? toId18(row.MasterRecordId) : null
    return { id, object, deleted: true, stamp, masterRecordId: master, values: null }
  }
  const values: Record<string, unknown> = {}
  for (const path of fields) {
    const value = valueAt(row, path)
    // Behind a dot the type would cost one more description a parent, so there the form has to tell.
    const dated = typeof value === 'string' && (datetimes.has(path) || path.includes('.'))
    if (value !== undefined) values[path] = dated ? isoInstant(value) : value
  }
  return { id, object, deleted: false, stamp, masterRecordId: null, values }
}

function valueAt(row: Row, path: string): unknown {
  let at: unknown = row
  for (const name of path.split('.')) {
    if (at === null || at === undefined) return at
    at = (at as Row)[name]
  }
  return at
}

/** `2026-11-20T10:00:00.000+0000` → `…Z`; every other text as it is. */
export const isoInstant = (text: string) =>
  text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\+0000$/, '$1Z')
