import type { OrgState } from '../org-state.ts'
import { aggregatedColumn, aggregateOf, rowCount } from './aggregates.ts'
import type { Aggregate } from './aggregates.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import type { GroupColumn } from './groupings.ts'
import type { Grouping } from './read-groupings.ts'
import { readable } from './run.ts'
import type { Column } from './run.ts'

/** What a run shows to one user: of what they may not read, nothing. */
export interface ReportParts {
  readonly columns: readonly Column[]
  readonly down: readonly GroupColumn[]
  readonly across: readonly GroupColumn[]
  readonly aggregates: readonly Aggregate[]
}

export function partsOf(org: OrgState, report: ReportDefinition, run: ReportRun): ReportParts {
  const grouped = (groupings: readonly Grouping[]) =>
    groupings.flatMap((grouping) =>
      readable(org, report, [grouping.name]).map((column) => ({ column, grouping }))
    )
  return {
    columns: readable(org, report, run.columns),
    down: grouped(run.groupingsDown),
    across: grouped(run.groupingsAcross),
    aggregates: run.aggregates.flatMap((name) => {
      const path = aggregatedColumn(name)
      if (name === rowCount.name || path === undefined) return rowCount
      return readable(org, report, [path]).map((column) => aggregateOf(name, column))
    })
  }
}

/** The run with what is left of it for this user, in full names. */
export const runShown = (run: ReportRun, { columns, down, across, aggregates }: ReportParts): ReportRun => ({
  ...run,
  columns: columns.map(({ name }) => name),
  groupingsDown: down.map(({ grouping }) => grouping),
  groupingsAcross: across.map(({ grouping }) => grouping),
  aggregates: aggregates.map(({ name }) => name)
})
