import { ApiError } from '../errors.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'

/** The fields of a comma-separated list or an array; all of them when none is named. */
export function fieldsAsked(object: ObjectSchema, asked: string | readonly string[] | null): Field[] {
  if (asked === null) return [...object.fields]
  const names = typeof asked === 'string' ? asked.split(',') : asked
  return names.map((name) => {
    const field = object.field(name.trim())
    if (field) return field
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
  })
}
