import { ApiError, entityIsDeleted, notFound, uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { findByKey, lookupField, MultipleChoices, upsertRecord } from '../records/upsert.ts'
import { createRecord, deleteRecord, updateRecord } from '../records/write.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { plainShape, project } from '../soql/select.ts'
import { commitFor } from './commit-for.ts'
import { etagOf, notModified, validators } from './conditional.ts'
import type { Validators } from './conditional.ts'
import { fieldsAsked } from './fields-asked.ts'
import { tableOf } from './sobjects.ts'

export const recordRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/sobjects/:type', handle: create },
  {
    method: 'POST',
    pattern: '/sobjects/:type/Id',
    handle: (call) => upsert({ ...call, params: { ...call.params, field: 'Id' } })
  },
  { method: 'GET', pattern: '/sobjects/:type/:id', handle: (call) => read(call, rowOf(call, tableOf(call))) },
  { method: 'PATCH', pattern: '/sobjects/:type/:id', handle: update },
  { method: 'DELETE', pattern: '/sobjects/:type/:id', handle: (call) => remove(call, idOf(call)) },
  {
    method: 'GET',
    pattern: '/sobjects/:type/:field/:value',
    handle: (call) => orChoices(call, () => read(call, rowByKey(call)))
  },
  {
    method: 'PATCH',
    pattern: '/sobjects/:type/:field/:value',
    handle: (call) => orChoices(call, () => upsert(call))
  },
  {
    method: 'DELETE',
    pattern: '/sobjects/:type/:field/:value',
    handle: (call) => orChoices(call, () => remove(call, rowByKey(call).Id))
  }
]

function bodyOf({ json }: ApiCall): PlainObject {
  if (isPlainObject(json)) return json
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required, but this request has no entity body.'
  )
}

function create(call: ApiCall): Reply {
  const body = bodyOf(call)
  refuseId(body)
  const { Id } = commitFor(call, (writer) => createRecord(writer, tableOf(call), body))
  const location = `/services/data/v${call.version}/sobjects/${tableOf(call).schema.name}/${Id}`
  return { status: 201, json: { id: Id, success: true, errors: [] }, headers: { Location: location } }
}

function update(call: ApiCall): Reply {
  const body = bodyOf(call)
  refuseId(body)
  const id = idOf(call)
  const row = tableOf(call).get(id)
  if (row) notModified(call, validatorsOf(call, row))
  commitFor(call, (writer) => updateRecord(writer, tableOf(call), id, body))
  return noContent
}

function remove(call: ApiCall, id: string): Reply {
  const row = tableOf(call).get(id)
  if (row) notModified(call, validatorsOf(call, row))
  commitFor(call, (writer) => deleteRecord(writer, tableOf(call), id))
  return noContent
}

/** 201 for a new record; since 46.0 an update answers 200 with a body, before that 204 [K]. */
function upsert(call: ApiCall): Reply {
  const table = tableOf(call)
  const field = lookupField(table, call.params['field'] ?? '')
  const body = bodyOf(call)
  refuseId(body)
  const key = call.params['value']
  // Nothing is created for a client that says so [V].
  if (call.query.get('updateOnly') === 'true' && findByKey(call.org, table, field, key).length === 0) {
    throw uncertainRefusal('upsertOfNone')
  }
  const { id, created } = commitFor(call, (writer) => upsertRecord(writer, table, field, key, body))
  if (!created && Number(call.version) < 46) return noContent
  return { status: created ? 201 : 200, json: { id, success: true, errors: [], created } }
}

function read(call: ApiCall, row: Row): Reply {
  const { org, query, version } = call
  const table = org.schema.ofId(row.Id)
  if (!table) throw notFound()
  const state = validatorsOf(call, row)
  const json = () =>
    project(org.database, row, plainShape(table, fieldsAsked(table, query.get('fields'))), version)
  return notModified(call, state) ?? { ...ok(json()), headers: validators(state) }
}

/** Only accounts have an ETag [K]. */
function validatorsOf({ org, version }: ApiCall, row: Row): Validators {
  const modified = Number(row['LastModifiedDate'] ?? 0)
  const table = org.schema.ofId(row.Id)
  if (table?.name !== 'Account') return { modified }
  return { modified, etag: etagOf(project(org.database, row, plainShape(table, table.fields), version)) }
}

function idOf({ params }: ApiCall): string {
  const id = toId(params['id'])
  if (id) return id
  const message = `Provided external ID field does not exist or is not accessible: ${params['id'] ?? ''}`
  throw new ApiError(404, 'NOT_FOUND', message)
}

function rowOf(call: ApiCall, table: Table): Row {
  const row = table.get(idOf(call))
  if (!row || call.org.database.hidden.has(row.Id)) throw notFound()
  if (row['IsDeleted'] === true) throw entityIsDeleted()
  return row
}

function rowByKey(call: ApiCall): Row {
  const table = tableOf(call)
  const matches = findByKey(
    call.org,
    table,
    lookupField(table, call.params['field'] ?? ''),
    call.params['value']
  )
  const [match] = matches
  if (matches.length > 1) throw new MultipleChoices(matches.map(({ Id }) => Id))
  if (!match) throw notFound()
  return match
}

/** Several matches answer 300 with a bare array of the records' addresses [V]. */
function orChoices(call: ApiCall, work: () => Reply): Reply {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof MultipleChoices)) throw error
    const base = `/services/data/v${call.version}/sobjects/${tableOf(call).schema.name}`
    return { status: 300, json: error.ids.map((id) => `${base}/${id}`) }
  }
}

function refuseId(body: PlainObject): void {
  if (!Object.keys(body).some((name) => name.toLowerCase() === 'id')) return
  throw new ApiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.')
}
