import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import type { Held } from '../metadata/catalogue.ts'
import { textOf, textsOf } from '../metadata/xml.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { master, typesOf } from './record-types-described.ts'
import type { TypeOfRecord } from './record-types-described.ts'
import { objectOf } from './sobjects.ts'

/** The few fields shown at the head of a record. */
export const compactLayoutRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/sobjects/:type/describe/compactLayouts', handle: all },
  { method: 'GET', pattern: '/sobjects/:type/describe/compactLayouts/:which', handle: one },
  { method: 'GET', pattern: '/compactLayouts', handle: primaries }
]

function all(call: ApiCall): Reply {
  const object = objectOf(call)
  const types = typesOf(call, object)
  const base = `/services/data/v${call.version}/sobjects/${object.name}/describe/compactLayouts`
  return ok({
    compactLayouts: [undefined, ...deployed(call, object)].map((held) => described(object, held)),
    defaultCompactLayoutId: assigned(call, object)?.id ?? null,
    recordTypeCompactLayoutMappings: types.map((type) => {
      const held = assigned(call, object, type)
      return {
        available: true,
        compactLayoutId: held?.id ?? null,
        compactLayoutName: held ? nameOf(held) : system,
        recordTypeId: type.id,
        recordTypeName: type.name,
        urls: { compactLayout: `${base}/${type.id}` }
      }
    }),
    urls: { primary: `${base}/primary` }
  })
}

/** The object's own, or that of a record type. */
function one(call: ApiCall): Reply {
  const object = objectOf(call)
  const which = call.params['which'] ?? ''
  if (which.toLowerCase() === 'primary') return ok(described(object, assigned(call, object)))
  const type = typesOf(call, object).find(({ id }) => id === toId(which))
  if (!type) throw notFound()
  return ok(described(object, assigned(call, object, type)))
}

/** `?q=Account,Contact`: the own one of each. */
function primaries(call: ApiCall): Reply {
  const names = (call.query.get('q') ?? '').split(',').filter((name) => name !== '')
  const objects = names.map((type) => objectOf({ ...call, params: { type } }))
  return ok(
    Object.fromEntries(objects.map((object) => [object.name, described(object, assigned(call, object))]))
  )
}

const system = 'SYSTEM'
const nameOf = ({ fullName }: Held) => fullName.slice(fullName.indexOf('.') + 1)

const deployed = ({ org }: ApiCall, { name }: ObjectSchema): Held[] =>
  org.metadata.catalogue
    .ofType('CompactLayout')
    .filter(({ fullName }) => fullName.toLowerCase().startsWith(`${name.toLowerCase()}.`))

/** What the record type, else the object, is given; undefined is the one every object has. */
function assigned({ org }: ApiCall, object: ObjectSchema, type?: TypeOfRecord): Held | undefined {
  const { catalogue } = org.metadata
  const given = (held: Held | undefined): Held | undefined => {
    const name = textOf(held?.xml ?? undefined, 'compactLayoutAssignment')
    const prefix = held?.namespace ? `${held.namespace}__` : ''
    return name === undefined || name === system
      ? undefined
      : catalogue.get('CompactLayout', `${object.name}.${prefix}${name}`)
  }
  const ofType =
    type && type.id !== master
      ? catalogue.get('RecordType', `${object.name}.${type.developerName}`)
      : undefined
  return given(ofType) ?? given(catalogue.get('CustomObject', object.name))
}

/** The one every object has shows its name field; fields the caller may not see are left out. */
function described(object: ObjectSchema, held: Held | undefined): object {
  const fields = held?.xml
    ? textsOf(held.xml, 'fields').flatMap((name) => object.field(name) ?? [])
    : [...object.fields].filter(({ nameField }) => nameField)
  return {
    actions: [],
    fieldItems: fields.map(fieldItem),
    id: held?.id ?? null,
    imageItems: [],
    label: held ? (textOf(held.xml ?? undefined, 'label') ?? nameOf(held)) : 'System Default',
    name: held ? nameOf(held) : system,
    objectType: object.name
  }
}

const fieldItem = ({ name, label }: Field) => ({
  editableForNew: false,
  editableForUpdate: false,
  label,
  layoutComponents: [{ displayLines: 1, tabOrder: 0, type: 'Field', value: name }],
  placeholder: false,
  required: false
})
