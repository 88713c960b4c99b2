import { setTimeout as delay } from 'node:timers/promises'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import { cellOf } from './cells.ts'
import { runOf } from './definition.ts'
import type { ReportDefinition, ReportRun } from './definition.ts'
import { excelType, workbook } from './excel.ts'
import { instanceRoutes } from './instance-routes.ts'
import { extendedMetadata, reportMetadata, typeMetadata } from './metadata.ts'
import { partsOf, runShown } from './parts.ts'
import { addressOf, attributesOf, reportOf, wantsDetails } from './report-call.ts'
import { reportResult } from './result.ts'
import { runReport } from './run.ts'
import { refuseStepUp } from './step-up.ts'

/** The Reports REST API. Its definitions are made by control command: `defineReport`. */
export const analyticsRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/analytics/reports', handle: list },
  { method: 'GET', pattern: '/analytics/reports/:id', handle: execute },
  { method: 'POST', pattern: '/analytics/reports/:id', handle: execute },
  { method: 'DELETE', pattern: '/analytics/reports/:id', handle: remove },
  { method: 'GET', pattern: '/analytics/reports/:id/describe', handle: describe },
  ...instanceRoutes
]

/** Up to 200 reports, as those viewed lately. */
function list(call: ApiCall): Reply {
  return ok(
    call.org.reports.all.slice(0, 200).map((report) => {
      const url = addressOf(call, report)
      return {
        id: report.id,
        name: report.name,
        url,
        describeUrl: `${url}/describe`,
        instancesUrl: `${url}/instances`
      }
    })
  )
}

/** It tells the definition, not the data. */
function describe(call: ApiCall): Reply {
  if (call.org.switches.reportStepUpDescribe) refuseStepUp(call.org.switches)
  const report = reportOf(call)
  const run = runOf(report, undefined)
  const parts = partsOf(call.org, report, run)
  return ok({
    attributes: attributesOf(call, report),
    reportExtendedMetadata: extendedMetadata(parts),
    reportMetadata: reportMetadata(report, runShown(run, parts), true),
    reportTypeMetadata: typeMetadata(call.org, report)
  })
}

async function execute(call: ApiCall): Promise<Reply> {
  const report = reportOf(call)
  const { reports, switches } = call.org
  refuseStepUp(switches)
  reports.countRun('sync')
  const ended = reports.beginRun()
  try {
    if (switches.reportSyncMs > 0) await delay(switches.reportSyncMs, undefined, { ref: false })
    return answer(call, report)
  } finally {
    ended()
  }
}

function answer(call: ApiCall, report: ReportDefinition): Reply {
  const run = runOf(report, call.json)
  if (call.headers.accept?.includes(excelType)) return excel(call.org, report, run)
  return ok(reportResult(call.org, report, run, wantsDetails(call), attributesOf(call, report)))
}

/** The formatted report as a workbook, every row of it [K]. */
function excel(org: OrgState, report: ReportDefinition, run: ReportRun): Reply {
  const { columns, rows } = runReport(org, report, run)
  const lines = rows.map((row) => columns.map((column) => cellOf(org.database, column, row).label))
  const bytes = workbook([[report.name], [], columns.map(({ label }) => label), ...lines])
  const headers = {
    'Content-Type': excelType,
    'Content-Disposition': `attachment; filename="${report.name.replace(/[^\w -]/g, '_')}.xlsx"`
  }
  return { status: 200, bytes, headers }
}

function remove(call: ApiCall): Reply {
  call.org.reports.remove(reportOf(call).id)
  return noContent
}
