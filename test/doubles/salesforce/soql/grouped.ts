import type { FieldType, Query } from '@jetstreamapp/soql-parser-js'
import type { Row, Value } from '../store/row.ts'
import { toJson } from '../store/wire.ts'
import { groupRows, groupValue, measure } from './aggregate.ts'
import type { Measure } from './aggregate.ts'
import { bind } from './bind.ts'
import { dateFunction } from './functions.ts'
import { compareRows, sorts } from './order.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import type { QueryResult } from './query.ts'
import { malformed } from './soql-error.ts'
import { whereTree } from './where-tree.ts'

interface FunctionCall {
  readonly functionName?: string
  readonly parameters?: readonly unknown[]
}
type Expression = { readonly field: string } | { readonly fn: FunctionCall }

/** `GROUP BY`, `HAVING` and aggregates. ROLLUP and CUBE are not known here. */
export function runGrouped(query: Query, scope: Scope, rows: readonly Row[]): QueryResult {
  const keys = [query.groupBy ?? []].flat().map((clause) => single(clause, scope))
  const columns = columnsOf(query.fields ?? [], scope)
  const groups = groupRows(
    rows,
    keys.map(({ read }) => read)
  )
  if (keys.length === 0 && groups.length === 0) groups.push([])
  // Each group becomes a row of its measured values, so that HAVING and ORDER BY work on rows as anywhere.
  const measured = new Map<Row, readonly Row[]>(groups.map((group, i) => [{ Id: String(i) }, group]))
  const subject = (expression: Expression) => {
    const { field, of } = measureOf(expression, scope)
    return { field, own: false, read: (row: Row): Value => of(measured.get(row) ?? []) }
  }
  const having = query.having && bind(whereTree(query.having), { now: scope.now, subject, inner: () => [] })
  const order = sorts([query.orderBy ?? []].flat(), subject)
  const kept = [...measured.keys()].filter((row) => !having || having.test(row)).sort(compareRows(order))
  const from = query.offset ?? 0
  const page = kept.slice(from, from + (query.limit ?? 2000))
  const record = (row: Row) =>
    Object.fromEntries([
      ['attributes', { type: 'AggregateResult' }],
      ...columns.map(([name, { field, of }]) => [name, toJson(field, of(measured.get(row) ?? []))])
    ]) as object
  return { object: scope.object, total: page.length, records: (a, b) => page.slice(a, b).map(record) }
}

/** Output columns by name; an aggregate without an alias is `expr0`, `expr1`, … [K]. */
function columnsOf(fields: readonly FieldType[], scope: Scope): [string, Measure][] {
  let unnamed = 0
  return fields.map((item) => {
    if (item.type === 'FieldFunctionExpression') {
      return [item.alias ?? `expr${unnamed++}`, measureOf({ fn: item }, scope)]
    }
    if (item.type !== 'Field' && item.type !== 'FieldRelationship')
      throw malformed('Grouped query: unexpected subquery')
    const path = item.type === 'Field' ? item.field : [...item.relationships, item.field].join('.')
    return [('alias' in item && item.alias) || item.field, measureOf({ field: path }, scope)]
  })
}

function measureOf(expression: Expression, scope: Scope): Measure {
  const name = 'fn' in expression ? (expression.fn.functionName ?? '').toUpperCase() : ''
  if (!['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'].includes(name)) {
    const { field, read } = single(expression, scope)
    return groupValue(field, read)
  }
  const parameter = 'fn' in expression ? expression.fn.parameters?.[0] : undefined
  const { field, read } = resolvePath(scope, typeof parameter === 'string' ? parameter : 'Id')
  return measure(name, field, read)
}

function single(expression: object, scope: Scope) {
  if ('field' in expression) return resolvePath(scope, String(expression.field))
  const { functionName, parameters } = ('fn' in expression ? expression.fn : {}) as FunctionCall
  if (/^(ROLLUP|CUBE)$/i.test(functionName ?? ''))
    throw malformed('The practice org does not know ROLLUP and CUBE')
  return dateFunction(functionName ?? '', resolvePath(scope, String(parameters?.[0])).read)
}
