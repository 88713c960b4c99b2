import { ApiError, uncertainRefusal } from '../errors.ts'
import type { ApiCall } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import type { OrgState } from '../org-state.ts'
import type { Table } from '../store/table.ts'

/** The records of a collection's body: at most 200 [V]. */
export function recordsOf({ json }: ApiCall): PlainObject[] {
  const records = isPlainObject(json) ? json['records'] : undefined
  if (!Array.isArray(records) || !records.every(isPlainObject)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'Missing or wrong records: a list of objects is expected')
  }
  if (records.length > 200) {
    const message = 'record limit reached. cannot submit more than 200 records in this call'
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message)
  }
  if (chunksOf(records) > mostChunks) {
    throw uncertainRefusal('tooManyChunks', { most: mostChunks })
  }
  return records
}

/** Runs of records of one object, each saved by itself [K]. */
const mostChunks = 10

function chunksOf(records: readonly PlainObject[]): number {
  const types = records.map(({ attributes }) => (isPlainObject(attributes) ? attributes['type'] : undefined))
  return types.filter((type, i) => i === 0 || type !== types[i - 1]).length
}

/** Each record says its object: `attributes.type`. */
export function tableOfRecord({ schema, database }: OrgState, record: PlainObject): Table {
  const { attributes } = record
  const type = isPlainObject(attributes) ? attributes['type'] : undefined
  const object = typeof type === 'string' ? schema.object(type) : undefined
  if (object) return database.table(object)
  const message = `sObject type '${typeof type === 'string' ? type : ''}' is not supported.`
  throw new ApiError(400, 'INVALID_TYPE', message, [])
}

export function idGiven(record: PlainObject): string {
  const given = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1]
  if (given === undefined || given === null || given === '') {
    throw new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', [])
  }
  const id = toId(given)
  if (id) return id
  throw new ApiError(400, 'MALFORMED_ID', `${typeof given === 'string' ? given : ''}: malformed id`, ['Id'])
}
