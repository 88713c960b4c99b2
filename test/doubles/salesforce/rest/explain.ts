import type { ApiCall } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { parse } from '../soql/parse.ts'
import { runQuery } from '../soql/query.ts'
import { whereTree } from '../soql/where-tree.ts'
import type { Tree } from '../soql/where-tree.ts'
import { columnName, runOf } from '../analytics/definition.ts'

/** `?explain=`: how a query, or a report, would be run: over an index or over the whole table [K]. */
export function explain({ org }: ApiCall, asked: string): object {
  const text = org.reports.find(asked) ? reportQuery(org, asked) : asked
  const { total, object } = runQuery(text, { database: org.database, now: org.clock.now(), all: false })
  const size = org.database.table(object).size
  const { where } = parse(text)
  const names = where ? fieldNames(whereTree(where)) : []
  const indexed = names.filter((name) => isIndexed(object, name))
  const unindexed = names.filter((name) => !indexed.includes(name))
  const notes = [...unindexed, 'IsDeleted'].map((name) => ({
    description: 'Not considering filter for optimization because unindexed',
    fields: [name],
    tableEnumOrId: object.name
  }))
  const plan = (leadingOperationType: string, fields: readonly string[], relativeCost: number) => ({
    cardinality: total,
    fields,
    leadingOperationType,
    notes,
    relativeCost,
    sobjectCardinality: size,
    sobjectType: object.name
  })
  // An index is selective below a third of the first million rows, down to a cost of 1 [K].
  const share = size === 0 ? 0 : total / size
  const scan = plan('TableScan', [], 1 + share)
  const plans = indexed.length > 0 ? [plan('Index', indexed, share * 3), scan] : [scan]
  return { plans: plans.sort((a, b) => a.relativeCost - b.relativeCost), sourceQuery: text }
}

const always = ['id', 'name', 'ownerid', 'createddate', 'systemmodstamp', 'recordtypeid']

function isIndexed(object: ObjectSchema, path: string): boolean {
  const field = object.field(path)
  return field !== undefined && (field.indexed || always.includes(field.name.toLowerCase()))
}

function fieldNames(tree: Tree): string[] {
  if (tree.kind === 'condition') return 'field' in tree.condition ? [tree.condition.field] : []
  return tree.kind === 'not' ? fieldNames(tree.item) : tree.items.flatMap(fieldNames)
}

function reportQuery(org: OrgState, id: string): string {
  const report = org.reports.find(id)
  if (!report) return ''
  const columns = runOf(report, undefined).columns.map((path) => columnName(report, path))
  return `SELECT ${columns.join(', ')} FROM ${report.object}`
}
