import { ApiError, uncertainRefusal } from '../errors.ts'
import type { Writer } from './write.ts'

/** What became of one row. */
export type Outcome<T> = { readonly saved: T } | { readonly error: ApiError }

/** Leaves the transaction when one row of an all-or-none call failed; `outcomes` is the answer. */
export class RolledBack<T> extends Error {
  readonly outcomes: readonly Outcome<T>[]

  constructor(outcomes: readonly Outcome<T>[]) {
    super('all or none')
    this.outcomes = outcomes
  }
}

const rolledBack = new ApiError(
  400,
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
  []
)

/** Saves row by row, a bad row failing alone; all or none: throws `RolledBack` when any failed. */
export function saveAll<R, T>(
  writer: Writer,
  rows: readonly R[],
  allOrNone: boolean,
  save: (row: R) => T
): Outcome<T>[] {
  const outcomes = rows.map((row): Outcome<T> => {
    const { mark } = writer.transaction
    try {
      return { saved: save(row) }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      writer.transaction.rollback(mark)
      return { error: rowError(error) }
    }
  })
  if (allOrNone && outcomes.some((outcome) => 'error' in outcome)) {
    throw new RolledBack(outcomes.map((outcome) => ('error' in outcome ? outcome : { error: rolledBack })))
  }
  return outcomes
}

/** A row's error names an unknown record otherwise than a single read does. */
function rowError(error: ApiError): ApiError {
  if (error.code !== 'NOT_FOUND') return error
  return uncertainRefusal('rowOfNone', {}, [])
}
