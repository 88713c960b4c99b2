import type { Field } from '../schema/field.ts'
import type { ObjectSchema, ObjectSpec } from '../schema/object-schema.ts'
import { Schema } from '../schema/schema.ts'
import type { Rights } from './rights.ts'

/**
 * The schema as one user knows it: unreadable objects and fields are not there, what can't be written says so. With
 * `nameWithheld`, a write of an unreadable field is told from one of a field that does not exist.
 */
export function viewSchema(schema: Schema, rights: Rights, nameWithheld: boolean, namespace = ''): Schema {
  const specs: ObjectSpec[] = []
  for (const object of schema.objects) {
    if (rights.object(object.name).read && object.spec.concealed !== true) {
      specs.push({ ...viewObject(object, rights, nameWithheld), ...(namespace !== '' && { namespace }) })
    }
  }
  return new Schema(specs, namespace)
}

function viewObject(object: ObjectSchema, rights: Rights, nameWithheld: boolean): ObjectSpec {
  const { spec } = object
  const may = rights.object(object.name)
  const fields: Field[] = []
  const withheld = new Set<string>()
  for (const field of object.fields) {
    const { read, edit } = rights.field(object.name, field)
    if (read) {
      const createable = field.createable && edit && may.create
      fields.push({ ...field, createable, updateable: field.updateable && edit && may.edit })
    } else {
      withheld.add(field.name.toLowerCase())
    }
  }
  return {
    ...spec,
    fields,
    createable: (spec.createable ?? true) && may.create,
    updateable: (spec.updateable ?? true) && may.edit,
    deletable: (spec.deletable ?? true) && may.delete,
    ...(nameWithheld && { withheld })
  }
}
