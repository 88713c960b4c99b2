import { filtersOf, runOf } from '../analytics/definition.ts'
import type { ReportSpec } from '../analytics/definition.ts'
import { partsOf } from '../analytics/parts.ts'
import { groupingsOf } from '../analytics/read-groupings.ts'
import { runReport } from '../analytics/run.ts'
import type { OrgState } from '../org-state.ts'
import type { Commands } from './command.ts'

export const reportCommands: Commands = {
  defineReport: {
    help: 'name, object, columns (field paths), filters?=[{column, operator, value}], filterLogic?, groupingsDown?=[{name, sortOrder?, dateGranularity?}], groupingsAcross?, aggregates?=["s!Opportunity.Amount"]: a report; {id}',
    run: (org, args) => {
      const filterLogic = args.optionalText('filterLogic')
      return defineReport(org, {
        name: args.text('name'),
        object: args.text('object'),
        columns: args.texts('columns'),
        filters: filtersOf(args.rest['filters']) ?? [],
        ...(filterLogic !== undefined && { filterLogic }),
        groupingsDown: groupingsOf(args.rest['groupingsDown'], 'groupingsDown', 3) ?? [],
        groupingsAcross: groupingsOf(args.rest['groupingsAcross'], 'groupingsAcross', 2) ?? [],
        ...(args.rest['aggregates'] !== undefined && { aggregates: args.texts('aggregates') })
      })
    }
  },
  reports: {
    help: 'the reports and their definitions',
    run: ({ reports }) => reports.all
  }
}

/** A definition that can't be run is refused at once. */
export function defineReport(org: OrgState, spec: ReportSpec): { readonly id: string } {
  const report = { ...spec, id: '' }
  const run = runOf(report, undefined)
  runReport(org, report, run)
  partsOf(org, report, run)
  return { id: org.reports.define(spec).id }
}
