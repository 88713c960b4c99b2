import { ApiError, saveErrors } from '../errors.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { RolledBack, saveAll } from '../records/save-all.ts'
import type { Outcome } from '../records/save-all.ts'
import type { Writer } from '../records/write.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply } from '../http/call.ts'
import { commitFor } from './commit-for.ts'

interface Saved {
  readonly id: string
  readonly created?: boolean
}

/** Saves row by row in one transaction: each row has its own result, in order; the answer is 200 either way [V]. */
export function saveRows(
  call: ApiCall,
  rows: readonly PlainObject[],
  save: (writer: Writer, row: PlainObject) => Saved
): Reply {
  const allOrNone = wantsAllOrNone(call)
  try {
    const outcomes = commitFor(call, (writer) => {
      const each = saveAll(writer, rows, allOrNone, (row) => save(writer, row))
      refuseWrongTypes(call, each)
      return each
    })
    return ok(outcomes.map(result))
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    const { outcomes } = error as RolledBack<Saved>
    refuseWrongTypes(call, outcomes)
    return ok(outcomes.map(result))
  }
}

function result(outcome: Outcome<Saved>): object {
  if ('error' in outcome) return { success: false, errors: saveErrors(outcome.error) }
  return { ...outcome.saved, success: true, errors: [] }
}

/** By switch, a wrong type in one row is a wrong body: the whole call fails and nothing stays. */
function refuseWrongTypes({ org }: ApiCall, outcomes: readonly Outcome<Saved>[]): void {
  if (org.switches.wrongTypeFails !== 'call') return
  for (const outcome of outcomes) {
    if ('error' in outcome && outcome.error.code === 'INVALID_TYPE_ON_FIELD_IN_RECORD') {
      throw new ApiError(400, 'JSON_PARSER_ERROR', outcome.error.message)
    }
  }
}

function wantsAllOrNone({ json, query }: ApiCall): boolean {
  return query.get('allOrNone') === 'true' || (isPlainObject(json) && json['allOrNone'] === true)
}
