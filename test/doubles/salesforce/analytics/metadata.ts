import type { OrgState } from '../org-state.ts'
import { columnName } from './definition.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import type { ReportParts } from './parts.ts'
import type { Grouping } from './read-groupings.ts'
import { columnOf, scopeOf } from './run.ts'
import type { Column } from './run.ts'

/** `reportMetadata`: the definition of one run in the Analytics API's words [V: names]. */
export function reportMetadata(report: ReportDefinition, run: ReportRun, details: boolean): object {
  return {
    aggregates: run.aggregates,
    buckets: [],
    chart: null,
    crossFilters: [],
    currency: null,
    customDetailFormula: [],
    customSummaryFormula: [],
    dashboardSetting: null,
    description: null,
    detailColumns: run.columns.map((path) => columnName(report, path)),
    developerName: report.name.replace(/\W+/g, '_'),
    division: null,
    folderId: null,
    groupingsAcross: run.groupingsAcross.map((each) => shownGrouping(report, each)),
    groupingsDown: run.groupingsDown.map((each) => shownGrouping(report, each)),
    hasDetailRows: details,
    hasRecordCount: true,
    historicalSnapshotDates: [],
    id: report.id,
    name: report.name,
    presentationOptions: { hasStackedSummaries: true, historicalColumns: {} },
    reportBooleanFilter: run.filterLogic,
    reportFilters: run.filters.map(({ column, operator, value }) => ({
      column: columnName(report, column),
      filterType: 'fieldValue',
      isRunPageEditable: true,
      operator,
      value
    })),
    reportFormat: formatOf(run),
    reportType: { label: report.object, type: `${report.object}List` },
    scope: 'organization',
    showGrandTotal: true,
    showSubtotals: true,
    sortBy: run.sort
      ? [{ sortColumn: run.sort.column, sortOrder: run.sort.descending ? 'Desc' : 'Asc' }]
      : [],
    standardDateFilter: { column: 'CREATED_DATE', durationValue: 'CUSTOM', endDate: null, startDate: null },
    standardFilters: [],
    supportsRoleHierarchy: false,
    topRows: null,
    userOrHierarchyFilterId: null
  }
}

const shownGrouping = (report: ReportDefinition, grouping: Grouping) => ({
  ...grouping,
  name: columnName(report, grouping.name),
  sortAggregate: null
})

function formatOf({ groupingsDown, groupingsAcross }: ReportRun): string {
  if (groupingsAcross.length > 0) return 'MATRIX'
  return groupingsDown.length > 0 ? 'SUMMARY' : 'TABULAR'
}

export function extendedMetadata({ columns, down, across, aggregates }: ReportParts): object {
  return {
    aggregateColumnInfo: Object.fromEntries(
      aggregates.map(({ name, label, dataType }) => [name, { dataType, label }])
    ),
    detailColumnInfo: Object.fromEntries(columns.map((column) => [column.name, columnInfo(column)])),
    groupingColumnInfo: Object.fromEntries(
      [down, across].flatMap((side) =>
        side.map(({ column }, level) => [column.name, { ...columnInfo(column), groupingLevel: level }])
      )
    )
  }
}

/** `reportTypeMetadata`: all columns the report could have; one level of fields, as a list of the object's. */
export function typeMetadata(org: OrgState, report: ReportDefinition): object {
  const scope = scopeOf(org, report)
  const columns = [...scope.object.fields].map(({ name }) => columnOf(scope, report, name))
  return {
    categories: [
      {
        label: scope.object.spec.labelPlural,
        columns: Object.fromEntries(
          columns.map((column) => [
            column.name,
            { ...columnInfo(column), isCustom: column.field.custom, maxLength: column.field.length || null }
          ])
        )
      }
    ],
    dataTypeFilterOperatorMap: {},
    dateGranularityInfos: [],
    divisionInfo: null,
    scopeInfo: { defaultValue: 'organization', values: [] },
    standardDateFilterDurationGroups: [],
    standardFilterInfos: null,
    supportsJoinedFormat: false
  }
}

/** `entityColumnName` is the field behind a column: what a client needs to ask for the same by SOQL. */
function columnInfo({ field, label, name }: Column): object {
  return {
    dataType: field.type === 'reference' || field.type === 'id' ? 'id' : field.type,
    entityColumnName: name.slice(name.indexOf('.') + 1),
    filterValues: field.values.map((value) => ({ label: value, name: value })),
    filterable: field.filterable,
    isLookup: field.type === 'reference',
    label,
    uniqueCountable: true
  }
}
