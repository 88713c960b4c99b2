import { ok } from '../http/call.ts'
import type { ApiCall, Route } from '../http/call.ts'
import { deletedRecords, updatedRecords } from '../records/replication.ts'
import type { Span } from '../records/replication.ts'
import { parseInstant, restDateTime } from '../store/wire.ts'
import { tableOf } from './sobjects.ts'

export const replicationRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/sobjects/:type/updated',
    handle: (call) => {
      const { ids, latestDateCovered } = updatedRecords(call.org, tableOf(call), spanOf(call))
      return ok({ ids, latestDateCovered: restDateTime(latestDateCovered) })
    }
  },
  {
    method: 'GET',
    pattern: '/sobjects/:type/deleted',
    handle: (call) => {
      const found = deletedRecords(call.org, tableOf(call), spanOf(call))
      return ok({
        deletedRecords: found.deleted.map(({ id, deletedAt }) => ({
          deletedDate: restDateTime(deletedAt),
          id
        })),
        earliestDateAvailable: restDateTime(found.earliestDateAvailable),
        latestDateCovered: restDateTime(found.latestDateCovered)
      })
    }
  }
]

function spanOf({ query }: ApiCall): Span {
  const moment = (name: string) => parseInstant((query.get(name) ?? '').replace(' ', '+')) // an unescaped + is a space
  return { start: moment('start'), end: moment('end') }
}
