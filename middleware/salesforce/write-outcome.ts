import type { Value } from '../connectors/connector.ts'
import { SalesforceError, explain, kindOf } from './errors.ts'

/** A record's fields by API name. Absent is left as it is, `null` and '' blank a field, a set is written with semicolons. */
export type WriteRow = Readonly<Record<string, Value>>

/** `update` and `delete` rows carry `Id`; `upsert` rows carry the field `externalId` names. */
export type WriteRequest = { readonly object: string; readonly rows: readonly WriteRow[] } & (
  | { readonly operation: 'create' | 'update' | 'delete' }
  | { readonly operation: 'upsert'; readonly externalId: string }
)

/**
 * What became of a row. `uncertain`: the call went out and no answer tells, so the row may have been written; a create
 * must be looked for before it is sent again.
 */
export type WriteOutcome =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly error: SalesforceError; readonly uncertain: boolean }

/** A row and its place in the request. */
export interface NumberedRow {
  readonly index: number
  readonly row: WriteRow
}
export type Tell = (index: number, outcome: WriteOutcome) => void

export const refused = (error: SalesforceError, uncertain = false): WriteOutcome => ({
  ok: false,
  error,
  uncertain
})

/** A failed call that may still have been carried out: there was no answer, or one that did not come from Salesforce's code. */
export const maybeDone = (error: SalesforceError) =>
  error.code === undefined && (error.status === undefined || error.status >= 500 || error.kind === 'schema')

/** The error of one row. Rows have no status of their own: the code decides. */
export function rowRefusal(
  code: string,
  message: string,
  fields: readonly string[],
  cause?: unknown
): SalesforceError {
  return new SalesforceError(kindOf(code), explain(code, message), { code, fields, cause })
}
