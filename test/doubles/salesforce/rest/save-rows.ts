import { ApiError } from '../errors.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { commit } from '../org-state.ts'
import type { Writer } from '../records/write.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply } from '../http/call.ts'

interface Saved {
  readonly id: string
  readonly created?: boolean
}

/** Leaves the transaction when one row of an all-or-none call failed, carrying the answer. */
class RolledBack extends Error {
  readonly results: object[]
  constructor(results: object[]) {
    super('all or none')
    this.results = results
  }
}

const rolledBack = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message:
        'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: []
    }
  ]
}

/** Saves row by row in one transaction: each row has its own result, in order; the answer is 200 either way [V]. */
export function saveRows(
  call: ApiCall,
  rows: readonly PlainObject[],
  save: (writer: Writer, row: PlainObject) => Saved
): Reply {
  const allOrNone = wantsAllOrNone(call)
  try {
    const results = commit(call.org, call.session.userId, (writer) => {
      const each = rows.map((row) => saveRow(call, writer, row, save))
      const failed = each.some(({ success }) => !success)
      if (failed && allOrNone)
        throw new RolledBack(each.map((result) => (result.success ? rolledBack : result)))
      return each
    })
    return ok(results)
  } catch (error) {
    if (error instanceof RolledBack) return ok(error.results)
    throw error
  }
}

function saveRow(
  call: ApiCall,
  writer: Writer,
  row: PlainObject,
  save: (writer: Writer, row: PlainObject) => Saved
) {
  const { mark } = writer.transaction
  try {
    return { ...save(writer, row), success: true, errors: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    writer.transaction.rollback(mark)
    if (error.code === 'INVALID_TYPE_ON_FIELD_IN_RECORD' && call.org.switches.wrongTypeFails === 'call') {
      throw new ApiError(400, 'JSON_PARSER_ERROR', error.message)
    }
    return { success: false, errors: [collectionError(error).saveError] }
  }
}

/** Collections name an unknown record otherwise than single reads do [K]. */
function collectionError(error: ApiError): ApiError {
  if (error.code !== 'NOT_FOUND') return error
  return new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
}

function wantsAllOrNone({ json, query }: ApiCall): boolean {
  return query.get('allOrNone') === 'true' || (isPlainObject(json) && json['allOrNone'] === true)
}
