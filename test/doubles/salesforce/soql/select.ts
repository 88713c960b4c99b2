import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import { toJson } from '../store/wire.ts'
import { compound } from './compound.ts'

/** The columns of one object in a result, and below them those of its parents and children. */
export interface Shape {
  readonly object: ObjectSchema
  readonly fields: Map<string, Column>
}

export type Column =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'parent'; readonly field: Field; readonly shape: Shape }
  | { readonly kind: 'computed'; readonly read: (row: Row) => unknown }
  /** A parent of one of several objects; the shape goes by what it is. */
  | { readonly kind: 'typeof'; readonly field: Field; readonly shapes: ReadonlyMap<string, Shape> }
  | { readonly kind: 'children'; readonly records: (row: Row, version: string) => object | null }

export const attributes = (object: string, id: string, version: string) => ({
  type: object,
  url: `/services/data/v${version}/sobjects/${object}/${id}`
})

/** A record as query results and reads show it. */
export function project(database: Database, row: Row, shape: Shape, version: string): object {
  const record: Record<string, unknown> = { attributes: attributes(shape.object.name, row.Id, version) }
  for (const [name, column] of shape.fields) {
    if (column.kind === 'children') record[name] = column.records(row, version)
    else if (column.kind === 'computed') record[name] = column.read(row)
    else if (column.kind === 'typeof') record[name] = parentByType(database, row, column, version)
    else if (column.kind === 'parent') record[name] = parent(database, row, column, version)
    else
      record[name] =
        column.field.type === 'address'
          ? compound(row, column.field)
          : toJson(column.field, row[column.field.name])
  }
  return record
}

function parent(
  database: Database,
  row: Row,
  column: { field: Field; shape: Shape },
  version: string
): object | null {
  const id = row[column.field.name]
  const found = typeof id === 'string' ? database.find(id) : undefined
  return found ? project(database, found, column.shape, version) : null
}

function parentByType(
  database: Database,
  row: Row,
  { field, shapes }: { field: Field; shapes: ReadonlyMap<string, Shape> },
  version: string
): object | null {
  const id = row[field.name]
  const found = typeof id === 'string' ? database.find(id) : undefined
  const shape = found && shapes.get(database.schema.ofId(found.Id)?.name ?? '')
  return shape ? project(database, found, shape, version) : null
}

/** Adds a path of references to the shape and returns where the last field goes. */
export function shapeAt(database: Database, shape: Shape, steps: readonly Field[]): Shape {
  let current = shape
  for (const step of steps) {
    const name = step.relationship ?? step.name
    const held = current.fields.get(name)
    const target = database.schema.target(step)
    if (held?.kind === 'parent') current = held.shape
    else if (target) {
      const below: Shape = { object: target, fields: new Map() }
      current.fields.set(name, { kind: 'parent', field: step, shape: below })
      current = below
    }
  }
  return current
}

/** The shape that has all given fields of one object, and nothing else. */
export function plainShape(object: ObjectSchema, fields: Iterable<Field>): Shape {
  return { object, fields: new Map([...fields].map((field) => [field.name, { kind: 'field', field }])) }
}
