import type { FieldFunctionExpression, FieldType, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import type { ChildRelationship } from '../schema/object-schema.ts'
import type { Row } from '../store/row.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import { shapeAt } from './select.ts'
import type { Shape } from './select.ts'
import { malformed, positionOf, soqlError } from './soql-error.ts'

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
  else throw malformed('The practice org does not know TYPEOF, nor a subquery inside a subquery')
}

function addField(shape: Shape, scope: Scope, name: string): void {
  const { field, steps } = resolvePath(scope, name)
  const target = shapeAt(scope.database, shape, steps)
  if (target.fields.has(field.name))
    throw new ApiError(400, 'INVALID_FIELD', `duplicate field selected: ${name}`)
  target.fields.set(field.name, { kind: 'field', field })
}

/** `FIELDS(ALL)`, and the functions that only change how a value looks: here they show it as it is. */
function addFunction(item: FieldFunctionExpression, shape: Shape, query: QueryBase, scope: Scope): void {
  const name = item.functionName.toUpperCase()
  const [parameter] = item.parameters
  const first = typeof parameter === 'string' ? parameter : ''
  if (name !== 'FIELDS') {
    const { field } = resolvePath(scope, first)
    shape.fields.set(item.alias ?? field.name, { kind: 'field', field })
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
