import type { OrderByClause, Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'
import { bind } from './bind.ts'
import type { Bound, Subject } from './bind.ts'
import { candidates } from './candidates.ts'
import { callOf, computed } from './functions.ts'
import { runGrouped } from './grouped.ts'
import { compareRows, sorts } from './order.ts'
import { parse } from './parse.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import { selectShape } from './select-clause.ts'
import { project } from './select.ts'
import { uncertainRefusal } from '../errors.ts'
import { malformed, positionOf, soqlError } from './soql-error.ts'
import { hasSubselect, whereTree } from './where-tree.ts'
import type { Condition } from './where-tree.ts'
import { wordsOf } from '../uncertain.ts'

export interface QueryOptions {
  readonly database: Database
  /** Milliseconds; what TODAY means. */
  readonly now: number
  /** The user's time zone, by which a day begins; GMT unless given. */
  readonly timeZone?: string
  /** `queryAll`: records in the recycle bin too. */
  readonly all: boolean
  /** Cuts the children of a parent into pages; left out, all come at once. */
  readonly childPage?: (children: QueryResult, version: string) => object
}

/** Matches in order; a page turns the ones it shows into records when it is asked for. */
export interface QueryResult {
  readonly object: ObjectSchema
  readonly total: number
  readonly records: (from: number, to: number, version: string) => object[]
}

export function runQuery(text: string, options: QueryOptions): QueryResult {
  const query = parse(text)
  const scope = scopeOf(query.sObject, query.sObjectAlias, text, options)
  if (isCount(query))
    return { object: scope.object, total: matches(query, scope, options).length, records: () => [] }
  if (isGrouped(query)) return runGrouped(query, scope, matches({ ...query, ...unbounded }, scope, options))
  const shape = selectShape(query, scope, (subquery, row, relation) =>
    children(subquery, row, relation, text, options)
  )
  const rows = matches(query, scope, options)
  return {
    object: scope.object,
    total: rows.length,
    records: (from, to, version) =>
      rows.slice(from, to).map((row) => project(options.database, row, shape, version))
  }
}

/** Rows an OFFSET may pass over [K]. */
const mostOffset = 2000

const unbounded = { orderBy: [], limit: Infinity, offset: 0 }

function scopeOf(
  name: string,
  alias: string | undefined,
  text: string,
  { database, now, timeZone = 'GMT' }: QueryOptions
): Scope {
  const object = database.schema.object(name)
  if (object) return { database, object, alias, text, now, timeZone }
  const reason =
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
    "'__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
  throw soqlError('INVALID_TYPE', text, positionOf(text, name), reason)
}

const isCount = ({ fields }: Query) => {
  const [only, ...others] = fields ?? []
  const isFunction = only?.type === 'FieldFunctionExpression' && others.length === 0
  return isFunction && only.functionName.toUpperCase() === 'COUNT' && only.parameters.length === 0
}

const isGrouped = ({ fields, groupBy }: Query) =>
  groupBy !== undefined ||
  fields?.some((item) => item.type === 'FieldFunctionExpression' && item.isAggregateFn === true) === true

/** The rows a query is about, in its order, within its LIMIT and OFFSET. */
export function matches(query: QueryBase, scope: Scope, options: QueryOptions, among?: Iterable<Row>): Row[] {
  const { database, object } = scope
  const where = query.where ? bindWhere(query.where, scope, options) : null
  const order = sorts([query.orderBy ?? []].flat(), (clause) => subjectOf(scope, clause))
  const source = among ? { rows: among, sorted: false } : candidates(database.table(object), where, order)
  const sorted = source.sorted || order.length === 0
  const end = (query.offset ?? 0) + (query.limit ?? Infinity)
  if ((query.offset ?? 0) > mostOffset) {
    throw uncertainRefusal('offsetTooFar', { most: mostOffset })
  }
  const rows: Row[] = []
  for (const row of end > 0 ? source.rows : []) {
    if (!options.all && row['IsDeleted'] === true) continue
    if (database.hidden.has(row.Id) || (where && !where.test(row))) continue
    rows.push(row)
    if (sorted && rows.length >= end) break
  }
  if (!sorted) rows.sort(compareRows(order))
  return rows.slice(query.offset ?? 0, end)
}

function bindWhere(where: NonNullable<QueryBase['where']>, scope: Scope, options: QueryOptions): Bound {
  return bind(whereTree(where), {
    ...scope,
    subject: (condition) => subjectOf(scope, condition),
    inner: (query) => innerValues(query, scope.text, options)
  })
}

/** The field, or function of a field, that a condition or an ORDER BY names. */
function subjectOf(scope: Scope, clause: OrderByClause | Condition): Subject {
  if ('field' in clause) {
    const { field, steps, read } = resolvePath(scope, clause.field)
    return { field, own: steps.length === 0, read }
  }
  return { ...computed(scope, callOf(clause)), own: false }
}

/** The one column of `Id IN (SELECT ContactId FROM …)`. */
function innerValues(query: Query, text: string, options: QueryOptions): Value[] {
  const scope = scopeOf(query.sObject ?? '', query.sObjectAlias, text, options)
  const [selected] = query.fields ?? []
  if (query.where && hasSubselect(whereTree(query.where))) {
    throw malformed(wordsOf('semiJoinNested'))
  }
  if (selected?.type !== 'Field') throw malformed('The inner select must select exactly one field')
  const { read } = resolvePath(scope, selected.field)
  return matches(query, scope, options)
    .map(read)
    .filter((value) => value !== null)
}

/** `(SELECT Id FROM Contacts)` of one parent. */
function children(
  subquery: Subquery,
  row: Row,
  { child, field }: { child: ObjectSchema; field: { name: string } },
  text: string,
  options: QueryOptions
): (version: string) => object | null {
  const { database, childPage = wholePage } = options
  const scope = scopeOf(child.name, subquery.sObjectAlias, text, options)
  const table = database.table(child)
  const shape = selectShape(subquery, scope, (inner, each, relation) =>
    children(inner, each, relation, text, options)
  )
  const among =
    table.find(field.name, row.Id) ?? [...table.rows()].filter((each) => each[field.name] === row.Id)
  const rows = matches(subquery, scope, options, among)
  return (version) => {
    if (rows.length === 0) return null
    const records: QueryResult['records'] = (from, to, shown) =>
      rows.slice(from, to).map((each) => project(database, each, shape, shown))
    return childPage({ object: child, total: rows.length, records }, version)
  }
}

function wholePage({ total, records }: QueryResult, version: string): object {
  return { totalSize: total, done: true, records: records(0, total, version) }
}
