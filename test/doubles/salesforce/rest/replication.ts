import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Route } from '../http/call.ts'
import { restDateTime, parseInstant } from '../store/wire.ts'
import type { Row } from '../store/row.ts'
import { tableOf } from './sobjects.ts'

const dayMs = 86_400_000

/** `updated` reaches 30 days back, `deleted` 15; seconds are ignored [V/K]. */
export const replicationRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/sobjects/:type/updated',
    handle: (call) => {
      const { rows, covered } = changedRows(call, 30)
      return ok({
        ids: rows.filter((row) => row['IsDeleted'] !== true).map(({ Id }) => Id),
        latestDateCovered: covered
      })
    }
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type/deleted',
    handle: (call) => {
      const { rows, covered } = changedRows(call, 15)
      const deletedRecords = rows
        .filter((row) => row['IsDeleted'] === true)
        .map((row) => ({ deletedDate: restDateTime(Number(row['SystemModstamp'])), id: row.Id }))
      const earliest = restDateTime(call.org.clock.stamp() - 15 * dayMs)
      return ok({ deletedRecords, earliestDateAvailable: earliest, latestDateCovered: covered })
    }
  }
]

function changedRows(call: ApiCall, days: number): { rows: Row[]; covered: string } {
  const start = minute(call, 'start')
  const end = minute(call, 'end')
  const now = call.org.clock.now()
  if (start >= end) throw invalidDate('startDate cannot be after or equal to endDate')
  if (start < now - days * dayMs)
    throw invalidDate(`startDate before org replication enabled date, or more than ${days} days ago`)
  const rows = [...tableOf(call).byStamp.range({ low: start, high: end - 1 })]
  return { rows, covered: restDateTime(Math.min(end, Math.floor(now / 60_000) * 60_000)) }
}

function minute({ query }: ApiCall, name: string): number {
  const ms = parseInstant((query.get(name) ?? '').replace(' ', '+')) // an unescaped + arrives as a space
  if (ms === null) throw invalidDate(`${name} is missing or no date and time`)
  return Math.floor(ms / 60_000) * 60_000
}

const invalidDate = (message: string) => new ApiError(400, 'INVALID_REPLICATION_DATE', message)
