import type {
  FieldFunctionExpression,
  FieldType,
  FieldTypeOf,
  QueryBase,
  Subquery
} from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import type { ChildRelationship, ObjectSchema } from '../schema/object-schema.ts'
import type { Row } from '../store/row.ts'
import { shownText } from '../analytics/cells.ts'
import { callOf } from './functions.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import { shapeAt } from './select.ts'
import type { Shape } from './select.ts'
import { malformed, positionOf, soqlError } from './soql-error.ts'
import { codeOf, wordsOf } from '../uncertain.ts'

type Children = (query: Subquery, row: Row, relation: ChildRelationship) => (version: string) => object | null

/** What a query selects, checked against the schema. `children` is left out where no subquery may stand. */
export function selectShape(query: QueryBase, scope: Scope, children?: Children): Shape {
  const shape: Shape = { object: scope.object, fields: new Map() }
  for (const item of query.fields ?? []) add(item, shape, query, scope, children)
  return shape
}

function add(item: FieldType, shape: Shape, query: QueryBase, scope: Scope, children?: Children): void {
  if (item.type === 'Field') addField(shape, scope, item.field)
  else if (item.type === 'FieldRelationship')
    addField(shape, scope, [...item.relationships, item.field].join('.'))
  else if (item.type === 'FieldFunctionExpression') addFunction(item, shape, query, scope)
  else if (item.type === 'FieldSubquery' && children) addChildren(item.subquery, shape, scope, children)
  else if (item.type === 'FieldTypeof') addTypeof(item, shape, scope)
  else throw malformed('A subquery may not stand here')
}

function addField(shape: Shape, scope: Scope, name: string): void {
  const { field, steps } = resolvePath(scope, name)
  const target = shapeAt(scope.database, shape, steps)
  if (target.fields.has(field.name))
    throw new ApiError(400, 'INVALID_FIELD', `duplicate field selected: ${name}`)
  target.fields.set(field.name, { kind: 'field', field })
}

/** `FIELDS(ALL)` and its like; other functions change how a value looks. */
function addFunction(item: FieldFunctionExpression, shape: Shape, query: QueryBase, scope: Scope): void {
  const name = item.functionName.toUpperCase()
  const [parameter] = item.parameters
  const first = typeof parameter === 'string' ? parameter : ''
  if (name !== 'FIELDS') {
    addShown(item, shape, scope)
    return
  }
  const group = first.toUpperCase()
  if (!['ALL', 'STANDARD', 'CUSTOM'].includes(group)) {
    throw soqlError(
      'MALFORMED_QUERY',
      scope.text,
      positionOf(scope.text, first),
      `unexpected token: '${first}'`
    )
  }
  if (group !== 'STANDARD' && (query.limit ?? Infinity) > 200) {
    throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200')
  }
  for (const field of scope.object.fields) {
    if (group === 'ALL' || field.custom === (group === 'CUSTOM'))
      shape.fields.set(field.name, { kind: 'field', field })
  }
}

/** `format()` shows a value as people read it; labels are the values here, and there is one currency. */
function addShown(item: FieldFunctionExpression, shape: Shape, scope: Scope): void {
  let formatted = false
  let call: unknown = item
  while (typeof call !== 'string') {
    const { functionName = '', parameters = [] } = callOf(call)
    if (!/^(toLabel|format|convertCurrency)$/i.test(functionName)) {
      throw malformed(`The practice org does not know the function ${functionName}`)
    }
    formatted ||= /^format$/i.test(functionName)
    call = parameters[0]
  }
  const { field, read } = resolvePath(scope, call)
  const text = (row: Row) => {
    const value = read(row)
    return value === null ? null : shownText(field, value)
  }
  shape.fields.set(
    item.alias ?? field.name,
    formatted ? { kind: 'computed', read: text } : { kind: 'field', field }
  )
}

/** `TYPEOF Who WHEN Contact THEN Email ELSE Name END`: fields by what the parent is. */
function addTypeof({ field: name, conditions }: FieldTypeOf, shape: Shape, scope: Scope): void {
  const field = scope.object.relationship(name)
  if (!field || field.referenceTo.length < 2) {
    const reason = wordsOf('typeofNotPolymorphic', { name })
    throw soqlError(codeOf('typeofNotPolymorphic'), scope.text, positionOf(scope.text, name), reason)
  }
  const shapes = new Map<string, Shape>()
  for (const target of field.referenceTo) {
    const object = scope.database.schema.object(target)
    const branch =
      conditions.find(({ objectType }) => objectType?.toLowerCase() === target.toLowerCase()) ??
      conditions.find(({ type }) => type === 'ELSE')
    if (!object || !branch) continue
    const below: Shape = { object, fields: new Map() }
    for (const each of branch.fieldList) {
      const own = branch.type === 'ELSE' && /^Name$/i.test(each) ? nameFieldOf(object) : undefined
      if (own) below.fields.set('Name', { kind: 'field', field: own })
      else addField(below, { ...scope, object, alias: undefined }, each)
    }
    shapes.set(object.name, below)
  }
  shape.fields.set(field.relationship ?? name, { kind: 'typeof', field, shapes })
}

/** `Name` of any object: that of a case is its number. */
const nameFieldOf = (object: ObjectSchema) => [...object.fields].find(({ nameField }) => nameField)

function addChildren(subquery: Subquery, shape: Shape, scope: Scope, children: Children): void {
  const name = subquery.relationshipName
  const relation = scope.object.children.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!relation) {
    const reason = `Didn't understand relationship '${name}' in FROM part of query call.`
    throw soqlError('INVALID_TYPE', scope.text, positionOf(scope.text, name), reason)
  }
  shape.fields.set(relation.name, {
    kind: 'children',
    records: (row, version) => children(subquery, row, relation)(version)
  })
}
