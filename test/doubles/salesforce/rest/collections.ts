import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import { checkOnce, lookupField, upsertRecord } from '../records/upsert.ts'
import { createRecord, deleteRecord, updateRecord } from '../records/write.ts'
import { plainShape, project } from '../soql/select.ts'
import { fieldsAsked } from './fields-asked.ts'
import { idGiven, recordsOf, tableOfRecord } from './record-rows.ts'
import { saveRows } from './save-rows.ts'
import { objectOf, tableOf } from './sobjects.ts'

/** Most records one call reads; a write takes 200 [V]. */
const mostReads = 2000

export const collectionRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/composite/sobjects', handle: create },
  { method: 'PATCH', pattern: '/composite/sobjects', handle: update },
  { method: 'DELETE', pattern: '/composite/sobjects', handle: remove },
  { method: 'GET', pattern: '/composite/sobjects/:type', handle: retrieve },
  { method: 'POST', pattern: '/composite/sobjects/:type', handle: retrieve },
  { method: 'PATCH', pattern: '/composite/sobjects/:type/:field', handle: upsert }
]

/** In the order of the ids; null for one that is deleted or that the user can't see [V]. */
function retrieve(call: ApiCall): Reply {
  const { org, query, json, version } = call
  const object = objectOf(call)
  const body = isPlainObject(json) ? json : {}
  const ids = call.method === 'POST' ? listOf(body, 'ids') : (query.get('ids') ?? '').split(',')
  const names = call.method === 'POST' ? listOf(body, 'fields') : (query.get('fields') ?? '').split(',')
  if (ids.length > mostReads) throw tooMany(mostReads)
  const shape = plainShape(object, fieldsAsked(object, names))
  const records = ids.map((given) => {
    const id = toId(given)
    if (!id) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${given}`)
    const row = org.schema.ofId(id) === object ? org.database.visible(id) : undefined
    return row ? project(org.database, row, shape, version) : null
  })
  return ok(records)
}

function listOf(body: Readonly<Record<string, unknown>>, name: string): string[] {
  const list = body[name]
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
  throw new ApiError(400, 'JSON_PARSER_ERROR', `Missing or wrong ${name}: a list of texts is expected`)
}

function create(call: ApiCall): Reply {
  return saveRows(call, recordsOf(call), (writer, record) => {
    return { id: createRecord(writer, tableOfRecord(call.org, record), record).Id }
  })
}

function update(call: ApiCall): Reply {
  return saveRows(call, recordsOf(call), (writer, record) => {
    return { id: updateRecord(writer, tableOfRecord(call.org, record), idGiven(record), record).Id }
  })
}

function upsert(call: ApiCall): Reply {
  const table = tableOf(call)
  const field = lookupField(table, call.params['field'] ?? '')
  const keys = new Set<unknown>()
  return saveRows(call, recordsOf(call), (writer, record) => {
    const key = Object.entries(record).find(([name]) => name.toLowerCase() === field.name.toLowerCase())
    if (field.name !== 'Id') checkOnce(key?.[1], keys)
    return upsertRecord(writer, table, field, field.name === 'Id' && key ? idGiven(record) : key?.[1], record)
  })
}

function remove(call: ApiCall): Reply {
  const ids = (call.query.get('ids') ?? '').split(',').filter(Boolean)
  if (ids.length > 200) throw tooMany(200)
  const rows = ids.map((id) => ({ id }))
  return saveRows(call, rows, (writer, { id: given }) => {
    const id = toId(given)
    const object = id && call.org.schema.ofId(id)
    if (!id || !object) throw new ApiError(400, 'MALFORMED_ID', `bad id ${String(given)}`, [])
    if (!writer.database.find(id)) {
      throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
    }
    deleteRecord(writer, writer.database.table(object), id)
    return { id }
  })
}

const tooMany = (most: number) =>
  new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records in this call`
  )
