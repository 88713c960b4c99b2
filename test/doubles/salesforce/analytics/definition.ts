import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { badRequest } from './bad-request.ts'
import { groupingsOf } from './read-groupings.ts'
import type { Grouping } from './read-groupings.ts'

/** A report as a test defines it: tabular, with groups down a summary, with groups across too a matrix. */
export interface ReportSpec {
  readonly name: string
  /** API name of the object whose records are the rows. */
  readonly object: string
  /** Field paths from the object: `LastName`, `Account.Name`. */
  readonly columns: readonly string[]
  readonly filters?: readonly ReportFilter[]
  /** `1 AND (2 OR 3)`; all filters must hold when left out. */
  readonly filterLogic?: string
  readonly groupingsDown?: readonly Grouping[]
  readonly groupingsAcross?: readonly Grouping[]
  /** `s!Opportunity.Amount`; `RowCount`, the default, is among them wherever it is wanted. */
  readonly aggregates?: readonly string[]
}

/** `value` is text, as reports have it; several values are separated by commas. */
export interface ReportFilter {
  readonly column: string
  readonly operator: string
  readonly value: string
}

export interface ReportDefinition extends ReportSpec {
  /** `00O…`, 18 characters. */
  readonly id: string
}

/** What a run asks for: the definition's own parts unless the caller's `reportMetadata` replaced them. */
export interface ReportRun {
  readonly columns: readonly string[]
  readonly filters: readonly ReportFilter[]
  readonly filterLogic: string | null
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  readonly groupingsDown: readonly Grouping[]
  readonly groupingsAcross: readonly Grouping[]
  readonly aggregates: readonly string[]
}

/** Columns and own filters a report may have [V]. */
const mostColumns = 100
const mostFilters = 20

/** Metadata names a column `Contact.LastName`; a definition may leave the object out. */
export const columnName = ({ object }: Pick<ReportSpec, 'object'>, path: string) =>
  path.toLowerCase().startsWith(`${object.toLowerCase()}.`) ? path : `${object}.${path}`

/** The run that a POST body's `reportMetadata` describes; parts it leaves out stay as defined. */
export function runOf(report: ReportDefinition, json: unknown): ReportRun {
  const given = isPlainObject(json) ? json['reportMetadata'] : undefined
  const metadata = isPlainObject(given) ? given : {}
  const run = {
    columns: textsOf(metadata['detailColumns']) ?? report.columns,
    filters: filtersOf(metadata['reportFilters']) ?? report.filters ?? [],
    filterLogic: logicOf(metadata, report),
    sort: sortOf(metadata['sortBy']),
    ...groupingOf(report, metadata),
    aggregates: textsOf(metadata['aggregates']) ?? report.aggregates ?? ['RowCount']
  }
  const dates = dateFilters(metadata['standardDateFilter'])
  if (run.columns.length > mostColumns) throw badRequest(`A report can have at most ${mostColumns} columns.`)
  if (run.filters.length > mostFilters) throw badRequest(`A report can have at most ${mostFilters} filters.`)
  const filterLogic = run.filterLogic ?? (run.filters.map((_, i) => i + 1).join(' AND ') || null)
  const dated = dates.map((_, i) => String(run.filters.length + i + 1)).join(' AND ')
  if (dated === '') return { ...run, filterLogic }
  return {
    ...run,
    filters: [...run.filters, ...dates],
    filterLogic: filterLogic === null ? dated : `(${filterLogic}) AND ${dated}`
  }
}

/** Groups down, of which a summary has up to three, and across: a matrix has two of each [K]. */
function groupingOf(report: ReportDefinition, metadata: PlainObject) {
  if (metadata['reportFormat'] === 'TABULAR') return { groupingsDown: [], groupingsAcross: [] }
  const across =
    groupingsOf(metadata['groupingsAcross'], 'groupingsAcross', 2) ?? report.groupingsAcross ?? []
  const most = across.length > 0 ? 2 : 3
  const down = groupingsOf(metadata['groupingsDown'], 'groupingsDown', most) ?? report.groupingsDown ?? []
  if (across.length > 0 && down.length === 0) throw badRequest('A matrix needs groupingsDown as well.')
  return { groupingsDown: down, groupingsAcross: across }
}

function logicOf(metadata: PlainObject, { filterLogic }: ReportDefinition): string | null {
  const given = metadata['reportBooleanFilter']
  if (typeof given === 'string') return given
  // New filters without logic of their own are joined by AND.
  return given === null || metadata['reportFilters'] !== undefined ? null : (filterLogic ?? null)
}

/** Start and end day of the standard date filter, both included; durations by name are not played. */
function dateFilters(given: unknown): ReportFilter[] {
  if (!isPlainObject(given) || typeof given['column'] !== 'string') return []
  const { column, startDate, endDate } = given
  return [
    ...(typeof startDate === 'string' ? [{ column, operator: 'greaterOrEqual', value: startDate }] : []),
    ...(typeof endDate === 'string' ? [{ column, operator: 'lessOrEqual', value: endDate }] : [])
  ]
}

function sortOf(given: unknown): ReportRun['sort'] {
  const first: unknown = Array.isArray(given) ? given[0] : undefined
  if (!isPlainObject(first) || typeof first['sortColumn'] !== 'string') return null
  return { column: first['sortColumn'], descending: String(first['sortOrder']).toLowerCase() === 'desc' }
}

export function filtersOf(given: unknown): ReportFilter[] | null {
  if (given === undefined || given === null) return null
  if (!Array.isArray(given)) throw badRequest('reportFilters must be a list')
  return given.map((filter: unknown) => {
    const { column, operator, value } = isPlainObject(filter) ? filter : {}
    if (typeof column === 'string' && typeof operator === 'string' && typeof value === 'string') {
      return { column, operator, value }
    }
    throw badRequest('Each filter needs column, operator and value')
  })
}

function textsOf(given: unknown): string[] | null {
  return Array.isArray(given) && given.every((item) => typeof item === 'string') ? given : null
}
