import { hourly } from '../analytics/reports.ts'
import { ApiError, uncertainRefusal } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import type { Switches } from '../switches.ts'
import { otherLimits } from './limit-names.ts'

/** Counts one API call of the rolling 24 hours (the double never lets old ones go), or refuses it [V: code, text]. */
export function countCall(switches: Switches): void {
  if (switches.apiUsed >= switches.apiMax) {
    throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  }
  switches.apiUsed++
}

/** Refuses a call while too many others have been running for 20 s [V]. */
export function checkTraffic({ traffic, switches }: Pick<OrgState, 'traffic' | 'switches'>): void {
  if (traffic.longRunning < switches.concurrentMax) return
  throw uncertainRefusal('tooManyAtOnce')
}

export const limitHeader = ({ apiUsed, apiMax }: Switches) => ({
  'Sforce-Limit-Info': `api-usage=${apiUsed}/${apiMax}`
})

const limit = (Max: number, used = 0) => ({ Max, Remaining: Math.max(0, Max - used) })

/** `/limits` of an Enterprise org; only calls, report runs and bulk jobs move. */
export const limitRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/limits/recordCount', handle: recordCount },
  {
    method: 'GET',
    pattern: '/limits',
    handle: ({ org: { switches, reports, bulk } }) => {
      const others = Object.entries(otherLimits).map(([name, max]) => [name, limit(max)] as const)
      const runs = (kind: 'sync' | 'async') => ({ Max: hourly[kind], Remaining: reports.runsLeft(kind) })
      const moving = {
        DailyApiRequests: limit(switches.apiMax, switches.apiUsed),
        DailyBulkApiBatches: limit(switches.bulkBatchMax, bulk.begun('batches')),
        DailyBulkV2QueryJobs: limit(switches.bulkQueryMax, bulk.begun('queries')),
        HourlySyncReportRuns: runs('sync'),
        HourlyAsyncReportRuns: runs('async')
      }
      const all = Object.entries({ ...Object.fromEntries(others), ...moving })
      return ok(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))))
    }
  }
]

/** Of the objects asked for, or of all; one nobody knows is left out. Salesforce's figures are approximate [V]. */
function recordCount({ org: { schema, database }, query }: ApiCall): Reply {
  const asked = query.get('sObjects')?.split(',')
  const tables = asked?.flatMap((name) => schema.object(name.trim()) ?? []) ?? [...schema.objects]
  const count = (name: string) => {
    let rows = 0
    for (const { Id } of database.tableNamed(name).rows()) if (database.visible(Id)) rows++
    return rows
  }
  return ok({ sObjects: tables.map(({ name }) => ({ count: count(name), name })) })
}
