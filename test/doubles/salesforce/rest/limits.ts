import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Route } from '../http/call.ts'
import type { Switches } from '../switches.ts'

/** Counts one API call of the rolling 24 hours (the double never lets old ones go), or refuses it [V: code, text]. */
export function countCall(switches: Switches): void {
  if (switches.apiUsed >= switches.apiMax) {
    throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  }
  switches.apiUsed++
}

export const limitHeader = ({ apiUsed, apiMax }: Switches) => ({
  'Sforce-Limit-Info': `api-usage=${apiUsed}/${apiMax}`
})

const limit = (Max: number, used = 0) => ({ Max, Remaining: Math.max(0, Max - used) })

/** `/limits`: only those a sync looks at; maxima of an Enterprise org [K]. */
export const limitRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/limits',
    handle: ({ org: { switches } }) =>
      ok({
        DailyApiRequests: limit(switches.apiMax, switches.apiUsed),
        DailyBulkApiBatches: limit(15_000),
        DailyBulkV2QueryJobs: limit(10_000),
        DailyBulkV2QueryFileStorageMB: limit(976_562),
        DataStorageMB: limit(10_240),
        FileStorageMB: limit(10_240),
        HourlySyncReportRuns: limit(500),
        HourlyAsyncReportRuns: limit(1_200),
        DailyWorkflowEmails: limit(1_000),
        SingleEmail: limit(5_000)
      })
  }
]
