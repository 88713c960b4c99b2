import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import { formulaFunctions } from './functions.ts'
import { parseFormula, wrong } from './parse.ts'
import type { Expression } from './parse.ts'

type Read = (row: Row) => Value

/**
 * How a formula field's value comes from its record, its parents and the clock. Nothing is stored, so what it shows
 * changes without SystemModstamp moving [V].
 */
export function compileFormula(database: Database, object: ObjectSchema, field: Field): Read {
  const read = compile(parseFormula(field.formula ?? ''), database, object)
  return (row) => fit(field, read(row))
}

function compile(expression: Expression, database: Database, object: ObjectSchema): Read {
  if (expression.kind === 'literal') return () => expression.value
  if (expression.kind === 'path') return path(expression.names, database, object)
  const work = formulaFunctions[expression.name]
  if (!work) throw wrong(`Unknown function ${expression.name}. Check spelling.`)
  const of = expression.of.map((each) => compile(each, database, object))
  return (row) =>
    work(
      of.map((each) => () => each(row)),
      database.now()
    )
}

/** `Account.Owner.Name`: parents are looked up when the value is read. */
function path(names: readonly string[], database: Database, object: ObjectSchema): Read {
  const [name = '', ...rest] = names
  if (rest.length === 0) {
    const field = object.field(name)
    if (!field) throw wrong(`Field ${name} does not exist. Check spelling.`)
    return (row) => row[field.name] ?? (field.type === 'boolean' ? false : null)
  }
  const reference = object.relationship(name)
  const target = reference && database.schema.target(reference)
  if (!target) throw wrong(`Field ${name} does not exist. Check spelling.`)
  const below = path(rest, database, target)
  return (row) => {
    const id = row[reference.name]
    const parent = typeof id === 'string' ? database.find(id) : undefined
    return parent ? below(parent) : null
  }
}

/** A formula's text that came out empty is blank, its checkbox is never blank. */
function fit({ type, scale }: Field, value: Value): Value {
  if (type === 'boolean') return value === true
  if (value === null || value === '') return null
  if (type === 'datetime' && typeof value === 'number') return Math.floor(value / 1000) * 1000
  return typeof value === 'number' && scale > 0 ? Number(value.toFixed(scale)) : value
}
