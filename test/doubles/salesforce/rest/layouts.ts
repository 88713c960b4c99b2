import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import type { Held } from '../metadata/catalogue.ts'
import { childrenOf, textOf } from '../metadata/xml.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { compactLayoutRoutes } from './compact-layouts.ts'
import { deployedLayout, isLayoutOf, plainLayout, usualLayout } from './layout-parts.ts'
import { quickActionRoutes } from './quick-actions.ts'
import { master, typesOf } from './record-types-described.ts'
import type { TypeOfRecord } from './record-types-described.ts'
import { objectOf } from './sobjects.ts'

/** Page layouts, compact layouts, list views and quick actions of an object. */
export const layoutRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/sobjects/:type/describe/layouts', handle: (call) => ok(layouts(call)) },
  { method: 'GET', pattern: '/sobjects/:type/describe/layouts/:recordType', handle: layoutFor },
  {
    method: 'GET',
    pattern: '/sobjects/:type/describe/approvalLayouts',
    handle: (call) => ok({ approvalLayouts: [], object: objectOf(call).name })
  },
  { method: 'GET', pattern: '/sobjects/:type/describe/namedLayouts/:name', handle: namedLayout },
  ...compactLayoutRoutes,
  { method: 'GET', pattern: '/sobjects/:type/listviews', handle: listViews },
  ...quickActionRoutes
]

/** The layout a deployed profile assigns to the caller, else the object's usual one; installed ones are assigned to nobody. */
function assigned(call: ApiCall, object: ObjectSchema, type: TypeOfRecord): Held | undefined {
  const { catalogue } = call.org.metadata
  const profileId = call.org.database.whole.find(call.session.userId)?.['ProfileId']
  const profileName = call.org.database.whole.find(String(profileId))?.['Name']
  const profile = catalogue.get('Profile', String(profileName))?.xml
  const fits = (given: string | undefined) =>
    type.id === master ? given === undefined : given === `${object.name}.${type.developerName}`
  const chosen = (profile ? childrenOf(profile, 'layoutAssignments') : []).find(
    (each) => (textOf(each, 'layout') ?? '').startsWith(`${object.name}-`) && fits(textOf(each, 'recordType'))
  )
  const held = catalogue.get('Layout', textOf(chosen, 'layout') ?? usualLayout(object))
  return held && isLayoutOf(object, held) ? held : undefined
}

const described = (call: ApiCall, object: ObjectSchema, held: Held | undefined): object =>
  held ? deployedLayout(call, object, held) : plainLayout(call, object)

function layouts(call: ApiCall): object {
  const object = objectOf(call)
  const types = typesOf(call, object)
  const base = `/services/data/v${call.version}/sobjects/${object.name}/describe/layouts`
  const all = new Set(types.map((type) => assigned(call, object, type)))
  return {
    layouts: [...all].map((held) => described(call, object, held)),
    recordTypeMappings: types.map((type) => ({
      active: true,
      available: true,
      defaultRecordTypeMapping: type.isDefault,
      developerName: type.developerName,
      layoutId: assigned(call, object, type)?.id ?? null,
      master: type.id === master,
      name: type.name,
      picklistsForRecordType: null,
      recordTypeId: type.id,
      urls: { layout: `${base}/${type.id}` }
    })),
    recordTypeSelectorRequired: [types.length > 2]
  }
}

function layoutFor(call: ApiCall): Reply {
  const object = objectOf(call)
  const id = toId(call.params['recordType'])
  const type = typesOf(call, object).find((each) => each.id === id)
  if (!type) throw notFound()
  return ok(described(call, object, assigned(call, object, type)))
}

/** List views can't be run here, so none is offered. */
function listViews(call: ApiCall): Reply {
  const { name } = objectOf(call)
  return ok({ done: true, listviews: [], nextRecordsUrl: null, size: 0, sobjectType: name })
}

/** A deployed layout by its own name, whoever it is assigned to, as `UserAlt` of User [K]. */
function namedLayout(call: ApiCall): Reply {
  const object = objectOf(call)
  const held = call.org.metadata.catalogue.get('Layout', `${object.name}-${call.params['name'] ?? ''}`)
  if (!held) throw notFound()
  return ok({
    layouts: [deployedLayout(call, object, held)],
    recordTypeMappings: [],
    recordTypeSelectorRequired: [false]
  })
}
