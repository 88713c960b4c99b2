import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Route } from '../http/call.ts'
import { describeBriefly, describeObject } from '../schema/describe.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Table } from '../store/table.ts'

/** The object a path names; unknown ones are not found. */
export function objectOf({ org, params }: ApiCall): ObjectSchema {
  const object = org.schema.object(params['type'] ?? '')
  if (!object) throw notFound()
  return object
}

export const tableOf = (call: ApiCall): Table => call.org.database.table(objectOf(call))

export const sobjectRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/sobjects',
    handle: ({ org, version }) => {
      const sobjects = [...org.schema.objects].map((object) => describeBriefly(object, version))
      return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects })
    }
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type',
    handle: (call) => ok({ objectDescribe: describeBriefly(objectOf(call), call.version), recentItems: [] })
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type/describe',
    handle: (call) => ok(describeObject(objectOf(call), call.version))
  }
]
