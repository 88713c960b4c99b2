import type { OrgState } from '../org-state.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { parse } from '../soql/parse.ts'
import { resolvePath } from '../soql/path.ts'
import type { Scope } from '../soql/path.ts'
import { matches } from '../soql/query.ts'
import type { Row, Value } from '../store/row.ts'
import { badRequest } from './bad-request.ts'
import { columnName } from './definition.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import { applyLogic, filterSoql } from './filter-soql.ts'

/** One column of a report, with how to read it. */
export interface Column {
  /** `Contact.Account.Name` */
  readonly name: string
  readonly label: string
  readonly field: Field
  readonly read: (row: Row) => Value
}

export interface ReportRows {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** All rows of a run, however many: whoever answers them cuts them down. */
export function runReport(org: OrgState, report: ReportDefinition, run: ReportRun): ReportRows {
  const { database, clock } = org
  const scope = scopeOf(org, report)
  const columns = readable(org, report, run.columns)
  const conditions = run.filters.map((filter) => {
    const { name, field } = columnOf(scope, report, filter.column)
    return filterSoql(field, name, filter)
  })
  const where = run.filterLogic === null ? '' : ` WHERE ${applyLogic(run.filterLogic, conditions)}`
  const order = run.sort ? ` ORDER BY ${run.sort.column} ${run.sort.descending ? 'DESC' : 'ASC'}` : ''
  const text = `SELECT Id FROM ${report.object}${where}${order}`
  const options = { database, now: clock.now(), all: false }
  return { columns, rows: matches(parse(text), { ...scope, text }, options) }
}

/** A report shows each user the columns they may read, and says nothing of the others [K]. */
export function readable(org: OrgState, report: ReportDefinition, paths: readonly string[]): Column[] {
  const scope = scopeOf(org, report)
  const whole = scopeOf({ ...org, database: org.database.whole }, report)
  return paths
    .filter((path) => isKnown(scope, report, path) || !isKnown(whole, report, path))
    .map((path) => columnOf(scope, report, path))
}

function isKnown(scope: Scope, report: ReportDefinition, path: string): boolean {
  try {
    return columnOf(scope, report, path).name !== ''
  } catch {
    return false
  }
}

/** Reports say 'bad request' where queries say which column they do not know. */
export function columnOf(scope: Scope, report: ReportDefinition, path: string): Column {
  const name = columnName(report, path)
  try {
    const { field, steps, read } = resolvePath(scope, name)
    const owner = steps.at(-1)
    const label = owner ? `${owner.label.replace(/ ID$/, '')}: ${field.label}` : field.label
    return { name, label, field, read }
  } catch {
    throw badRequest(`The column ${name} is invalid or you no longer have access to it.`)
  }
}

export function scopeOf({ database, clock }: OrgState, { object }: ReportDefinition): Scope {
  return {
    database,
    object: objectOf(database.schema, object),
    alias: undefined,
    text: '',
    now: clock.now(),
    timeZone: 'GMT'
  }
}

function objectOf(schema: OrgState['schema'], name: string): ObjectSchema {
  const object = schema.object(name)
  if (!object) throw badRequest(`The report type of ${name} is invalid.`)
  return object
}
