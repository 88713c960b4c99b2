import type { OrgState } from '../org-state.ts'
import { cellOf } from './cells.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import { extendedMetadata, reportMetadata } from './metadata.ts'
import { runReport } from './run.ts'

/** Detail rows the API gives; the rest is silently left out but for `allData: false` [V]. */
const mostRows = 2000

/** What a run answers. A tabular report has one entry in its fact map, the grand total `T!T` [V]. */
export function reportResult(
  org: OrgState,
  report: ReportDefinition,
  run: ReportRun,
  details: boolean,
  attributes: object
): object {
  const { columns, rows } = runReport(org, report, run)
  const shown = rows.slice(0, mostRows).map((row) => ({
    dataCells: columns.map((column) => cellOf(org.database, column, row))
  }))
  const count = { label: rows.length.toLocaleString('en-US'), value: rows.length }
  return {
    attributes,
    allData: !details || rows.length <= mostRows,
    factMap: { 'T!T': { aggregates: [count], ...(details && { rows: shown }) } },
    groupingsAcross: { groupings: [] },
    groupingsDown: { groupings: [] },
    hasDetailRows: details,
    reportExtendedMetadata: extendedMetadata(columns),
    reportMetadata: reportMetadata(report, run, details)
  }
}
