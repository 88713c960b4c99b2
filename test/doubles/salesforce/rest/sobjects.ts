import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isDefault, recordTypes } from '../records/record-types.ts'
import { describeBriefly, describeObject } from '../schema/describe.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Table } from '../store/table.ts'
import { notModified, schemaChangedAt, validators } from './conditional.ts'

/** The object a path names; unknown ones are not found. */
export function objectOf({ org, params }: ApiCall): ObjectSchema {
  const object = org.schema.object(params['type'] ?? '')
  if (!object) throw notFound()
  return object
}

export const tableOf = (call: ApiCall): Table => call.org.database.table(objectOf(call))

/** Describes answer 304 when nothing changed since the moment the client names [V]. */
function unlessUnchanged(call: ApiCall, describe: (call: ApiCall) => object): Reply {
  const { schema, database, clock } = call.org
  const state = { modified: schemaChangedAt(schema, database.whole.schema, clock.now()) }
  return notModified(call, state) ?? { ...ok(describe(call)), headers: validators(state) }
}

const recordTypesOf = (call: ApiCall) =>
  recordTypes(call.org.database.whole, objectOf(call).name).map(({ Id, ...row }) => ({
    id: Id,
    name: String(row['Name']),
    developerName: String(row['DeveloperName']),
    active: row['IsActive'] === true,
    isDefault: row[isDefault] === true
  }))

export const sobjectRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/sobjects',
    handle: (call) =>
      unlessUnchanged(call, ({ org, version }) => {
        const sobjects = [...org.schema.objects].map((object) => describeBriefly(object, version))
        return { encoding: 'UTF-8', maxBatchSize: 200, sobjects }
      })
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type',
    handle: (call) => ok({ objectDescribe: describeBriefly(objectOf(call), call.version), recentItems: [] })
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type/describe',
    handle: (call) =>
      unlessUnchanged(call, () => describeObject(objectOf(call), call.version, recordTypesOf(call)))
  }
]
