import type { Field, FieldType } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import { formulaFunctions } from './functions.ts'
import { salesforceFunctions } from './known.ts'
import { parseFormula, wrong } from './parse.ts'
import type { Expression } from './parse.ts'

type Read = (row: Row) => Value

/**
 * How a formula field's value comes from its record, its parents and the clock. Nothing is stored, so what it shows
 * changes without SystemModstamp moving [V].
 */
export function compileFormula(database: Database, object: ObjectSchema, field: Field): Read {
  const scope: Scope = { database, blanksAreZero: field.blanksAreZero }
  const read = compile(parseFormula(field.formula ?? ''), scope, object)
  return (row) => fit(field, read(row))
}

interface Scope {
  readonly database: Database
  readonly blanksAreZero: boolean
}

function compile(expression: Expression, scope: Scope, object: ObjectSchema): Read {
  if (expression.kind === 'literal') return () => expression.value
  if (expression.kind === 'path') return path(expression.names, scope, object)
  const work = formulaFunctions[expression.name]
  if (!work && salesforceFunctions.has(expression.name)) {
    throw wrong(`The practice org can't evaluate the function ${expression.name}, which Salesforce has.`)
  }
  if (!work) throw wrong(`Unknown function ${expression.name}. Check spelling.`)
  const of = expression.of.map((each) => compile(each, scope, object))
  return (row) =>
    work(
      of.map((each) => () => each(row)),
      scope.database.now()
    )
}

/** `Account.Owner.Name`: parents are looked up when the value is read. */
function path(names: readonly string[], scope: Scope, object: ObjectSchema): Read {
  const { database } = scope
  const [name = '', ...rest] = names
  if (rest.length === 0) {
    const field = object.field(name)
    if (!field) throw wrong(`Field ${name} does not exist. Check spelling.`)
    const blank = blankOf(field.type, scope)
    return (row) => row[field.name] ?? blank
  }
  const reference = object.relationship(name)
  const target = reference && database.schema.target(reference)
  if (!target) throw wrong(`Field ${name} does not exist. Check spelling.`)
  const below = path(rest, scope, target)
  return (row) => {
    const id = row[reference.name]
    const parent = typeof id === 'string' ? database.find(id) : undefined
    return parent ? below(parent) : null
  }
}

const numeric: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent'])

/** What a formula reads where nothing is. */
function blankOf(type: FieldType, { blanksAreZero }: Scope): Value {
  if (type === 'boolean') return false
  return blanksAreZero && numeric.has(type) ? 0 : null
}

/** A formula's text that came out empty is blank, its checkbox is never blank. */
function fit({ type, scale }: Field, value: Value): Value {
  if (type === 'boolean') return value === true
  if (value === null || value === '') return null
  if (type === 'datetime' && typeof value === 'number') return Math.floor(value / 1000) * 1000
  return typeof value === 'number' && scale > 0 ? Number(value.toFixed(scale)) : value
}
