import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import type { Held } from '../metadata/catalogue.ts'
import { childrenOf, textOf } from '../metadata/xml.ts'
import { isDefault, recordTypes } from '../records/record-types.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { deployedLayout, isLayoutOf, plainLayout, usualLayout } from './layout-parts.ts'
import { objectOf } from './sobjects.ts'

/** The id that stands for "no record type" [V]. */
const master = '012000000000000AAA'

/** Page layouts, compact layouts, list views and quick actions of an object. */
export const layoutRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/sobjects/:type/describe/layouts', handle: (call) => ok(layouts(call)) },
  { method: 'GET', pattern: '/sobjects/:type/describe/layouts/:recordType', handle: layoutFor },
  {
    method: 'GET',
    pattern: '/sobjects/:type/describe/approvalLayouts',
    handle: (call) => ok({ approvalLayouts: [], object: objectOf(call).name })
  },
  { method: 'GET', pattern: '/sobjects/:type/describe/compactLayouts', handle: compactLayouts },
  { method: 'GET', pattern: '/sobjects/:type/listviews', handle: listViews },
  { method: 'GET', pattern: '/sobjects/:type/quickActions', handle: (call) => ok(quickActions(call)) }
]

interface TypeOfRecord {
  readonly id: string
  readonly name: string
  readonly developerName: string
  readonly isDefault: boolean
}

/** An object's record types, the master among them; without any it is the default. */
function typesOf({ org }: ApiCall, { name }: ObjectSchema): TypeOfRecord[] {
  const own = recordTypes(org.database.whole, name).map((row) => ({
    id: row.Id,
    name: String(row['Name']),
    developerName: String(row['DeveloperName']),
    isDefault: row[isDefault] === true
  }))
  const none = !own.some((each) => each.isDefault)
  return [...own, { id: master, name: 'Master', developerName: 'Master', isDefault: none }]
}

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

/** The one every object has: its name field. */
function compactLayouts(call: ApiCall): Reply {
  const object = objectOf(call)
  const base = `/services/data/v${call.version}/sobjects/${object.name}/describe/compactLayouts`
  const fieldItems = [...object.fields]
    .filter(({ nameField }) => nameField)
    .map(({ name, label }) => ({
      editableForNew: false,
      editableForUpdate: false,
      label,
      layoutComponents: [{ displayLines: 1, tabOrder: 0, type: 'Field', value: name }],
      placeholder: false,
      required: false
    }))
  const own = { id: null, name: 'SYSTEM', label: 'System Default', objectType: object.name }
  return ok({
    compactLayouts: [{ ...own, actions: [], fieldItems, imageItems: [] }],
    defaultCompactLayoutId: null,
    recordTypeCompactLayoutMappings: typesOf(call, object).map(({ id, name }) => ({
      available: true,
      compactLayoutId: null,
      compactLayoutName: 'SYSTEM',
      recordTypeId: id,
      recordTypeName: name,
      urls: { compactLayout: `${base}/${id}` }
    })),
    urls: { primary: `${base}/primary` }
  })
}

/** List views can't be run here, so none is offered. */
function listViews(call: ApiCall): Reply {
  const { name } = objectOf(call)
  return ok({ done: true, listviews: [], nextRecordsUrl: null, size: 0, sobjectType: name })
}

function quickActions(call: ApiCall): object[] {
  const { name } = objectOf(call)
  return call.org.metadata.catalogue
    .ofType('QuickAction')
    .filter(({ fullName }) => fullName.toLowerCase().startsWith(`${name.toLowerCase()}.`))
    .map(({ fullName, xml }) => ({
      actionEnumOrId: fullName,
      label: textOf(xml ?? undefined, 'label') ?? fullName,
      name: fullName,
      type: textOf(xml ?? undefined, 'type') ?? 'Update',
      urls: { quickAction: `/services/data/v${call.version}/sobjects/${name}/quickActions/${fullName}` }
    }))
}
