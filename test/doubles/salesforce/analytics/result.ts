import type { OrgState } from '../org-state.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import { factMap, mostRows } from './fact-map.ts'
import { groupsOf, shownGroup } from './groupings.ts'
import { extendedMetadata, reportMetadata } from './metadata.ts'
import { partsOf, runShown } from './parts.ts'
import { runReport } from './run.ts'

/** What a run answers. A tabular report has one entry in its fact map, the grand total `T!T` [V]. */
export function reportResult(
  org: OrgState,
  report: ReportDefinition,
  run: ReportRun,
  details: boolean,
  attributes: object
): object {
  const { database } = org
  const { rows } = runReport(org, report, run)
  const parts = partsOf(org, report, run)
  const { columns, aggregates } = parts
  const down = groupsOf(database, parts.down, rows)
  const across = groupsOf(database, parts.across, rows)
  return {
    attributes,
    allData: !details || rows.length <= mostRows,
    factMap: factMap({ database, columns, aggregates, down, across, rows, details }),
    groupingsAcross: { groupings: across.map(shownGroup) },
    groupingsDown: { groupings: down.map(shownGroup) },
    hasDetailRows: details,
    reportExtendedMetadata: extendedMetadata(parts),
    reportMetadata: reportMetadata(report, runShown(run, parts), details)
  }
}
