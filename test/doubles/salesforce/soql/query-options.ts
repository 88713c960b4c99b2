import type { OrgState } from '../org-state.ts'
import type { QueryOptions } from './query.ts'

/** Children of one parent on a page [K]. */
const mostChildren = 200

/** How a user's query is run: on what they see, by their time zone; `page` are the rows on one of its pages. */
export function queryOptions(org: OrgState, userId: string, all: boolean, page?: number): QueryOptions {
  const { database, clock, cursors } = org
  const zone = database.whole.find(userId)?.['TimeZoneSidKey']
  return {
    database,
    now: clock.now(),
    timeZone: typeof zone === 'string' ? zone : 'GMT',
    all,
    ...(page !== undefined && {
      childPage: (children, version) => cursors.first(children, Math.min(page, mostChildren), version, userId)
    })
  }
}
