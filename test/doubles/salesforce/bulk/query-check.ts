import type { FieldType } from '@jetstreamapp/soql-parser-js'
import { ApiError, uncertainRefusal } from '../errors.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { parse } from '../soql/parse.ts'

/** One column of a result: where it stands in a record of the REST API, and the field it shows. */
export interface ResultColumn {
  readonly name: string
  readonly path: readonly string[]
  readonly field: Field
}

/** The columns of a query that Bulk API 2.0 can run; compound fields, aggregates and subqueries it refuses [V]. */
export function resultColumns(schema: Schema, text: string): ResultColumn[] {
  const { fields = [], groupBy, offset, sObject } = parse(text)
  const object = schema.object(sObject)
  if (groupBy !== undefined) throw uncertainRefusal('bulkGroupBy')
  if (offset !== undefined) throw uncertainRefusal('bulkOffset')
  return object ? fields.map((item) => columnOf(schema, object, item)) : [] // the query itself says what is wrong
}

function columnOf(schema: Schema, object: ObjectSchema, item: FieldType): ResultColumn {
  if (item.type === 'FieldSubquery') throw uncertainRefusal('bulkSubquery')
  if (item.type === 'FieldTypeof') throw uncertainRefusal('bulkTypeof')
  if (item.type === 'FieldFunctionExpression') {
    if (item.isAggregateFn || item.functionName.toUpperCase() === 'FIELDS') {
      throw uncertainRefusal('bulkFunction', { name: item.functionName.toUpperCase() })
    }
    const [first] = item.parameters
    const parameter = typeof first === 'string' ? first : ''
    const inner = pathOf(schema, object, parameter)
    const name = item.alias ?? inner.field.name
    return { name, path: [name], field: inner.field }
  }
  const name = item.type === 'Field' ? item.field : [...item.relationships, item.field].join('.')
  const { path, field } = pathOf(schema, object, name)
  if (field.type === 'address') throw uncertainRefusal('bulkCompound')
  return { name: path.join('.'), path, field }
}

/** The path in the schema's own spelling. Names that lead nowhere are refused by the query itself before. */
function pathOf(schema: Schema, from: ObjectSchema, name: string) {
  const parts = name.split('.')
  const last = parts.pop() ?? ''
  const path: string[] = []
  let object = from
  for (const part of parts) {
    const step = object.relationship(part)
    const target = step && schema.target(step)
    if (!step?.relationship || !target) continue // the object's own name or alias in front
    path.push(step.relationship)
    object = target
  }
  const field = object.field(last)
  if (!field) throw new ApiError(400, 'INVALID_FIELD', `No such column '${last}' on entity '${object.name}'.`)
  return { path: [...path, field.name], field }
}
