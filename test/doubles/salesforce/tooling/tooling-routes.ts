import { notFound, uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import { activated, activeVersion } from '../metadata/flow/flow-record.ts'
import type { FlowRecord } from '../metadata/flow/flow-record.ts'
import { holds } from '../metadata/rights.ts'
import { columnMetadata } from '../rest/column-metadata.ts'
import { describeBriefly, describeObject } from '../schema/describe.ts'
import { plainShape, project } from '../soql/select.ts'
import { runQuery } from '../soql/query.ts'
import { malformed } from '../soql/soql-error.ts'
import { toolingDatabase } from './tooling-database.ts'
import { toolingObjects } from './tooling-objects.ts'

/** The Tooling API: queries, describes, and which version of a flow is active. */
export const toolingRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/tooling/query', handle: query },
  { method: 'GET', pattern: '/tooling/sobjects', handle: describeAll },
  { method: 'GET', pattern: '/tooling/sobjects/:type/describe', handle: describe },
  { method: 'GET', pattern: '/tooling/sobjects/:type/:id', handle: read },
  { method: 'PATCH', pattern: '/tooling/sobjects/FlowDefinition/:id', handle: activate },
  { method: 'DELETE', pattern: '/tooling/sobjects/Flow/:id', handle: removeVersion }
]

function query(call: ApiCall): Reply {
  const { org, version } = call
  const text = call.query.get('q')
  if (text === null) throw malformed('SOQL statements cannot be empty or null')
  const database = toolingDatabase(org)
  const now = org.clock.now()
  if (call.query.get('columns') === 'true') return ok(columnMetadata(text, database, now))
  const result = runQuery(text, { database, now, all: false })
  const records = result.records(0, result.total, version)
  return ok({
    size: records.length,
    totalSize: result.total,
    done: true,
    queryLocator: null,
    entityTypeName: result.object.name,
    records
  })
}

const isTooling = (name: string) => toolingObjects.some((each) => each.name === name)

function describeAll({ org, version }: ApiCall): Reply {
  const objects = [...toolingDatabase(org).schema.objects].filter(({ name }) => isTooling(name))
  const sobjects = objects.map((object) => describeBriefly(object, version))
  return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects })
}

function describe({ org, version, params }: ApiCall): Reply {
  const object = toolingDatabase(org).schema.object(params['type'] ?? '')
  if (!object || !isTooling(object.name)) throw notFound()
  return ok(describeObject(object, version))
}

function read({ org, version, params }: ApiCall): Reply {
  const database = toolingDatabase(org)
  const object = database.schema.object(params['type'] ?? '')
  const row = object && isTooling(object.name) && database.table(object).get(toId(params['id']) ?? '')
  if (!row) throw notFound()
  const record = project(database, row, plainShape(object, object.fields), version)
  if (object.name !== 'FlowDefinition') return ok(record)
  const activeVersionNumber = activeVersion(flowOf(org, row.Id))?.number ?? 0
  return ok({ ...record, Metadata: { activeVersionNumber } })
}

function flowOf(org: ApiCall['org'], id: string): FlowRecord {
  const flow = org.metadata.catalogue.flows.find((each) => each.id === toId(id))
  if (!flow) throw notFound()
  return flow
}

function checkRight({ org, session }: ApiCall): void {
  if (holds(org, session.userId, 'ManageFlow')) return
  throw uncertainRefusal('toolingRight')
}

/** `{Metadata: {activeVersionNumber}}`; 0 or null leaves none active [K]. */
function activate(call: ApiCall): Reply {
  checkRight(call)
  const metadata = isPlainObject(call.json) ? call.json['Metadata'] : undefined
  if (!isPlainObject(metadata)) throw uncertainRefusal('toolingMetadataMissing')
  const flow = flowOf(call.org, call.params['id'] ?? '')
  const number = Number(metadata['activeVersionNumber'] ?? 0)
  const after = activated(flow, number)
  if (!after) throw uncertainRefusal('toolingVersionMissing', { number })
  call.org.metadata.catalogue.setFlow(flow.name, after)
  return noContent
}

function removeVersion(call: ApiCall): Reply {
  checkRight(call)
  const id = toId(call.params['id'])
  const { catalogue } = call.org.metadata
  const flow = catalogue.flows.find(({ versions }) => versions.some((version) => version.id === id))
  if (!flow) throw notFound()
  if (activeVersion(flow)?.id === id) {
    throw uncertainRefusal('activeVersionDeleted')
  }
  const versions = flow.versions.filter((version) => version.id !== id)
  catalogue.setFlow(flow.name, versions.length > 0 ? { ...flow, versions } : undefined)
  return noContent
}
