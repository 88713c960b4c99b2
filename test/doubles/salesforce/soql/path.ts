import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import { soqlError, positionOf } from './soql-error.ts'
import { codeOf, wordsOf } from '../uncertain.ts'

/** Where names in a query are looked up. */
export interface Scope {
  readonly database: Database
  readonly object: ObjectSchema
  readonly alias: string | undefined
  /** The whole query, for error positions. */
  readonly text: string
  readonly now: number
  /** The user's, by its IANA name. */
  readonly timeZone: string
}

/** A field reached from the queried object: `LastName`, `Account.Owner.Name`. */
export interface Path {
  readonly field: Field
  /** References walked on the way. */
  readonly steps: readonly Field[]
  readonly read: (row: Row) => Value
}

export function resolvePath(scope: Scope, name: string): Path {
  const parts = name.split('.')
  const [head] = parts
  if (parts.length > 1 && head && [scope.alias, scope.object.name].some((own) => sameName(own, head)))
    parts.shift()
  const last = parts.pop() ?? ''
  const steps: Field[] = []
  let { object } = scope
  for (const part of parts) {
    const step = object.relationship(part)
    const target = step && scope.database.schema.target(step)
    if (!target) throw noRelationship(scope, name, part)
    steps.push(step)
    object = target
  }
  if (steps.length > mostSteps) throw tooDeep(scope, name)
  const field = object.field(last)
  if (!field) throw noSuchColumn(scope, object, name, last)
  return { field, steps, read: reader(scope.database, steps, field) }
}

/** Parents a path may lead through [K]. */
const mostSteps = 5

const sameName = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase()

function reader(database: Database, steps: readonly Field[], { name }: Field): (row: Row) => Value {
  if (steps.length === 0) return (row) => row[name] ?? null
  return (row) => parentOf(database, steps, row)?.[name] ?? null
}

/** The record a chain of references leads to, deleted or not. */
function parentOf(database: Database, steps: readonly Field[], row: Row): Row | undefined {
  let parent: Row | undefined = row
  for (const { name } of steps) {
    const id: Value = parent?.[name] ?? null
    parent = typeof id === 'string' ? database.find(id) : undefined
  }
  return parent
}

const tooDeep = ({ text }: Scope, path: string) =>
  soqlError(
    codeOf('pathTooDeep'),
    text,
    positionOf(text, path),
    wordsOf('pathTooDeep', { most: mostSteps, path })
  )

const advice = 'Please reference your WSDL or the describe call for the appropriate names.'

function noSuchColumn({ text }: Scope, object: ObjectSchema, path: string, name: string) {
  const reason =
    `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to ` +
    `append the '__c' after the custom field name. ${advice}`
  return soqlError('INVALID_FIELD', text, positionOf(text, path), reason)
}

function noRelationship({ text }: Scope, path: string, name: string) {
  const reason =
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be ` +
    `sure to append the '__r' after the custom relationship name. ${advice}`
  return soqlError('INVALID_FIELD', text, positionOf(text, path), reason)
}
