import { filtersOf, runOf } from '../analytics/definition.ts'
import type { ReportSpec } from '../analytics/definition.ts'
import { runReport } from '../analytics/run.ts'
import type { OrgState } from '../org-state.ts'
import type { Commands } from './command.ts'

export const reportCommands: Commands = {
  defineReport: {
    help: 'name, object, columns (field paths), filters?=[{column, operator, value}], filterLogic?: a tabular report; {id}',
    run: (org, args) => {
      const filterLogic = args.optionalText('filterLogic')
      return defineReport(org, {
        name: args.text('name'),
        object: args.text('object'),
        columns: args.texts('columns'),
        filters: filtersOf(args.rest['filters']) ?? [],
        ...(filterLogic !== undefined && { filterLogic })
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
  runReport(org, { ...spec, id: '' }, runOf({ ...spec, id: '' }, undefined))
  return { id: org.reports.define(spec).id }
}
