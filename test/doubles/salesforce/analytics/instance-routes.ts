import { notFound } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { runOf } from './definition.ts'
import { addressOf, reportOf, wantsDetails } from './report-call.ts'
import type { ReportInstance } from './reports.ts'
import { reportResult } from './result.ts'
import { refuseStepUp } from './step-up.ts'

/** Asynchronous runs: asked for, looked at until they are done, kept for a day [V]. */
export const instanceRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/analytics/reports/:id/instances', handle: list },
  { method: 'POST', pattern: '/analytics/reports/:id/instances', handle: start },
  { method: 'GET', pattern: '/analytics/reports/:id/instances/:instance', handle: retrieve },
  { method: 'DELETE', pattern: '/analytics/reports/:id/instances/:instance', handle: remove }
]

const zulu = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z')

const isDone = ({ org }: ApiCall, { completedAt }: ReportInstance) => org.clock.now() >= completedAt

function shown(call: ApiCall, instance: ReportInstance, status: string): object {
  const { id, ownerId, requestedAt, completedAt, hasDetailRows } = instance
  return {
    id,
    status,
    requestDate: zulu(requestedAt),
    completionDate: status === 'Success' ? zulu(completedAt) : null,
    ownerId,
    hasDetailRows,
    url: `${addressOf(call, reportOf(call))}/instances/${id}`
  }
}

function list(call: ApiCall): Reply {
  const instances = call.org.reports.instances(reportOf(call).id, call.session.userId)
  return ok(instances.map((each) => shown(call, each, isDone(call, each) ? 'Success' : 'Running')))
}

function start(call: ApiCall): Reply {
  const { org, session } = call
  const report = reportOf(call)
  refuseStepUp(org.switches)
  org.reports.countRun('async')
  const details = wantsDetails(call)
  const now = org.clock.now()
  const instance = org.reports.addInstance({
    reportId: report.id,
    ownerId: session.userId,
    requestedAt: now,
    completedAt: now + org.switches.reportRunMs,
    hasDetailRows: details,
    result: reportResult(org, report, runOf(report, call.json), details, {})
  })
  return ok(shown(call, instance, 'New'))
}

/** The result; before it is done, only its attributes. */
function retrieve(call: ApiCall): Reply {
  const report = reportOf(call)
  const instance = instanceOf(call)
  refuseStepUp(call.org.switches)
  const done = isDone(call, instance)
  const { id, ownerId, requestedAt, completedAt } = instance
  const attributes = {
    id,
    type: 'ReportInstance',
    status: done ? 'Success' : 'Running',
    ownerId,
    reportId: report.id,
    reportName: report.name,
    requestDate: zulu(requestedAt),
    completionDate: done ? zulu(completedAt) : null,
    queryable: false
  }
  return ok(done ? { ...instance.result, attributes } : { attributes, factMap: null, allData: false })
}

function remove(call: ApiCall): Reply {
  call.org.reports.removeInstance(instanceOf(call).id)
  return noContent
}

function instanceOf(call: ApiCall): ReportInstance {
  const found = call.org.reports.instance(
    reportOf(call).id,
    call.params['instance'] ?? '',
    call.session.userId
  )
  if (!found) throw notFound()
  return found
}
