import type { FieldType, Query } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import { field as declare } from '../schema/field.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { toJson } from '../store/wire.ts'
import { groupRows, measure } from './aggregate.ts'
import { bind } from './bind.ts'
import { callOf, computed } from './functions.ts'
import { groupingOf } from './grouping.ts'
import type { Key } from './grouping.ts'
import { compareRows, sorts } from './order.ts'
import { resolvePath } from './path.ts'
import type { Scope } from './path.ts'
import type { QueryResult } from './query.ts'
import { malformed } from './soql-error.ts'
import { whereTree } from './where-tree.ts'

/** Rows that go together; `rolled` are the keys that a ROLLUP or CUBE has summed over. */
interface Group {
  readonly rows: readonly Row[]
  readonly rolled: ReadonlySet<string>
}
interface Measured {
  readonly field: Field
  readonly of: (group: Group) => Value
}
/** A field's path, or a function call. */
type Expression = string | object

/** Rows that one call answers; there is no queryMore() of aggregates [K]. */
const mostGroups = 2000

/** `GROUP BY`, `ROLLUP`, `CUBE`, `HAVING` and aggregates. */
export function runGrouped(query: Query, scope: Scope, rows: readonly Row[]): QueryResult {
  const { keys, sets } = groupingOf([query.groupBy ?? []].flat(), scope)
  const columns = columnsOf(query.fields ?? [], keys, scope)
  const groups = sets.flatMap((set) => groupsOf(rows, keys, set))
  // Each group becomes a row of its measured values, so that HAVING and ORDER BY work on rows as anywhere.
  const measured = new Map<Row, Group>(groups.map((group, i) => [{ Id: String(i) }, group]))
  const groupOf = (row: Row): Group => measured.get(row) ?? { rows: [], rolled: new Set() }
  const subject = (clause: object) => {
    const { field, of } = measureOf('field' in clause ? String(clause.field) : clause, keys, scope)
    return { field, own: false, read: (row: Row): Value => of(groupOf(row)) }
  }
  const having = query.having && bind(whereTree(query.having), { ...scope, subject, inner: () => [] })
  const order = sorts([query.orderBy ?? []].flat(), subject)
  const kept = [...measured.keys()].filter((row) => !having || having.test(row)).sort(compareRows(order))
  const from = query.offset ?? 0
  const page = kept.slice(from, from + (query.limit ?? Infinity))
  if (page.length > mostGroups) throw tooMany()
  const record = (row: Row) =>
    Object.fromEntries([
      ['attributes', { type: 'AggregateResult' }],
      ...columns.map(([name, { field, of }]) => [name, toJson(field, of(groupOf(row)))])
    ]) as object
  return { object: scope.object, total: page.length, records: (a, b) => page.slice(a, b).map(record) }
}

function groupsOf(rows: readonly Row[], keys: readonly Key[], set: readonly Key[]): Group[] {
  const rolled = new Set(keys.filter((key) => !set.includes(key)).map(({ text }) => text))
  const groups = groupRows(
    rows,
    set.map(({ read }) => read)
  )
  // Without a key all rows are one group, even when there are none.
  if (set.length === 0 && groups.length === 0) return [{ rows: [], rolled }]
  return groups.map((group) => ({ rows: group, rolled }))
}

/** Output columns by name; an aggregate without an alias is `expr0`, `expr1`, … [K]. */
function columnsOf(fields: readonly FieldType[], keys: readonly Key[], scope: Scope): [string, Measured][] {
  let unnamed = 0
  return fields.map((item) => {
    if (item.type === 'FieldFunctionExpression') {
      return [item.alias ?? `expr${unnamed++}`, measureOf(item, keys, scope)]
    }
    if (item.type !== 'Field' && item.type !== 'FieldRelationship')
      throw malformed('Grouped query: unexpected subquery')
    const path = item.type === 'Field' ? item.field : [...item.relationships, item.field].join('.')
    return [('alias' in item && item.alias) || item.field, measureOf(path, keys, scope)]
  })
}

const aggregates = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']

function measureOf(expression: Expression, keys: readonly Key[], scope: Scope): Measured {
  const { functionName = '', parameters = [] } = callOf(expression)
  const name = functionName.toUpperCase()
  const [parameter] = parameters
  if (aggregates.includes(name)) {
    const { field, read } = resolvePath(scope, typeof parameter === 'string' ? parameter : 'Id')
    const { of, field: shown } = measure(name, field, read)
    return { field: shown, of: ({ rows }) => of(rows) }
  }
  if (name === 'GROUPING') {
    const { text } = keyOf(parameter ?? '', keys, scope)
    return { field: declare('grouping', 'Grouping', 'int'), of: ({ rolled }) => (rolled.has(text) ? 1 : 0) }
  }
  const { text, field, read } = keyOf(expression, keys, scope)
  return { field, of: ({ rows: [row], rolled }) => (row && !rolled.has(text) ? read(row) : null) }
}

function keyOf(expression: unknown, keys: readonly Key[], scope: Scope): Key {
  const { text } = computed(scope, expression)
  const key = keys.find((each) => each.text === text)
  if (key) return key
  throw malformed(`Field must be grouped or aggregated: ${text}`)
}

const tooMany = () =>
  new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch'
  )
