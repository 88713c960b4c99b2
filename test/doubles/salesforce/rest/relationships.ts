import { notFound } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import { commit } from '../org-state.ts'
import { deleteRecord, updateRecord } from '../records/write.ts'
import { plainShape, project } from '../soql/select.ts'
import type { QueryResult } from '../soql/query.ts'
import type { Row } from '../store/row.ts'
import { fieldsAsked } from './fields-asked.ts'
import { tableOf } from './sobjects.ts'

const pattern = '/sobjects/:type/:id/:relationship'
/** Else the address is that of an external id. */
const accepts = ({ id }: Readonly<Record<string, string>>) => toId(id) !== null

/** Friendly addresses: `/sobjects/Contact/{id}/Account` is the parent, `/sobjects/Account/{id}/Contacts` the children. */
export const relationshipRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern, accepts, handle: read },
  { method: 'PATCH', pattern, accepts, handle: update },
  { method: 'DELETE', pattern, accepts, handle: remove }
]

function subjectOf(call: ApiCall): Row {
  const id = toId(call.params['id']) ?? ''
  const row = call.org.database.visible(id)
  if (!row || call.org.schema.ofId(id) !== tableOf(call).schema) throw notFound()
  return row
}

/** An empty reference and an unknown relationship look the same: not found [K]. */
function parentOf(call: ApiCall): Row {
  const field = tableOf(call).schema.relationship(call.params['relationship'] ?? '')
  const id = field && subjectOf(call)[field.name]
  const parent = typeof id === 'string' ? call.org.database.visible(id) : undefined
  if (!parent) throw notFound()
  return parent
}

function read(call: ApiCall): Reply {
  const { org, query, version } = call
  const name = (call.params['relationship'] ?? '').toLowerCase()
  const relation = tableOf(call).schema.children.find((each) => each.name.toLowerCase() === name)
  if (!relation) {
    const parent = parentOf(call)
    const object = org.schema.ofId(parent.Id)
    if (!object) throw notFound()
    return ok(
      project(org.database, parent, plainShape(object, fieldsAsked(object, query.get('fields'))), version)
    )
  }
  const { child, field } = relation
  const { Id } = subjectOf(call)
  const rows = (org.database.table(child).find(field.name, Id) ?? []).filter((row) =>
    org.database.visible(row.Id)
  )
  const shape = plainShape(child, fieldsAsked(child, query.get('fields')))
  const result: QueryResult = {
    object: child,
    total: rows.length,
    records: (from, to, shown) => rows.slice(from, to).map((row) => project(org.database, row, shape, shown))
  }
  return ok(org.cursors.first(result, org.switches.pageSize ?? 2000, version, call.session.userId))
}

function update(call: ApiCall): Reply {
  const { Id } = parentOf(call)
  const body = isPlainObject(call.json) ? call.json : {}
  commit(call.org, call.session.userId, (writer) => updateRecord(writer, tableById(call, Id), Id, body))
  return noContent
}

function remove(call: ApiCall): Reply {
  const { Id } = parentOf(call)
  commit(call.org, call.session.userId, (writer) => deleteRecord(writer, tableById(call, Id), Id))
  return noContent
}

function tableById({ org }: ApiCall, id: string) {
  const object = org.schema.ofId(id)
  if (!object) throw notFound()
  return org.database.table(object)
}
